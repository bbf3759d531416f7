using System.Text.Json;
using Portal.Demo.LogQueries;
using Portal.Demo.Logs;
using Portal.Demo.Traces;
using Portal.Demo.Workloads;

namespace Portal.Tests.Demo;

public sealed class LogTests(ITestOutputHelper output)
{
    private const string AcmeProd = "{tenant=\"acme\", environment=\"prod\"}";
    private static readonly TelemetryWorld World = new();
    private static readonly long Now = TelemetryWorld.NowNs;

    [Fact]
    public void Two_stores_tell_the_same_lines() =>
        Assert.Equal(Last(World.Logs, 20), Last(new TelemetryWorld().Logs, 20));

    [Fact]
    public void Backward_is_forward_the_other_way_round_whatever_the_range()
    {
        foreach (var minutes in (long[])[1, 7, 40])
        {
            var forward = World.Logs.Read(World.Logs.Sources, Now - (minutes * Sampler.MinuteNs) + 12_345, Now - 54_321, forward: true).Select(Text).ToList();
            var backward = World.Logs.Read(World.Logs.Sources, Now - (minutes * Sampler.MinuteNs) + 12_345, Now - 54_321, forward: false).Select(Text).Reverse().ToList();
            Assert.Equal(forward, backward);
        }
    }

    [Fact]
    public void Lines_stand_in_the_order_of_time_and_no_two_of_an_environment_at_the_same()
    {
        var times = World.Logs.Read([.. World.Logs.Sources.Where(s => s.Workload.Namespace == "acme-prod")], Now - TelemetryWorld.HourNs, Now, forward: true).Select(e => e.TimeNs).ToList();
        Assert.True(times.Count > 1_000);
        Assert.Equal(times.Distinct().Order(), times);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Pages_make_the_whole(bool forward)
    {
        var whole = TelemetryWorld.Lines(World.Logs, AcmeProd, Now - (10 * Sampler.MinuteNs), Now, forward);
        var paged = new List<FoundLine>();
        var (from, until) = (Now - (10 * Sampler.MinuteNs), Now);
        while (TelemetryWorld.Lines(World.Logs, AcmeProd, from, until, forward, limit: 37) is { Count: > 0 } page)
        {
            paged.AddRange(page);
            (from, until) = forward ? (page[^1].TimeNs + 1, until) : (from, page[^1].TimeNs);
        }
        Assert.True(whole.Count > 100);
        Assert.Equal(whole, paged);
    }

    [Fact]
    public void Ids_in_lines_are_those_of_spans_that_did_what_the_line_says()
    {
        var found = 0;
        foreach (var line in TelemetryWorld.Lines(World.Logs, AcmeProd + " | json | logfmt | drop __error__, __error_details__ | trace_id != \"\"", Now - (20 * Sampler.MinuteNs), Now))
        {
            var span = World.Traces.Find(line.Parsed.Get("trace_id"))!.Spans.Find(s => s.Id == line.Parsed.Get("span_id"))!;
            Assert.Equal(line.Stream.Get("pod"), span.Service.Pod(span.Instance));
            if (line.Parsed.Get("status") is { Length: > 0 } status)
            {
                Assert.Equal($"{span.Status} {span.Route!.Method} {span.Route.Path}", $"{status} {line.Parsed.Get("method")} {line.Parsed.Get("route")}");
            }
            found++;
        }
        output.WriteLine($"{found} ids resolved");
        Assert.True(found > 500);
    }

    [Fact]
    public void Services_write_in_the_format_of_their_runtime() => Assert.All(World.Logs.Read(World.Logs.Sources, Now - (30 * Sampler.MinuteNs), Now, forward: true), entry =>
    {
        if (entry.Source.Service.Spec.Runtime == Runtime.DotNet)
        {
            using var json = JsonDocument.Parse(entry.Text);
            Assert.Equal(entry.Level, json.RootElement.GetProperty("level").GetString());
        }
        else
        {
            var fields = new Dictionary<string, string>();
            Assert.True(LogfmtFields.Read(entry.Text, fields.Add), entry.Text);
            Assert.Equal(entry.Level, fields["level"]);
        }
        Assert.DoesNotContain('\n', entry.Text);
    });

    [Fact]
    public void An_incident_shows_in_the_errors_of_its_service()
    {
        var checkout = World.Workload("acme-prod").Service("checkout");
        var minute = Enumerable.Range(0, 2_880).Select(i => (Now / Sampler.MinuteNs) - i).First(m => checkout.Trouble.Severity(m * 60_000) > 0.4) - 4;
        int Errors(long from) => TelemetryWorld.Lines(World.Logs, "{tenant=\"acme\", environment=\"prod\", service=\"checkout\"} | json | level=\"error\"", from * Sampler.MinuteNs, (from + 8) * Sampler.MinuteNs).Count;
        output.WriteLine($"{Errors(minute)} errors within the incident, {Errors(minute - 25)} before");
        Assert.True(Errors(minute) > 10 * (Errors(minute - 25) + 1));
        Assert.NotEmpty(TelemetryWorld.Lines(World.Logs, "{tenant=\"acme\", environment=\"prod\", service=\"checkout\"} | json | exception_type=\"System.TimeoutException\"", minute * Sampler.MinuteNs, (minute + 8) * Sampler.MinuteNs));
    }

    [Fact]
    public void Deployments_are_told_with_the_version_of_the_metrics()
    {
        var service = World.Workload("nova-prod").Service("cards");
        var start = service.Deployments.LastStart(Now / 1_000_000, 1);
        var lines = TelemetryWorld.Lines(World.Logs, "{tenant=\"nova\", environment=\"prod\", pod=\"cards-1\"} |= `Starting` | json", (start - 1_000) * 1_000_000, (start + 1_000) * 1_000_000);
        Assert.Equal(Deployments.Version((int)(service.Deployments.VersionDay(start) % Deployments.Versions)), Assert.Single(lines).Parsed.Get("version"));
    }

    [Fact]
    public void There_are_as_many_lines_as_the_documentation_says()
    {
        foreach (var (name, most) in new[] { ("acme-prod", 15.0), ("nova-prod", 15), ("acme-staging", 4), ("acme-dev", 2) })
        {
            var lines = World.Logs.Read([.. World.Logs.Sources.Where(s => s.Workload.Namespace == name)], Now - (6 * TelemetryWorld.HourNs), Now, forward: true).Count();
            output.WriteLine($"{name}: {lines / 21_600.0:0.00} lines a second over six hours of the afternoon");
            Assert.InRange(lines / 21_600.0, 0.1, most);
        }
    }

    private static List<string> Last(LogStore store, int minutes) => [.. store.Read(store.Sources, Now - (minutes * Sampler.MinuteNs), Now, forward: true).Select(Text)];

    private static string Text(LogEntry entry) => $"{entry.TimeNs} {entry.Source.Labels} {entry.Text}";
}
