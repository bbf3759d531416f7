using System.Text.Json;
using Portal.Core.LogQL;
using Portal.Core.PromQL;
using Portal.Core.Tests.PromQL;

namespace Portal.Core.Tests.LogQL;

/// <summary>The queries of Loki's own tests and of real dashboards.</summary>
public sealed class LogQLCorpusTests
{
    [Fact]
    public void Every_valid_query_parses_and_prints_to_a_fixed_point()
    {
        var rows = Corpus.Read("logql/valid.jsonl");
        Corpus.AssertNone([.. rows.Select(row => FixedPoint(row.Text("expr"))).OfType<string>()], rows.Count);
    }

    [Fact]
    public void Every_valid_query_has_the_selectors_that_Loki_finds()
    {
        var rows = Corpus.Read("logql/valid.jsonl");
        Corpus.AssertNone(
            [.. rows.Where(row => Tree(row.Text("expr")) is not { } tree || Selectors(tree) != Corpus.Selectors(row.GetProperty("selectors"))).Select(row => row.Text("expr"))],
            rows.Count);
    }

    /// <summary>What Loki prints of a query means the same to us as the query itself; constants that Loki works out while it parses are left aside.</summary>
    [Fact]
    public void Every_valid_query_means_what_Loki_prints_of_it()
    {
        var rows = Corpus.Read("logql/valid.jsonl");
        var problems = new List<string>();
        var compared = 0;
        foreach (var row in rows)
        {
            if (Tree(row.Text("expr")) is { } tree && Tree(row.Text("string")) is { } canonical && !Constants.Folds(tree))
            {
                compared++;
                var (ours, theirs) = (LogQLPrinter.Print(Canonical.Of(tree)), LogQLPrinter.Print(Canonical.Of(canonical)));
                if (ours != theirs)
                {
                    problems.Add($"{row.Text("expr")}\n  ours   {ours}\n  theirs {theirs}");
                }
            }
        }
        Assert.InRange(compared, rows.Count * 9 / 10, rows.Count);
        Corpus.AssertNone(problems, compared);
    }

    [Fact]
    public void Every_invalid_query_is_refused_with_a_place()
    {
        var rows = Corpus.Read("logql/invalid.jsonl");
        var problems = new List<string>();
        foreach (var query in rows.Select(Query))
        {
            var result = LogQLParser.Parse(query);
            if (result.Expression is not null)
            {
                problems.Add(query);
            }
            else if (result.Errors[0].Span is var span && (span.Start < 0 || span.End > query.Length || span.Start > span.End))
            {
                problems.Add($"{query}: {result.Errors[0]}");
            }
        }
        Corpus.AssertNone(problems, rows.Count);
    }

    [Theory]
    [InlineData("logql/real.jsonl")]
    [InlineData("logql/real_wide.jsonl")]
    public void Every_real_query_parses_once_its_variables_are_replaced(string file)
    {
        var rows = Corpus.Read(file).Where(row => row.Flag("parse_ok")).ToList();
        Corpus.AssertNone([.. rows.Select(row => FixedPoint(row.MaybeText("rendered") ?? row.Text("expr"))).OfType<string>()], rows.Count);
    }

    private static string Query(JsonElement row) =>
        row.MaybeText("expr_base64") is { } bytes ? System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(bytes)) : row.Text("expr");

    private static LogQLExpr? Tree(string query) => LogQLParser.Parse(query).Expression;

    private static string? FixedPoint(string query)
    {
        var result = LogQLParser.Parse(query);
        if (result.Expression is null)
        {
            return $"{query}\n  {result.Errors[0].Format(query)}";
        }
        var text = LogQLPrinter.Print(result.Expression);
        var again = LogQLParser.Parse(text);
        return again.Expression is null ? $"{query}\n  prints as {text}\n  {again.Errors[0].Format(text)}"
            : again.Expression != result.Expression || LogQLPrinter.Print(again.Expression) != text ? $"{query}\n  prints as {text}\n  then as   {LogQLPrinter.Print(again.Expression)}"
            : null;
    }

    private static string Selectors(LogQLExpr tree) => string.Join('\n', LogQLTree.Selectors(tree)
        .Select(selector => string.Join(',', selector.Matchers.Select(m => $"{m.Name}{Sign(m.Operator)}{m.Value}").Order(StringComparer.Ordinal)))
        .Order(StringComparer.Ordinal));

    private static string Sign(MatchOperator op) => op switch { MatchOperator.Equal => "=", MatchOperator.NotEqual => "!=", MatchOperator.Regex => "=~", _ => "!~" };
}
