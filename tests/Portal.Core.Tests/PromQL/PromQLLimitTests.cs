using Portal.Core.PromQL;

namespace Portal.Core.Tests.PromQL;

public sealed class PromQLLimitTests
{
    private static readonly PromQLOptions Long = new() { MaxLength = int.MaxValue };

    public static TheoryData<string, string> Towers => new()
    {
        { "parentheses", new string('(', 100_000) + "1" + new string(')', 100_000) },
        { "open parentheses", new string('(', 100_000) },
        { "signs", new string('-', 100_000) + "x" },
        { "sums", string.Join('+', Enumerable.Repeat("x", 50_000)) },
        { "powers", string.Join('^', Enumerable.Repeat("x", 50_000)) },
        { "subqueries", "x" + string.Concat(Enumerable.Repeat("[1m:]", 50_000)) },
        { "calls", string.Concat(Enumerable.Repeat("abs(", 50_000)) },
        { "aggregations", string.Concat(Enumerable.Repeat("sum(", 50_000)) },
        { "duration parentheses", "x[" + new string('(', 100_000) },
        { "duration signs", "x[" + new string('-', 100_000) + "1m]" },
        { "duration sums", "x[" + string.Join('+', Enumerable.Repeat("1m", 50_000)) + "]" },
        { "duration sums in parentheses", "x[" + new string('(', 300) + "1m" + string.Concat(Enumerable.Repeat(string.Concat(Enumerable.Repeat("+1m", 300)) + ")", 300)) + "]" },
        { "duration choices", "x[" + string.Concat(Enumerable.Repeat("min_of(", 50_000)) },
        { "groups in a regular expression", "x{a=~\"" + new string('(', 50_000) + "\"}" },
    };

    [Theory]
    [MemberData(nameof(Towers), DisableDiscoveryEnumeration = true)]
    public void A_tower_is_refused(string kind, string query)
    {
        var result = PromQLParser.Parse(query, Long);
        Assert.True(result.Expression is null, kind);
        Assert.Contains("too deeply", result.Errors[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_query_as_high_as_the_limit_parses_prints_and_compares()
    {
        var query = string.Join(" + ", Enumerable.Repeat("x", PromQLOptions.Default.MaxDepth));
        var expression = PromQLParser.Parse(query).Expression;
        Assert.NotNull(expression);
        Assert.Equal(query, PromQLPrinter.Print(expression));
        Assert.Equal(expression, PromQLParser.Parse(query).Expression);
        Assert.Null(PromQLParser.Parse(query + " + x").Expression);
    }

    [Fact]
    public void A_query_that_is_too_long_is_refused()
    {
        var result = PromQLParser.Parse("up" + new string(' ', PromQLOptions.Default.MaxLength));
        Assert.Contains("too long", Assert.Single(result.Errors).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void No_more_than_ten_errors_are_reported()
    {
        var result = PromQLParser.Parse(string.Join(" + ", Enumerable.Repeat("{}", 50)));
        Assert.Equal(10, result.Errors.Count);
    }
}
