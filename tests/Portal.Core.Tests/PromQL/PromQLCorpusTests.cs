using System.Text;
using System.Text.Json;
using Portal.Core.PromQL;

namespace Portal.Core.Tests.PromQL;

public sealed class PromQLCorpusTests
{
    [Fact]
    public void Every_valid_query_parses_prints_and_selects_as_in_Prometheus()
    {
        var rows = Corpus.Read("promql/valid.jsonl");
        var problems = new List<string>();
        foreach (var row in rows)
        {
            Check(problems, row.Text("expr"), row.Text("string"), row.Text("type"), row.TryGetProperty("selectors", out var selectors) ? selectors : null);
        }
        Corpus.AssertNone(problems, rows.Count);
    }

    [Fact]
    public void Every_valid_query_has_the_syntax_tree_of_Prometheus()
    {
        var rows = Corpus.Read("promql/valid.jsonl").Where(row => row.TryGetProperty("ast", out _)).ToList();
        var problems = new List<string>();
        foreach (var row in rows)
        {
            if (PromQLParser.Parse(row.Text("expr")).Expression is { } expression)
            {
                var ours = PrometheusAst.Write(expression);
                var theirs = PrometheusAst.Write(row.GetProperty("ast"));
                if (ours != theirs)
                {
                    problems.Add($"{row.Text("expr")}\n  ours   {ours}\n  theirs {theirs}");
                }
            }
        }
        Corpus.AssertNone(problems, rows.Count);
    }

    [Fact]
    public void Experimental_syntax_is_refused_where_it_is_switched_off()
    {
        var rows = Corpus.Read("promql/valid.jsonl").Where(row => row.MaybeText("error_without_flags") is not null).ToList();
        var problems = new List<string>();
        foreach (var row in rows)
        {
            var query = row.Text("expr");
            var result = PromQLParser.Parse(query, Corpus.Stable);
            var error = result.Errors.Count == 0 ? "accepted" : result.Errors[0].Format(query);
            if (error != row.Text("error_without_flags"))
            {
                problems.Add($"{query}\n  {error}\n  {row.Text("error_without_flags")}");
            }
        }
        Corpus.AssertNone(problems, rows.Count);
    }

    [Fact]
    public void Queries_without_experimental_syntax_parse_where_it_is_switched_off()
    {
        var rows = Corpus.Read("promql/valid.jsonl").Where(row => row.GetProperty("flags").GetArrayLength() == 0).ToList();
        Corpus.AssertNone([.. rows.Select(row => row.Text("expr")).Where(query => PromQLParser.Parse(query, Corpus.Stable).Expression is null)], rows.Count);
    }

    [Fact]
    public void Every_invalid_query_is_refused_with_the_message_and_the_place_of_Prometheus()
    {
        var rows = Corpus.Read("promql/invalid.jsonl");
        var problems = new List<string>();
        foreach (var row in rows)
        {
            var query = row.MaybeText("expr_base64") is { } bytes ? Encoding.UTF8.GetString(Convert.FromBase64String(bytes)) : row.Text("expr");
            // A query of 11,000 operands is above the limit on height; what it is refused for comes below.
            var result = PromQLParser.Parse(query);
            if (result.Expression is not null)
            {
                problems.Add($"{query}: accepted");
                continue;
            }
            if (row.TryGetProperty("errors_count", out _))
            {
                continue;
            }
            var ours = $"{result.Errors[0].Span.Start} {result.Errors[0].Message}";
            var expected = row.GetProperty("errors")[0];
            var theirs = $"{expected.GetProperty("start").GetInt32()} {expected.Text("message")}";
            if (ours != theirs)
            {
                problems.Add($"{query}\n  ours   {ours}\n  theirs {theirs}");
            }
        }
        Corpus.AssertNone(problems, rows.Count);
    }

    [Theory]
    [InlineData("promql/real.jsonl")]
    [InlineData("promql/real_wide.jsonl")]
    public void Queries_of_real_dashboards_parse_once_their_variables_are_replaced(string file)
    {
        var rows = Corpus.Read(file);
        var problems = new List<string>();
        foreach (var row in rows)
        {
            var query = row.MaybeText("rendered") ?? row.Text("expr");
            if (row.Flag("parse_ok"))
            {
                Check(problems, query, row.Text("string"), row.Text("type"), row.TryGetProperty("selectors", out var selectors) ? selectors : null);
            }
            else if (PromQLParser.Parse(query) is var result && (result.Expression is not null || result.Errors[0].Format(query) != row.Text("error")))
            {
                problems.Add($"{query}\n  ours   {(result.Expression is null ? result.Errors[0].Format(query) : "accepted")}\n  theirs {row.Text("error")}");
            }
        }
        Corpus.AssertNone(problems, rows.Count);
    }

    [Fact]
    public void Expressions_of_real_rules_parse()
    {
        var rows = Corpus.Read("otel/rule_exprs.jsonl").Where(row => row.Text("lang") != "logql").ToList();
        var problems = new List<string>();
        foreach (var row in rows)
        {
            if (row.Flag("parse_ok"))
            {
                Check(problems, row.Text("expr"), row.Text("string"), row.Text("type"), null);
            }
            else if (PromQLParser.Parse(row.Text("expr")).Expression is not null)
            {
                problems.Add($"{row.Text("expr")}: accepted");
            }
        }
        Corpus.AssertNone(problems, rows.Count);
    }

    private static void Check(List<string> problems, string query, string printed, string type, JsonElement? selectors)
    {
        var result = PromQLParser.Parse(query);
        if (result.Expression is not { } expression)
        {
            problems.Add($"{query}\n  {result.Errors[0].Format(query)}");
            return;
        }
        var text = PromQLPrinter.Print(expression);
        if (text != printed)
        {
            problems.Add($"{query}\n  ours   {text}\n  theirs {printed}");
        }
        if (expression.Type.ShortText() != type)
        {
            problems.Add($"{query}: {expression.Type}, not {type}");
        }
        if (selectors is { } expected && Corpus.Selectors(expression) != Corpus.Selectors(expected))
        {
            problems.Add($"{query}: selects\n{Corpus.Selectors(expression)}\nnot\n{Corpus.Selectors(expected)}");
        }
        var again = PromQLParser.Parse(text);
        if (again.Expression is null || PromQLPrinter.Print(again.Expression) != text)
        {
            problems.Add($"{query}: prints as {text}, which does not read back");
        }
    }
}
