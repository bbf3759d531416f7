using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Portal.Demo.Api;
using Portal.Demo.Evaluation;
using Portal.Demo.Storage;
using Portal.Demo.Workloads;

namespace Portal.EndToEnd.Conformance;

/// <summary>Two hours of the demo's workloads in a real Prometheus, and the same samples behind the demo's own API.</summary>
public sealed class ConformanceFixture : IAsyncLifetime
{
    /// <summary>A Wednesday afternoon, off the grid of scrapes.</summary>
    public static readonly DateTimeOffset Now = new(2026, 3, 4, 15, 0, 7, TimeSpan.Zero);

    private static readonly TimeSpan History = TimeSpan.FromHours(2);
    private static readonly TimeSpan Slice = TimeSpan.FromMinutes(10);

    private PrometheusServer? _prometheus;
    private WebApplication? _demo;

    public Uri Prometheus => _prometheus!.BaseAddress;

    public Uri Demo { get; private set; } = null!;

    public int Series { get; private set; }

    public async ValueTask InitializeAsync()
    {
        _prometheus = await PrometheusServer.StartAsync(
            "global: {scrape_interval: 15s}\n",
            "--web.enable-remote-write-receiver",
            "--storage.tsdb.retention.time=100y",
            "--enable-feature=promql-experimental-functions,native-histograms,promql-duration-expr");
        var clock = new FixedTime(Now);
        var store = new InMemoryStore();
        await LoadAsync(SyntheticStore.Create(clock), store);
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        _demo = builder.Build();
        _demo.UseRouting();
        var runner = new QueryRunner(clock, new EvaluationOptions());
        new PrometheusEndpoints(runner, _ => store).Map(_demo);
        await _demo.StartAsync();
        Demo = new Uri(_demo.Urls.First());
    }

    public async ValueTask DisposeAsync()
    {
        if (_demo is not null)
        {
            await _demo.DisposeAsync();
        }
        if (_prometheus is not null)
        {
            await _prometheus.DisposeAsync();
        }
    }

    private async Task LoadAsync(SyntheticStore workloads, InMemoryStore store)
    {
        var series = workloads.Select([new(new("tenant", Core.PromQL.MatchOperator.Equal, "acme")), new(new("environment", Core.PromQL.MatchOperator.NotEqual, "staging"))]);
        Series = series.Count;
        // Slice by slice over all series: Prometheus takes samples in the order of time.
        for (var from = Now - History; from < Now; from += Slice)
        {
            var slice = new List<(LabelSet, SampleBuffer)>();
            foreach (var one in series)
            {
                var samples = new SampleBuffer();
                one.Read(from.ToUnixTimeMilliseconds(), (from + Slice).ToUnixTimeMilliseconds() - 1, samples);
                slice.Add((one.Labels, samples));
                for (var i = 0; i < samples.Count; i++)
                {
                    store.Append(one.Labels, samples.Times[i], samples.Values[i], samples.HistogramAt(i));
                }
            }
            await RemoteWriter.SendAsync(Prometheus, slice);
        }
    }
}

/// <summary>A time that stands still.</summary>
internal sealed class FixedTime(DateTimeOffset now) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => now;
}
