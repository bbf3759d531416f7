using System.Text.Json;
using Portal.Core.Dashboards;
using Portal.Core.PromQL;
using Portal.Core.Queries.Variables;
using Portal.Core.Tests.PromQL;

namespace Portal.Core.Tests.Queries.Variables;

public sealed class InterpolationTests
{
    [Theory]
    [InlineData("up{job=\"$job\"}", "up{job=\"api\"}")]
    [InlineData("up{job=\"${job}\"}", "up{job=\"api\"}")]
    [InlineData("up{job=~\"$job\"}", "up{job=~\"api\"}")]
    [InlineData("up{job=~\"^$job-.*$\"}", "up{job=~\"^api-.*$\"}")]
    [InlineData("up{job='$job', x=`$job`}", "up{job=\"api\",x=\"api\"}")]
    [InlineData("up{instance=~\"$many\"}", "up{instance=~\"a\\\\.1|b\"}")]
    [InlineData("up{instance=~\"x-$many\"}", "up{instance=~\"x-(a\\\\.1|b)\"}")]
    [InlineData("up{instance=~\"${many:pipe}\"}", "up{instance=~\"a\\\\.1|b\"}")]
    [InlineData("up{instance!~\"${many:regex}\"}", "up{instance!~\"a\\\\.1|b\"}")]
    [InlineData("up{instance=\"$many\"}", "up{instance=~\"a\\\\.1|b\"}")]
    [InlineData("up{instance!=\"x.$many\"}", "up{instance!~\"x\\\\.(a\\\\.1|b)\"}")]
    [InlineData("up{instance=\"${many:csv}\"}", "up{instance=\"a.1,b\"}")]
    [InlineData("up{instance=~\"$all\"}", "up{instance=~\".+\"}")]
    [InlineData("up{instance=~\"x$all\"}", "up{instance=~\"x(?:.+)\"}")]
    [InlineData("up{instance=\"$all\"}", "up{instance=~\".+\"}")]
    [InlineData("rate(up[$__rate_interval])", "rate(up[1m])")]
    [InlineData("rate(up[$every])", "rate(up[10m])")]
    [InlineData("max_over_time(up[$every:$__rate_interval] offset -$every)", "max_over_time(up[10m:1m] offset -10m)")]
    [InlineData("up offset $every", "up offset 10m")]
    [InlineData("up @ ${__to:date:seconds}", "up @ 1700000000.000")]
    [InlineData("topk($n, up)", "topk(5, up)")]
    [InlineData("up > $n", "up > 5")]
    [InlineData("up > -$minus", "up > 3")]
    [InlineData("up ^ $minus", "up ^ (-3)")]
    [InlineData("up * $every", "up * 10m")]
    [InlineData("sum by ($label, x) (up)", "sum by (instance, x) (up)")]
    [InlineData("sum by ($labels) (up)", "sum by (job, instance) (up)")]
    [InlineData("sum(up) without (\"$label\")", "sum without (instance) (up)")]
    [InlineData("a / on ($labels) group_left ($label) b", "a / on (job, instance) group_left (instance) b")]
    [InlineData("rate($metric[5m])", "rate(http_requests_total[5m])")]
    [InlineData("${metric}{job=\"$job\"}", "http_requests_total{job=\"api\"}")]
    [InlineData("${label}_x_$job", "instance_x_api")]
    [InlineData("sum($metric)", "sum(http_requests_total)")]
    [InlineData("{__name__=\"$metric\"}", "{__name__=\"http_requests_total\"}")]
    [InlineData("up{$label=\"x\"}", "up{instance=\"x\"}")]
    [InlineData("label_replace(up, \"a\", \"$1-$dollar\", \"b\", \"(.*)$dot\")", "label_replace(up, \"a\", \"$1-$$1\", \"b\", \"(.*)a\\\\.b\")")]
    [InlineData("count_values(\"$label\", up)", "count_values(\"instance\", up)")]
    [InlineData("up # $nothing {", "up")]
    [InlineData("up{job=~\"api$\"}", "up{job=~\"api$\"}")]
    [InlineData("up{status=~\"[$digits]..\"}", "up{status=~\"[4\\\\-65]..\"}")]
    [InlineData("up{job=~\"[[:alpha:]]$job\"}", "up{job=~\"[[:alpha:]]api\"}")]
    public void Variables_are_filled_in_by_where_they_stand(string query, string filled)
    {
        var (expression, problem) = Interpolation.Fill(query, Samples);
        Assert.Null(problem);
        Assert.Equal(filled, PromQLPrinter.Print(expression!));
    }

    [Theory]
    [InlineData("up{job=\"$jop\"}", 8, "no variable 'jop'")]
    [InlineData("up{job=~\"${job:raw}\"}", 9, "format 'raw'")]
    [InlineData("up{job=~\"${job:lucene}\"}", 9, "format 'lucene'")]
    [InlineData("sum by (${labels:pipe}) (up)", 8, "format 'pipe'")]
    [InlineData("rate(up[$job])", 8, "must be a number or a duration")]
    [InlineData("rate(up[5$every])", 9, "must be the whole of")]
    [InlineData("rate(up[${n}m])", 8, "must be the whole of")]
    [InlineData("rate(up[$all])", 8, "must be a number or a duration")]
    [InlineData("rate(up[$many])", 8, "must be a number or a duration")]
    [InlineData("$many{}", 0, "must be one name")]
    [InlineData("$dot$quote{}", 0, "must be one name")]
    [InlineData("sum by ($quote) (up)", 8, "must be names")]
    [InlineData("$job(up)", 0, "cannot stand for a function")]
    [InlineData("up > $typed", 5, "must be a number")]
    [InlineData("up{job=~\"[$all]\"}", 10, "which cannot stand in a class")]
    [InlineData("up{job=~\"\\\\Qx$job\\\\E\"}", 13, "cannot stand after a backslash")]
    [InlineData("label_join(up, \"a\", \"$all\", \"b\")", 21, "stands for a regular expression")]
    public void What_cannot_stand_where_it_stands_is_told_with_its_place(string query, int position, string message)
    {
        var (expression, problem) = Interpolation.Fill(query, Samples);
        Assert.Null(expression);
        Assert.Contains(message, problem!.Error.Message, StringComparison.Ordinal);
        Assert.Equal(position, problem.Position);
    }

    [Theory]
    [InlineData("sum(up{job=\"$job\"} $label", 19, "$label")]
    [InlineData("up{job=\"$job\"}}", 14, "}")]
    [InlineData("up{job=~\"\\\\$job\"}", 3, "invalid escape sequence: `\\$`")]
    [InlineData("sum($job[5m])", 4, "instant vector")]
    [InlineData("sum($job, $label)", 0, "wrong number of arguments")]
    public void A_mistake_in_the_query_is_told_in_the_author_s_words_and_at_their_place(string query, int position, string message)
    {
        var problem = Interpolation.Fill(query, Samples).Problem!;
        Assert.Equal(position, problem.Position);
        Assert.Contains(message, problem.Error.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain("portal", problem.Error.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("up{job=\"$job\", x=\"\\ue0b07\\ue0b1\"}")]
    [InlineData("up{job=\"$job\", x=\"__portal_variable_7_elbairav__\"}")]
    [InlineData("up{job=\"\ue0b00\ue0b1$job\"}")]
    public void A_query_cannot_bring_placeholders_of_its_own(string query) => Assert.NotNull(Interpolation.Fill(query, Samples).Problem);

    [Fact]
    public void A_query_with_very_many_variables_is_refused() =>
        Assert.Contains("more than 500", Interpolation.Fill(string.Join(" + ", Enumerable.Repeat("$n", 501)), Samples).Problem!.Error.Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("promql/real.jsonl")]
    [InlineData("promql/real_wide.jsonl")]
    public void Queries_of_real_dashboards_are_filled_as_their_dashboards_would(string file)
    {
        var rows = Corpus.Read(file).Where(row => row.Flag("parse_ok")).ToList();
        var problems = new List<string>();
        foreach (var row in rows)
        {
            var query = row.Text("expr");
            var rendered = row.MaybeText("rendered") ?? query;
            var (expression, problem) = Interpolation.Fill(query, Values(row, query, rendered));
            var expected = PromQLPrinter.Print(PromQLParser.Parse(rendered).Expression!);
            if (expression is null || PromQLPrinter.Print(expression) != expected)
            {
                problems.Add($"{query}\n  ours   {(expression is null ? problem!.Error.Message + " " + problem.Error.Detail : PromQLPrinter.Print(expression))}\n  theirs {expected}");
            }
        }
        Corpus.AssertNone(problems, rows.Count);
    }

    // The corpus tells what a variable was replaced by only through the whole text, so it is read off there.
    private static Dictionary<string, VariableValue> Values(JsonElement row, string query, string rendered)
    {
        var values = new Dictionary<string, VariableValue>();
        var (from, to) = (0, 0);
        var references = VariableReference.In(query).Where(reference => row.TryGetProperty("variables", out var list) && list.EnumerateArray().Any(v => v.Text("name") == reference.Name)).ToList();
        for (var i = 0; i < references.Count; i++)
        {
            to += references[i].Start - from;
            from = references[i].End;
            var next = i + 1 < references.Count ? references[i + 1].Start : query.Length;
            var between = query[from..next];
            var end = between.Length == 0 && i + 1 < references.Count ? to + 2 + references[i].Name.Length : i + 1 < references.Count ? rendered.IndexOf(between, to, StringComparison.Ordinal) : rendered.Length - between.Length;
            values[references[i].Name] = VariableValue.Of(rendered[to..end]);
            to = end;
        }
        return values;
    }

    private static readonly Dictionary<string, VariableValue> Samples = new()
    {
        ["job"] = VariableValue.Of("api"),
        ["many"] = Several("a.1", "b"),
        ["all"] = Several("a", "b") with { IsAll = true, AllRegex = ".+" },
        ["every"] = VariableValue.Of("10m"),
        ["n"] = VariableValue.Of("5"),
        ["minus"] = VariableValue.Of("-3"),
        ["label"] = VariableValue.Of("instance"),
        ["labels"] = Several("job", "instance"),
        ["metric"] = VariableValue.Of("http_requests_total"),
        ["digits"] = Several("4-6", "5"),
        ["dot"] = VariableValue.Of("a.b"),
        ["dollar"] = VariableValue.Of("$1"),
        ["quote"] = VariableValue.Of("a\"} or x{b=\""),
        ["typed"] = VariableValue.Of("secret") with { IsTyped = true },
        ["__rate_interval"] = VariableValue.Of("1m"),
        ["__to"] = VariableValue.Of("1700000000000"),
    };

    private static VariableValue Several(params string[] values) => new([.. values.Select(value => new VariableOption(value, value))]);
}
