using System.Text.RegularExpressions;
using Microsoft.Extensions.Time.Testing;
using Portal.Core.PromQL;
using Portal.Demo.Storage;
using Portal.Demo.Workloads;

namespace Portal.Tests.Demo;

public sealed partial class WorkloadTests(DemoServerFixture demo) : IClassFixture<DemoServerFixture>
{
    private static readonly long Now = DemoServerFixture.Now.ToUnixTimeMilliseconds();

    [GeneratedRegex(@"^\| (`[^|]+`) \| ([cghn])", RegexOptions.Multiline)]
    private static partial Regex MetricRow { get; }

    [Fact]
    public void Two_stores_tell_the_same_story()
    {
        foreach (var (first, second) in Series(NewStore()).Zip(Series(NewStore())))
        {
            var (a, b) = (Read(first), Read(second));
            Assert.Equal(a.Times[..a.Count], b.Times[..b.Count]);
            Assert.Equal(a.Values[..a.Count], b.Values[..b.Count]);
        }
    }

    [Fact]
    public void A_sample_does_not_depend_on_the_range_that_is_asked_for()
    {
        foreach (var series in Series(NewStore()))
        {
            var whole = Read(series);
            var part = new SampleBuffer();
            series.Read(Now - 1_234_567, Now - 234_567, part);
            var first = Array.IndexOf(whole.Times, part.Times[0]);
            Assert.Equal(whole.Times.AsSpan(first, part.Count), part.Times.AsSpan(0, part.Count));
            Assert.Equal(whole.Values.AsSpan(first, part.Count), part.Values.AsSpan(0, part.Count));
        }
    }

    [Fact]
    public void Counters_fall_only_when_their_process_starts_anew()
    {
        var store = NewStore();
        var starts = store.Select([Name("process_start_time_seconds")]).ToDictionary(s => (s.Labels.Get("tenant"), s.Labels.Get("environment"), s.Labels.Get("instance")), s => Read(s, 7));
        foreach (var counter in store.Select([Name("http_server_request_duration_seconds_count")]).Where((_, i) => i % 11 == 0))
        {
            var samples = Read(counter, 7);
            var start = starts[(counter.Labels.Get("tenant"), counter.Labels.Get("environment"), counter.Labels.Get("instance"))];
            for (var i = 1; i < samples.Count; i++)
            {
                Assert.True(samples.Values[i] >= samples.Values[i - 1] || start.Values[i] > start.Values[i - 1], $"{counter.Labels} fell at {samples.Times[i]}");
            }
        }
    }

    [Fact]
    public void Buckets_of_a_histogram_hold_what_the_smaller_ones_hold()
    {
        var buckets = NewStore().Select([Name("http_server_request_duration_seconds_bucket"), Is("service", "checkout"), Is("environment", "prod"), Is("instance", "checkout-1:8080")]);
        foreach (var histogram in buckets.GroupBy(b => b.Labels.Without(["le"])))
        {
            var ordered = histogram.OrderBy(b => b.Labels.Get("le") == "+Inf" ? double.MaxValue : double.Parse(b.Labels.Get("le"), System.Globalization.CultureInfo.InvariantCulture)).Select(b => Read(b)).ToList();
            for (var b = 1; b < ordered.Count; b++)
            {
                Assert.All(Enumerable.Range(0, ordered[b].Count), i => Assert.True(ordered[b].Values[i] >= ordered[b - 1].Values[i]));
            }
        }
    }

    [Fact]
    public void Nothing_lies_before_the_history_or_in_the_future()
    {
        var samples = new SampleBuffer();
        Series(NewStore())[0].Read(0, Now + 86_400_000, samples);
        Assert.InRange(samples.Times[0], Now - ScrapeClock.HistoryMs, Now - ScrapeClock.HistoryMs + ScrapeClock.IntervalMs);
        Assert.InRange(samples.Times[samples.Count - 1], Now - ScrapeClock.IntervalMs, Now);
    }

    [Fact]
    public async Task The_day_has_a_rhythm()
    {
        const string night = "sum(rate(http_server_request_duration_seconds_count{tenant=\"acme\",environment=\"prod\"}[10m] offset 12h))";
        const string day = "sum(rate(http_server_request_duration_seconds_count{tenant=\"acme\",environment=\"prod\"}[10m]))";
        Assert.True(await demo.NumberAsync($"{day} / {night}") > 2);
    }

    [Fact]
    public async Task An_incident_shows_in_errors_and_in_latency()
    {
        const string errors = "max_over_time((sum by (service) (rate(http_server_request_duration_seconds_count{tenant=\"acme\",environment=\"prod\",http_response_status_code=\"500\"}[5m])) / sum by (service) (rate(http_server_request_duration_seconds_count{tenant=\"acme\",environment=\"prod\"}[5m])))[1d:5m])";
        Assert.InRange(await demo.NumberAsync($"max({errors})"), 0.05, 0.5);
        const string latency = "histogram_quantile(0.9, sum by (le) (rate(http_server_request_duration_seconds_bucket{tenant=\"acme\",environment=\"prod\",service=\"SERVICE\"}[5m])))[1d:5m]";
        var ratios = new List<double>();
        foreach (var service in Topology.Tenants[0].Services)
        {
            var query = latency.Replace("SERVICE", service.Name, StringComparison.Ordinal);
            ratios.Add(await demo.NumberAsync($"max_over_time({query}) / quantile_over_time(0.5, {query})"));
        }
        Assert.True(ratios.Max() > 3, $"the worst ratio is {ratios.Max()}");
    }

    [Fact]
    public async Task Processor_modes_add_up_to_a_second_each_second() =>
        Assert.Equal(1, await demo.NumberAsync("avg(sum without (mode) (rate(node_cpu_seconds_total[5m])))"), 3);

    [Fact]
    public async Task Deployments_change_the_version_once_a_day() =>
        Assert.InRange(await demo.NumberAsync("count(count by (version) (present_over_time(deployment_info{tenant=\"nova\",environment=\"prod\",service=\"cards\"}[3d])))"), 3, 5);

    [Fact]
    public void The_documentation_names_every_metric_and_no_other()
    {
        var text = File.ReadAllText(SourceTree.Path("docs", "demo-telemetry.md"));
        var documented = new SortedSet<string>(StringComparer.Ordinal);
        foreach (Match row in MetricRow.Matches(text))
        {
            foreach (var name in row.Groups[1].Value.Split(", ").Select(n => n.Trim('`')))
            {
                documented.UnionWith(row.Groups[2].Value == "h" ? [name + "_bucket", name + "_sum", name + "_count"] : [name]);
            }
        }
        var served = NewStore().Select([]).Select(s => s.Labels.Name).ToHashSet();
        Assert.Equal(documented, new SortedSet<string>(served, StringComparer.Ordinal));
    }

    [Fact]
    public void Every_series_says_whose_it_is() =>
        Assert.All(NewStore().Select([]), s => Assert.All((string[])["tenant", "environment", "job", "instance"], l => Assert.NotEmpty(s.Labels.Get(l))));

    private static SyntheticStore NewStore() => SyntheticStore.Create(new FakeTimeProvider(DemoServerFixture.Now));

    private static CompiledMatcher Name(string name) => Is(LabelSet.MetricName, name);

    private static CompiledMatcher Is(string label, string value) => new(new(label, MatchOperator.Equal, value));

    private static List<ISeries> Series(SyntheticStore store) => [.. store.Select([]).Where((s, i) => i % 101 == 0 && s.Labels.Name != "deployment_info" && s.Labels.Name != "target_info")];

    private static SampleBuffer Read(ISeries series, int days = 1)
    {
        var samples = new SampleBuffer();
        series.Read(Now - (days * 86_400_000L), Now, samples);
        return samples;
    }
}
