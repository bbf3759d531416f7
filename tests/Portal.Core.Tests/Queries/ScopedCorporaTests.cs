using Portal.Core.LogQL;
using Portal.Core.PromQL;
using Portal.Core.Queries;
using Portal.Core.Tests.PromQL;

namespace Portal.Core.Tests.Queries;

/// <summary>Every valid query of the corpora, also those that no store of the tests evaluates: each selector of the scoped tree carries the tenant's matchers, and the printed text reads back as that tree.</summary>
public sealed class ScopedCorporaTests(ITestOutputHelper output)
{
    private static readonly LabelMatcher[] Matchers = [new("tenant", MatchOperator.Equal, "a\"}\\ or {x=`"), new("environment", MatchOperator.Equal, "prod")];

    [Fact]
    public void Every_valid_PromQL_query_is_scoped_and_reads_back()
    {
        var (queries, selectors, refused) = (0, 0, 0);
        var problems = new List<string>();
        foreach (var query in Queries("promql/valid.jsonl", "promql/real.jsonl", "promql/real_wide.jsonl"))
        {
            queries++;
            var tree = PromQLParser.Parse(query).Expression!;
            var (scoped, _) = PromQLScoper.Scope(tree, Matchers);
            if (scoped is null)
            {
                refused++;
                Check(PromQLTree.Descendants(tree).Any(node => node is CallExpr { Function.Name: "info" }), "is refused");
                continue;
            }
            var found = PromQLTree.Selectors(scoped).ToList();
            selectors += found.Count;
            Check(found.Count == PromQLTree.Selectors(tree).Count(), "loses selectors");
            Check(found.All(selector => Matchers.All(selector.Matchers.Contains)), "leaks");
            Check(PromQLParser.Parse(PromQLPrinter.Print(scoped), new PromQLOptions { MaxLength = int.MaxValue }).Expression is { } back && SortMatchers.Of(back) == SortMatchers.Of(scoped), "reads back as another tree");

            void Check(bool holds, string problem)
            {
                if (!holds)
                {
                    problems.Add($"{query}: {problem}");
                }
            }
        }
        output.WriteLine($"PromQL queries scoped: {queries - refused}, refused: {refused} (info() that names no label to add), selectors: {selectors}, without the tenant's matchers: {problems.Count}");
        Corpus.AssertNone(problems, queries);
    }

    [Fact]
    public void Every_valid_LogQL_query_is_scoped_and_reads_back()
    {
        var (queries, selectors) = (0, 0);
        var problems = new List<string>();
        foreach (var query in Queries("logql/valid.jsonl", "logql/real.jsonl", "logql/real_wide.jsonl"))
        {
            queries++;
            var tree = LogQLParser.Parse(query).Expression!;
            var scoped = LogQLScoper.Scope(tree, Matchers).Scoped!;
            var found = LogQLTree.Selectors(scoped);
            selectors += found.Count;
            if (found.Count != LogQLTree.Selectors(tree).Count || !found.All(selector => Matchers.All(selector.Matchers.Contains)) || LogQLParser.Parse(LogQLPrinter.Print(scoped), int.MaxValue).Expression != scoped)
            {
                problems.Add(query);
            }
        }
        output.WriteLine($"LogQL queries scoped: {queries}, selectors: {selectors}, without the tenant's matchers: {problems.Count}");
        Corpus.AssertNone(problems, queries);
    }

    private static IEnumerable<string> Queries(params string[] files) => files.SelectMany(Corpus.Read)
        .Where(row => !row.TryGetProperty("parse_ok", out var ok) || ok.GetBoolean()).Select(row => row.MaybeText("rendered") ?? row.Text("expr")).Distinct(StringComparer.Ordinal);
}
