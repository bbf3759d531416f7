using CsCheck;
using Portal.Core.PromQL;

namespace Portal.Core.Tests.PromQL;

public sealed class PromQLPropertyTests
{
    private static readonly string[] Queries =
    [
        "sum by (job) (rate(http_requests_total{code=~\"5..\",job!=\"\"}[5m] offset -1h @ end())) / on (job) group_left (a) sum(x) > bool 0.5",
        "histogram_quantile(0.99, sum by (le) (rate(latency_bucket[$__rate_interval])))",
        "topk(scalar(secret), up{a='b\\x41\\u1234'}) or quantile without (x) (.5, y[5m:1m])",
        "foo[4s+4s:1s*2] offset (5s-8) @ 1603774568.5",
        "{\"my.metric\", \"lab.el\"=~`a|b`, le=\"+Inf\"} + fill_left(-23) fill_right(42) -2 ^ -x # comment",
    ];

    [Fact]
    public void A_printed_tree_reads_back_as_the_same_tree() => Gen.Int.Sample(seed =>
    {
        var tree = new RandomPromQL(seed).Any();
        var text = PromQLPrinter.Print(tree);
        var result = PromQLParser.Parse(text);
        Assert.True(result.Expression is not null, $"{text}\n{(result.Errors.Count > 0 ? result.Errors[0].Format(text) : "")}");
        var back = SortMatchers.Of(result.Expression);
        Assert.True(SortMatchers.Of(tree) == back, $"{text}\nreads back as\n{PromQLPrinter.Print(back)}");
        Assert.Equal(text, PromQLPrinter.Print(result.Expression));
    }, iter: 20_000);

    [Fact]
    public void Garbage_is_an_error_or_a_tree_that_prints_but_never_an_exception() => Gen.Int.Sample(seed => ParseAnything(new RandomPromQL(seed).Garbage()), iter: 20_000);

    [Fact]
    public void Broken_queries_are_errors_or_trees_that_print_but_never_exceptions() => Gen.Int.Sample(seed =>
    {
        var random = new RandomPromQL(seed);
        ParseAnything(random.Mutate(Queries[(seed & 0xff) % Queries.Length]));
        ParseAnything(random.Mutate(PromQLPrinter.Print(random.Any())));
    }, iter: 10_000);

    [Fact]
    public void Broken_queries_of_real_dashboards_are_errors_or_trees_that_print_but_never_exceptions()
    {
        var queries = Corpus.Read("promql/real.jsonl").Select(row => row.MaybeText("rendered") ?? row.Text("expr")).ToList();
        Gen.Int.Sample(seed => ParseAnything(new RandomPromQL(seed).Mutate(queries[(seed & 0xffff) % queries.Count])), iter: 10_000);
    }

    private static void ParseAnything(string query)
    {
        var result = PromQLParser.Parse(query);
        Assert.Equal(result.Expression is null, result.Errors.Count > 0);
        foreach (var error in result.Errors)
        {
            var (line, column) = error.Locate(query);
            Assert.True(line >= 1 && column >= 1 && error.Span.Start <= error.Span.End && error.Span.End <= query.Length, $"{query}: {error}");
        }
        if (result.Expression is not null)
        {
            var text = PromQLPrinter.Print(result.Expression);
            var again = PromQLParser.Parse(text);
            Assert.True(again.Expression is not null && SortMatchers.Of(again.Expression) == SortMatchers.Of(result.Expression), $"{query}\nprints as\n{text}");
        }
    }
}
