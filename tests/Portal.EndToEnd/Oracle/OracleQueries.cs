using Portal.Core.PromQL;
using Portal.Core.Tests.PromQL;

namespace Portal.EndToEnd.Oracle;

/// <summary>The queries of the corpora.</summary>
internal static class OracleQueries
{
    /// <summary>Every valid query of Prometheus' own tests and of real dashboards, once.</summary>
    public static IReadOnlyList<string> Corpora() =>
    [
        .. Corpus.Read("promql/valid.jsonl").Select(row => row.Text("expr"))
            .Concat(Corpus.Read("promql/real.jsonl").Where(row => row.Flag("parse_ok")).Select(row => row.MaybeText("rendered") ?? row.Text("expr"))).Distinct(StringComparer.Ordinal),
    ];

    /// <summary>The same, or none where there are no corpora.</summary>
    public static IReadOnlyList<string> Known() => string.IsNullOrEmpty(Environment.GetEnvironmentVariable("PORTAL_CORPORA")) ? [] : Corpora();

    /// <summary>The metrics that are given to functions of native histograms.</summary>
    public static IEnumerable<string> Histograms(IEnumerable<Expr> trees) =>
        from tree in trees
        from call in PromQLTree.Descendants(tree).OfType<CallExpr>()
        where call.Function.Name is "histogram_count" or "histogram_sum" or "histogram_avg" or "histogram_stddev" or "histogram_stdvar" or "histogram_fraction" or "histogram_quantile"
        from selector in PromQLTree.Selectors(call)
        let name = selector.MetricName
        where name is not null && !name.EndsWith("_bucket", StringComparison.Ordinal) && !selector.Matchers.Any(matcher => matcher.Name == "le")
        select name;
}
