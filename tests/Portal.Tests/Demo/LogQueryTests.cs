using Portal.Core.LogQL;
using Portal.Demo.Evaluation;
using Portal.Demo.LogQueries;
using Portal.Demo.Logs;
using Portal.Demo.Storage;
using Portal.Demo.Traces;

namespace Portal.Tests.Demo;

public sealed class LogQueryTests
{
    private const string Json = """{"level":"info","status":200,"took":"1.5s","size":"2KiB","user":{"name":"eve","id":7},"tags":["a","b"],"pod":"other","ok":true,"none":null,"a-b":"x","ip":"10.1.2.3"}""";
    private const string Logfmt = "ts=1 level=warn msg=\"it \\\"is\\\" late\" took=250ms empty= status=404";
    private const string Access = "10.0.0.9 - - [GET] \"/a/b\" 200";

    private static readonly TelemetryWorld World = new();
    private static readonly LogSource Source = World.Logs.Sources.First(s => s.Labels.Get("pod") == "web-0" && s.Labels.Get("environment") == "prod");
    private static readonly long Now = TelemetryWorld.NowNs;

    /// <summary>Null for a line that is left out, else what it becomes: its text where that changes, and the parsed labels.</summary>
    [Theory]
    [InlineData("|= `status`", Json, "")]
    [InlineData("|= `nothing`", Json, null)]
    [InlineData("|= `nothing` or `status`", Json, "")]
    [InlineData("!= `nothing` != `status`", Json, null)]
    [InlineData("!= `nothing` or `other`", Json, null)]
    [InlineData("|~ `sta.us\":2\\d\\d`", Json, "")]
    [InlineData("!~ `(?i)LEVEL`", Json, null)]
    [InlineData("|> `<_>status<_>`", Json, "")]
    [InlineData("|> `status<_>`", Json, null)]
    [InlineData("!> `<_>status<_>`", Json, null)]
    [InlineData("|= ip(`10.0.0.0/24`)", Access, "")]
    [InlineData("|= ip(`10.0.1.0-10.0.1.255`)", Access, null)]
    [InlineData("!= ip(`10.0.0.9`)", Access, null)]
    [InlineData("| json", Json, "a_b=x ip=10.1.2.3 level=info ok=true pod_extracted=other size=2KiB status=200 took=1.5s user_id=7 user_name=eve")]
    [InlineData("| json who=`user.name`, first=`tags[0]`, odd=`[\"a-b\"]`, gone=`x.y`", Json, "first=a odd=x who=eve")]
    [InlineData("| json | __error__=`JSONParserErr` | drop __error_details__", Access, "__error__=JSONParserErr")]
    [InlineData("| json | __error__=``", Access, null)]
    [InlineData("| logfmt", Logfmt, "level=warn msg=it \"is\" late status=404 took=250ms ts=1")]
    [InlineData("| logfmt --keep-empty | keep empty, level", Logfmt, "level=warn")]
    [InlineData("| logfmt why=`msg`, status", Logfmt, "status=404 why=it \"is\" late")]
    [InlineData("| logfmt --strict | drop __error_details__", "a=1 b c=\"x", "__error__=LogfmtParserErr a=1 c=x")]
    [InlineData("| pattern `<ip> - <_> [<method>] \"<path>\" <status>`", Access, "ip=10.0.0.9 method=GET path=/a/b status=200")]
    [InlineData("| pattern `x<ip> `", Access, "")]
    [InlineData("| regexp `^(?P<ip>\\S+).*\\[(?P<method>\\w+)\\]`", Access, "ip=10.0.0.9 method=GET")]
    [InlineData("| json | status >= 200 and status < 300 | keep status", Json, "status=200")]
    [InlineData("| json | status > 200 or ok=`true` | keep status", Json, "status=200")]
    [InlineData("| json | status != 200", Json, null)]
    [InlineData("| json | missing > 1", Json, null)]
    [InlineData("| json | level > 1 | keep level | drop __error_details__", Json, "__error__=LabelFilterErr level=info")]
    [InlineData("| json | took > 1s | took < 2s | size > 1KB | size <= 2KiB | keep took", Json, "took=1.5s")]
    [InlineData("| json | took > 1m", Json, null)]
    [InlineData("| json | ip = ip(`10.0.0.0/8`) | keep ip", Json, "ip=10.1.2.3")]
    [InlineData("| json | ip != ip(`10.0.0.0/8`)", Json, null)]
    [InlineData("| json | user_name =~ `e.e` | level !~ `warn|error` | keep user_name", Json, "user_name=eve")]
    [InlineData("| detected_level = `info` | service = `web`", Json, "")]
    [InlineData("| json | line_format `{{.level}}: {{ .user_name }}{{.missing}}!` | keep level", Json, "info: eve! | level=info")]
    [InlineData("| json | label_format who=user_name, text=`{{.level}}-{{.status}}` | keep who, text, user_name", Json, "text=info-200 who=eve")]
    [InlineData("| json | drop level=`warn`, status, took, size, user_name, user_id, ok, a_b, ip", Json, "level=info pod_extracted=other")]
    [InlineData("| json | keep level=`info`, status=`500`", Json, "level=info")]
    [InlineData("| decolorize", "\u001b[31mred\u001b[0m", "red | ")]
    public void Stages_do_as_in_Loki(string stages, string text, string? expected)
    {
        var pipeline = (LogPipeline)LogQueryRunner.Parse($"{{pod=\"web-0\"}} {stages}");
        var line = new LineState();
        line.Reset(new LogEntry(Source, 1, "info", _ => text));
        var kept = Array.TrueForAll(Stages.Compile(pipeline.Stages), stage => stage(line));
        var labels = string.Join(' ', line.Labels(LabelOrigin.Parsed).Pairs.ToArray().Select(p => $"{p.Key}={p.Value}"));
        Assert.Equal(expected, kept ? (line.Text == text ? "" : line.Text + " | ") + labels : null);
    }

    [Theory]
    [InlineData("{service=`web`} | unpack", "unpack")]
    [InlineData("{service=`web`} | line_format `{{ToUpper .level}}`", "{{ToUpper .level}}")]
    [InlineData("{service=`web`} | label_format a=`{{if .b}}c{{end}}`", "{{if .b}}")]
    [InlineData("absent_over_time({service=`web`}[5m])", "absent_over_time")]
    [InlineData("rate_counter({service=`web`} | json | unwrap status [5m])", "rate_counter")]
    [InlineData("approx_topk(3, rate({service=`web`}[5m]))", "approx_topk")]
    [InlineData("variants(count_over_time({service=`web`}[5m])) of ({service=`web`}[5m])", "variants")]
    public void What_is_left_out_is_refused_by_its_name(string query, string named)
    {
        var e = Assert.Throws<EvaluationException>(() => Run(query));
        Assert.True(e.IsUnsupported);
        Assert.Contains(named, e.Message);
    }

    [Theory]
    [InlineData("count_over_time", 1)]
    [InlineData("rate", 300)]
    public void Counting_counts_the_lines_of_each_window(string operation, double divisor)
    {
        var values = Values($"{operation}({{tenant=\"acme\", environment=\"prod\", pod=\"web-0\"}} | json | drop __error__, __error_details__ | keep pod [5m] offset 1m)", 7);
        for (var i = 0; i < 7; i++)
        {
            var at = Now - TelemetryWorld.HourNs + (i * 10 * Sampler.MinuteNs) - Sampler.MinuteNs;
            var lines = TelemetryWorld.Lines(World.Logs, "{tenant=\"acme\", environment=\"prod\", pod=\"web-0\"}", at - (5 * Sampler.MinuteNs) + 1, at + 1).Count;
            Assert.Equal(lines / divisor, values.Single().Value[i], 9);
        }
    }

    [Fact]
    public void Unwrapped_values_are_those_of_the_lines()
    {
        const string lines = "{tenant=\"acme\", environment=\"prod\", service=\"catalog\"} |= \"duration=\" | logfmt";
        var durations = TelemetryWorld.Lines(World.Logs, lines, Now - (10 * Sampler.MinuteNs) + 1, Now + 1).ConvertAll(l => double.Parse(l.Parsed.Get("duration").TrimEnd('s', 'm'), System.Globalization.CultureInfo.InvariantCulture) / (l.Parsed.Get("duration").EndsWith("ms", StringComparison.Ordinal) ? 1000 : 1));
        Assert.True(durations.Count > 20);
        double Of(string operation, string parameter = "") => Instant($"{operation}({parameter}{lines} | unwrap duration(duration) [10m]) by (service)").Single().Value;
        Assert.Equal(durations.Max(), Of("max_over_time"), 9);
        Assert.Equal(durations.Min(), Of("min_over_time"), 9);
        Assert.Equal(durations.Average(), Of("avg_over_time"), 9);
        Assert.Equal(Numbers.Quantile(0.9, [.. durations], durations.Count), Of("quantile_over_time", "0.9, "), 9);
        Assert.Equal(durations.Sum(), Instant($"sum(sum_over_time({lines} | unwrap duration(duration) [10m]))").Single().Value, 6);
        Assert.DoesNotContain(Instant($"sum_over_time({lines} | keep duration, route | unwrap duration(duration) [10m])").Keys, l => l.Get("duration").Length > 0);
    }

    [Fact]
    public void Vectors_are_worked_out_as_in_PromQL()
    {
        const string all = "sum by (service) (count_over_time({tenant=\"acme\", environment=\"prod\"}[10m]))";
        var counts = Instant(all);
        Assert.Equal(6, counts.Count);
        Assert.Equal(counts.Values.Sum(), Instant("sum(count_over_time({tenant=\"acme\", environment=\"prod\"}[10m]))").Single().Value);
        Assert.Equal(counts.Values.Max(), Instant($"topk(1, {all})").Single().Value);
        Assert.All(Instant($"{all} / on (service) {all}"), v => Assert.Equal(1, v.Value));
        Assert.All(Instant($"100 * {all} + 1"), v => Assert.Equal((100 * counts[v.Key]) + 1, v.Value));
        Assert.Equal(counts.Where(c => c.Value > 500), Instant($"{all} > 500"));
        Assert.Equal(7, Instant($"{all} or label_replace(vector(3), \"service\", \"none\", \"\", \"\")").Count);
        Assert.Equal(counts.Where(c => c.Key.Get("service") == "web"), Instant($"{all} and on (service) sum by (service) (rate({{tenant=\"acme\", environment=\"prod\", service=\"web\"}}[10m]))"));
    }

    [Fact]
    public void A_sum_is_the_same_however_it_is_worked_out()
    {
        const string lines = "{tenant=\"nova\", environment=\"prod\"} | json | logfmt | drop __error__, __error_details__ | keep service, pod, status [15m]";
        Assert.Equal(Instant($"sum by (service, status) (bytes_over_time({lines}))"), Instant($"sum by (service, status) ((bytes_over_time({lines})))"));
        Assert.Equal(Instant($"sum without (pod) (rate({lines}))").Select(v => (v.Key, Math.Round(v.Value, 9))), Instant($"sum without (pod) ((rate({lines})))").Select(v => (v.Key, Math.Round(v.Value, 9))));
    }

    [Fact]
    public void Lines_that_cannot_be_read_fail_a_metric_query_unless_they_are_filtered()
    {
        Assert.StartsWith("pipeline error: 'JSONParserErr'", Assert.Throws<EvaluationException>(() => Run("sum(rate({service=\"catalog\"} | json [1m]))")).Message);
        Run("sum(rate({service=\"catalog\"} | json | __error__=`` [1m]))");
        Assert.StartsWith("pipeline error: 'SampleExtractionErr'", Assert.Throws<EvaluationException>(() => Run("sum(sum_over_time({service=\"catalog\"} | logfmt | unwrap level [1m]))")).Message);
    }

    private static EvaluationResult Run(string query, int steps = 1) => LogQueryRunner.Parse(query) is LogPipeline pipeline
        ? throw new InvalidOperationException($"{LogQueryRunner.Lines(World.Logs, pipeline, Now - Sampler.MinuteNs, Now, false, 10, CancellationToken.None).Count} lines")
        : LogQueryRunner.Metric(World.Logs, LogQueryRunner.Parse(query), query, new((Now - TelemetryWorld.HourNs) / 1_000_000, ((Now - TelemetryWorld.HourNs) / 1_000_000) + ((steps - 1) * 600_000L), 600_000), steps > 1, new(), CancellationToken.None);

    private static Dictionary<LabelSet, double[]> Values(string query, int steps) => ((VectorValue)Run(query, steps).Value).Series.ToDictionary(s => s.Labels, s => s.Floats);

    private static Dictionary<LabelSet, double> Instant(string query) =>
        ((VectorValue)LogQueryRunner.Metric(World.Logs, LogQueryRunner.Parse(query), query, new(Now / 1_000_000, Now / 1_000_000, 0), false, new(), CancellationToken.None).Value).Series.ToDictionary(s => s.Labels, s => s.Floats[0]);
}
