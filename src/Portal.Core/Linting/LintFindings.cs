using System.Globalization;
using Portal.Core.Catalog;
using Portal.Core.Diagnostics;
using Portal.Core.Queries;

namespace Portal.Core.Linting;

/// <summary>Turns what came of queries into diagnostics: one for each query that an author has written and each kind of finding, over all dashboards.</summary>
internal static class LintFindings
{
    private const int MostNames = 5;
    private const int LongestError = 500;

    // Less than this is cheap whatever it was before.
    private const long LeastSamples = 10_000;
    private const long LeastBytes = 10_000_000;

    private static readonly SourceLocation Whole = new(".");

    /// <summary>The findings by place, and what was not tried.</summary>
    public static IReadOnlyList<Diagnostic> Of(IReadOnlyList<LintedQuery> queries, int dashboardsLeft, LintPolicy policy)
    {
        var found = new List<Diagnostic>();
        foreach (var site in queries.GroupBy(query => query.Site))
        {
            foreach (var rule in Enum.GetValues<LintRule>())
            {
                foreach (var level in site.GroupBy(query => policy.Level(rule, query.Binding)).Where(level => level.Key != LintLevel.Off))
                {
                    found.AddRange(Check(rule, [.. level], policy.Thresholds).Select(finding => finding with { Severity = level.Key == LintLevel.Error ? Severity.Error : Severity.Warning }));
                }
            }
        }
        return [.. found.OrderBy(d => d.Location).ThenByDescending(d => d.Severity).ThenBy(d => d.Message, StringComparer.Ordinal), .. NotTried(queries, dashboardsLeft, policy.Limits)];
    }

    private static IEnumerable<Diagnostic> Check(LintRule rule, IReadOnlyList<LintedQuery> queries, LintThresholds limits) => rule switch
    {
        LintRule.Refused => queries.Where(query => query.Answer.State == LintState.Refused).GroupBy(query => query.Answer.Error)
            .Select(same => Finding(DiagnosticCodes.LintRefused, [.. same], $"cannot be answered. {same.Key}", "Try the query on the backend, and mend it.")),
        LintRule.NoData => NoData(queries),
        LintRule.TooManySeries => Beyond(queries, query => query.Answer.State == LintState.TooMuch ? double.MaxValue : query.Answer.Results, limits.Series, (worst, query) =>
            (DiagnosticCodes.LintTooManySeries, query.Answer.State == LintState.TooMuch ? $"yields too much. {query.Answer.Error}" : Text($"yields {worst:N0} series; more than {limits.Series:N0} are hard to read."), "Aggregate by fewer labels, or take the topk().")),
        LintRule.Slow => Beyond(queries, query => query.Answer.State == LintState.TimedOut ? double.MaxValue : query.Answer.Duration.TotalMilliseconds, limits.Duration.TotalMilliseconds, (worst, query) =>
            (DiagnosticCodes.LintSlow, query.Answer.State == LintState.TimedOut ? $"was not answered. {query.Answer.Error}" : Text($"takes {worst / 1000:0.#} s."), "Narrow it, or record what it asks for with a rule.")),
        LintRule.Samples =>
        [
            .. Beyond(queries, query => query.Answer.Cost?.Samples ?? 0, limits.Samples, (worst, query) =>
                (DiagnosticCodes.LintSamples, Text($"reads {worst:N0} samples, {query.Answer.Cost!.PeakSamples:N0} at once."), "Narrow its selectors, or record what it asks for with a rule.")),
            .. Beyond(queries, query => query.Answer.Cost?.Bytes ?? 0, limits.LogBytes, (worst, _) =>
                (DiagnosticCodes.LintSamples, Text($"reads {worst / 1e6:N0} MB of log lines."), "Narrow its stream selector.")),
        ],
        _ => Growth(queries, limits.Growth),
    };

    private static IEnumerable<Diagnostic> NoData(IReadOnlyList<LintedQuery> queries)
    {
        var answered = queries.Where(query => query.Answer.State == LintState.Answered).ToList();
        var empty = answered.Where(query => query.Answer.Results == 0).ToList();
        return empty.Count == 0 ? [] :
        [
            Finding(DiagnosticCodes.LintNoData, empty, Text($"finds nothing in {(empty.Count == answered.Count ? "any" : $"{empty.Count:N0}")} of {LintReport.Number(answered.Count, "dashboard", "dashboards")}: {Names(empty)}."),
                "Check names of metrics and labels. Where having no data is right, switch 'noData' off for these in lint.yaml."),
        ];
    }

    private static IEnumerable<Diagnostic> Growth(IReadOnlyList<LintedQuery> queries, double most)
    {
        var pairs = queries.Where(query => query.Answer.Cost is not null && query.Before?.Cost is not null).ToList();
        foreach (var (noun, amount, least) in ((string, Func<QueryCost, long>, long)[])[("samples", cost => cost.Samples, LeastSamples), ("bytes of log lines", cost => cost.Bytes, LeastBytes)])
        {
            var (before, after) = (pairs.Sum(query => amount(query.Before!.Cost!)), pairs.Sum(query => amount(query.Answer.Cost!)));
            if (after >= least && before > 0 && after > before * most)
            {
                yield return Finding(DiagnosticCodes.LintGrowth, pairs, Text($"reads {after / (double)before:0.#} times as many {noun} as before: {before:N0} → {after:N0}."), "Check that what is read anew is needed.");
            }
        }
    }

    private static IEnumerable<Diagnostic> Beyond(IReadOnlyList<LintedQuery> queries, Func<LintedQuery, double> amount, double most, Func<double, LintedQuery, (string Code, string Text, string Remedy)> tell)
    {
        var beyond = queries.Where(query => amount(query) > most).OrderByDescending(amount).ToList();
        if (beyond.Count == 0)
        {
            return [];
        }
        var (code, text, remedy) = tell(amount(beyond[0]), beyond[0]);
        return [Finding(code, beyond, text, remedy)];
    }

    private static IEnumerable<Diagnostic> NotTried(IReadOnlyList<LintedQuery> queries, int dashboardsLeft, LintLimits limits)
    {
        foreach (var silent in queries.Where(query => query.Answer.State == LintState.Unreachable).GroupBy(query => (query.Binding.Scope, query.Answer.Error)))
        {
            yield return new Diagnostic(DiagnosticCodes.LintNotTried, Severity.Info, $"{LintReport.Number(silent.Count(), "query was", "queries were")} not tried, as a backend of {silent.Key.Scope} cannot be asked: {silent.Key.Error}", Whole)
            {
                Remedy = "This keeps nothing from going live.",
            };
        }
        foreach (var unasked in queries.Where(query => query.Answer.State == LintState.Unasked).GroupBy(query => (query.Site, query.Answer.Error)))
        {
            var site = unasked.Key.Site;
            yield return new Diagnostic(DiagnosticCodes.LintNotTried, Severity.Info, $"Not tried with the variables' defaults: {site}. {unasked.Key.Error}", site.Location) { Binding = unasked.First().Binding.ToString(), Occurrences = unasked.Count(), Detail = Excerpt.Of(unasked.First().Answer.Detail, LongestError) };
        }
        var (late, many) = (queries.Count(query => query.Answer.State == LintState.OutOfTime), queries.Count(query => query.Answer.State == LintState.LeftOut));
        if (late > 0 || dashboardsLeft > 0)
        {
            var what = string.Join(" and ", new[] { late > 0 ? LintReport.Number(late, "query", "queries") : null, dashboardsLeft > 0 ? $"the queries of {LintReport.Number(dashboardsLeft, "dashboard", "dashboards")}" : null }.OfType<string>());
            yield return new Diagnostic(DiagnosticCodes.LintNotTried, Severity.Info, $"Not tried, out of time ({limits.Time.TotalSeconds:0.#} s): {what}.", Whole) { Remedy = "Raise 'limits: time' in lint.yaml, or give portal lint more with --time." };
        }
        if (many > 0)
        {
            yield return new Diagnostic(DiagnosticCodes.LintNotTried, Severity.Info, Text($"{LintReport.Number(many, "query was", "queries were")} not tried: there are more than {limits.Queries:N0}."), Whole) { Remedy = "Raise 'limits: queries' in lint.yaml, or let portal lint try one tenant, environment or template at a time." };
        }
    }

    private static Diagnostic Finding(string code, List<LintedQuery> queries, string text, string remedy)
    {
        var site = queries[0].Site.ToString();
        return new Diagnostic(code, Severity.Warning, $"{char.ToUpperInvariant(site[0])}{site[1..]} {text}", queries[0].Site.Location) { Binding = queries[0].Binding.ToString(), Occurrences = queries.Count, Remedy = remedy, Detail = Excerpt.Of(queries[0].Answer.Detail, LongestError) };
    }

    private static string Names(List<LintedQuery> queries)
    {
        var names = string.Join(", ", queries.Take(MostNames).Select(query => query.Binding.Service is { } service ? $"{query.Binding.Scope}/{service}" : query.Binding.Scope.ToString()));
        return queries.Count > MostNames ? Text($"{names} and {queries.Count - MostNames:N0} more") : names;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
