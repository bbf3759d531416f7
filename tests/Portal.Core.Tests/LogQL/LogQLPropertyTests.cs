using CsCheck;
using Portal.Core.LogQL;
using Portal.Core.Tests.PromQL;

namespace Portal.Core.Tests.LogQL;

public sealed class LogQLPropertyTests
{
    private static readonly string[] Queries =
    [
        "sum by (job) (rate({app=\"a\", ns=~`b.*`} |= \"x\" or ip(\"10.0.0.0/8\") != `y` | json a=\"b.c\", d | a > 5 and (b < 10ms or c >= 5KB), e=~\"f\" [5m] offset -1h)) / on (job) group_left (a) count_over_time({x=\"y\"}[1d]) > bool 0.5",
        "quantile_over_time(0.99, {app=\"a\"} | logfmt --strict --keep-empty | unwrap duration_seconds(took) | __error__=\"\" [1h30m]) by (a, b)",
        "{app=\"a\"} | regexp \"(?P<x>.*)\" | pattern \"<ip> - <_>\" | unpack | decolorize | line_format \"{{.x}}\" | label_format a=b, c=\"{{.d}}\" | drop a, b=\"c\" | keep d # comment",
        "label_replace(topk(5, sum(rate({a=\"b\"}[5m])) by (c)), \"d\", \"$1\", \"c\", \"(.*)\") or vector(-1.5) unless on () {a=\"b\"}",
        "variants(count_over_time({a=\"b\"}[5m]), sum(bytes_rate({a=\"b\"}[5m]))) of ({a=\"b\"} | json [5m])",
    ];

    [Fact]
    public void Queries_of_the_tests_are_queries() => Assert.All(Queries.Where(q => !q.Contains("unless on () {")), q => Assert.NotNull(LogQLParser.Parse(q).Expression));

    [Fact]
    public void Broken_queries_are_errors_or_trees_that_print_but_never_exceptions() => Gen.Int.Sample(
        seed => ParseAnything(new RandomPromQL(seed).Mutate(Queries[(seed & 0xff) % Queries.Length])), iter: 30_000);

    [Fact]
    public void Garbage_is_an_error_or_a_tree_that_prints_but_never_an_exception() => Gen.String[Gen.Char["{}()[]|=!~<>\"`abjson0159.mskBKip,#- \n\\+*/%^é\ud83d"], 0, 60].Sample(ParseAnything, iter: 50_000);

    [Theory]
    [InlineData("(")]
    [InlineData("sum(")]
    [InlineData("{a=\"b\"} | (")]
    [InlineData("{a=\"b\"} | a=\"b\" or ")]
    [InlineData("1 ^ ")]
    [InlineData("rate((")]
    [InlineData("{a=\"b\"} | a=\"b\", ")]
    public void Nesting_without_end_is_an_error_not_an_overflow(string part)
    {
        var start = part.StartsWith('{') ? part[..(part.IndexOf('|') + 2)] : "";
        var repeated = start + string.Concat(Enumerable.Repeat(part[start.Length..], 20_000 / part.Length));

        Assert.Null(LogQLParser.Parse(repeated).Expression);
    }

    [Fact]
    public void A_query_beyond_the_limit_is_an_error() => Assert.Contains("too long", LogQLParser.Parse(new string(' ', LogQLParser.MaxLength + 1)).Errors[0].Message);

    private static void ParseAnything(string query)
    {
        var result = LogQLParser.Parse(query);
        Assert.Equal(result.Expression is null, result.Errors.Count > 0);
        foreach (var error in result.Errors)
        {
            Assert.True(error.Span.Start >= 0 && error.Span.Start <= error.Span.End && error.Span.End <= query.Length, $"{query}: {error}");
        }
        if (result.Expression is not null)
        {
            var text = LogQLPrinter.Print(result.Expression);
            var again = LogQLParser.Parse(text, text.Length);
            Assert.True(again.Expression == result.Expression, $"{query}\nprints as\n{text}\n{(again.Expression is null ? again.Errors[0].Format(text) : "and reads back as " + LogQLPrinter.Print(again.Expression))}");
        }
    }
}
