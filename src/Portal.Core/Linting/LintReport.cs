using System.Globalization;
using Portal.Core.Diagnostics;
using Portal.Core.Queries;

namespace Portal.Core.Linting;

/// <summary>What a query belongs to.</summary>
public enum LintPlace
{
    /// <summary>A panel.</summary>
    Panel,
    /// <summary>An annotation.</summary>
    Annotation,
    /// <summary>A variable.</summary>
    Variable,
}

/// <summary>Where an author has written a query.</summary>
/// <param name="Location">The file and line.</param>
/// <param name="Place">What it belongs to.</param>
/// <param name="Owner">The panel's id, or the annotation's or variable's name.</param>
/// <param name="RefId">Which query of it.</param>
public sealed record LintSite(SourceLocation Location, LintPlace Place, string Owner, string RefId)
{
    /// <summary>Such as <c>query A of panel 'cpu'</c>.</summary>
    public override string ToString() => Place == LintPlace.Panel ? $"query {RefId} of panel '{Owner}'" : $"the query of {Place.ToString().ToLowerInvariant()} '{Owner}'";
}

/// <summary>A query of a dashboard that was tried, or was to be.</summary>
/// <param name="Binding">The dashboard.</param>
/// <param name="Site">Where it is written.</param>
/// <param name="Answer">What came of it.</param>
/// <param name="Before">What came of the query that stood there before; null where none did, or it asked the same.</param>
public sealed record LintedQuery(BindingKey Binding, LintSite Site, LintAnswer Answer, LintAnswer? Before);

/// <summary>What trying the queries of dashboards has found.</summary>
public sealed record LintReport
{
    /// <summary>Nothing was looked at.</summary>
    public static LintReport Nothing { get; } = new();

    /// <summary>The findings and what was not tried, by place. An error keeps a revision from going live.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics { get; init; } = [];

    /// <summary>The queries that changed or are new, by dashboard.</summary>
    public IReadOnlyList<LintedQuery> Queries { get; init; } = [];

    /// <summary>How many queries of these dashboards ask the same as before and were not tried.</summary>
    public int Unchanged { get; init; }

    /// <summary>How many dashboards were looked at.</summary>
    public int Dashboards { get; init; }

    /// <summary>How many were not, because there was no time left.</summary>
    public int DashboardsLeft { get; init; }

    /// <summary>How many questions were sent; the same question of several dashboards is sent once.</summary>
    public int Asked { get; init; }

    /// <summary>Whether a finding keeps the revision from going live.</summary>
    public bool Blocks => Diagnostics.HasErrors();

    /// <summary>Whether anything was tried or was to be.</summary>
    public bool IsEmpty => Queries.Count == 0 && Diagnostics.Count == 0 && DashboardsLeft == 0;

    /// <summary>Whether something was to be tried, and no backend has said anything to it.</summary>
    public bool IsUnanswered => (Queries.Count > 0 || DashboardsLeft > 0) && Count(LintState.Answered, LintState.Refused, LintState.TooMuch, LintState.TimedOut) == 0;

    /// <summary>How many queries came to that.</summary>
    public int Count(params ReadOnlySpan<LintState> states)
    {
        var count = 0;
        foreach (var query in Queries)
        {
            count += states.Contains(query.Answer.State) ? 1 : 0;
        }
        return count;
    }

    /// <summary>The outcome in a sentence or two.</summary>
    public string Summary
    {
        get
        {
            var left = Count(LintState.OutOfTime, LintState.LeftOut, LintState.Unreachable, LintState.Unasked);
            var (before, after) = Samples();
            return string.Create(CultureInfo.InvariantCulture, $"{Number(Queries.Count - left, "query", "queries")} of {Number(Dashboards, "dashboard", "dashboards")} tried: ")
                + $"{Number(Diagnostics.Count(d => d.Severity == Severity.Error), "error", "errors")}, {Number(Diagnostics.Count(d => d.Severity == Severity.Warning), "warning", "warnings")}."
                + (before > 0 && after > 0 ? string.Create(CultureInfo.InvariantCulture, $" Samples read by those that changed: {before:N0} before, {after:N0} after.") : "")
                + (left > 0 ? $" {Number(left, "query was", "queries were")} not tried." : "")
                + (DashboardsLeft > 0 ? $" {Number(DashboardsLeft, "dashboard was", "dashboards were")} not looked at." : "");
        }
    }

    /// <summary>The samples that changed queries have read before and after, where both are known.</summary>
    public (long Before, long After) Samples()
    {
        var pairs = Queries.Where(query => query.Before?.Cost is not null && query.Answer.Cost is not null).ToList();
        return (pairs.Sum(query => query.Before!.Cost!.Samples), pairs.Sum(query => query.Answer.Cost!.Samples));
    }

    internal static string Number(int count, string one, string many) => string.Create(CultureInfo.InvariantCulture, $"{count:N0} {(count == 1 ? one : many)}");
}
