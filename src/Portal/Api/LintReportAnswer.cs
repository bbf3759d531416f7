using Portal.Core.Linting;

namespace Portal.Api;

/// <summary>What trying queries on the live backends has found.</summary>
/// <param name="Blocks">Whether a finding keeps the revision from going live.</param>
/// <param name="Summary">The outcome in words.</param>
/// <param name="Dashboards">How many dashboards were looked at.</param>
/// <param name="DashboardsLeft">How many were not, because there was no time left.</param>
/// <param name="Asked">How many questions were sent.</param>
/// <param name="Unchanged">How many queries of these dashboards ask the same as before and were not tried.</param>
/// <param name="Diagnostics">The findings, and what was not tried.</param>
/// <param name="Queries">The queries that changed or are new, by dashboard; the first 2,000.</param>
internal sealed record LintReportAnswer(
    bool Blocks, string Summary, int Dashboards, int DashboardsLeft, int Asked, int Unchanged, IReadOnlyList<DiagnosticAnswer> Diagnostics, IReadOnlyList<LintedQueryAnswer> Queries)
{
    private const int Most = 2_000;

    /// <summary>The report as the API and the command line tell it.</summary>
    public static LintReportAnswer From(LintReport report) => new(
        report.Blocks, report.Summary, report.Dashboards, report.DashboardsLeft, report.Asked, report.Unchanged,
        [.. report.Diagnostics.Select(DiagnosticAnswer.From)], [.. report.Queries.Take(Most).Select(LintedQueryAnswer.From)]);
}

/// <summary>A query that was tried, or was to be.</summary>
/// <param name="Dashboard">The dashboard, such as <c>acme/prod/checkout service-overview</c>.</param>
/// <param name="File">Where the query is written.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Place"><c>panel</c>, <c>annotation</c> or <c>variable</c>.</param>
/// <param name="Owner">The panel's id, or the annotation's or variable's name.</param>
/// <param name="RefId">Which query of it.</param>
/// <param name="State"><c>answered</c>, <c>refused</c>, <c>tooMuch</c>, <c>unasked</c>, <c>timedOut</c>, <c>unreachable</c>, <c>outOfTime</c> or <c>leftOut</c>.</param>
/// <param name="Results">Series, streams or traces that came.</param>
/// <param name="DurationMs">From sending to the last byte.</param>
/// <param name="Cost">What the backend has read; null where it does not tell.</param>
/// <param name="CostBefore">What the query that stood there before reads; null where none did, or it asked the same.</param>
/// <param name="Error">Why it was not answered.</param>
/// <param name="Detail">The backend's own words.</param>
internal sealed record LintedQueryAnswer(
    string Dashboard, string File, int Line, string Place, string Owner, string RefId, string State, int Results, double DurationMs, CostAnswer? Cost, CostAnswer? CostBefore, string? Error, string? Detail)
{
    /// <summary>The query as the API tells it.</summary>
    public static LintedQueryAnswer From(LintedQuery query) => new(
        query.Binding.ToString(), query.Site.Location.File, query.Site.Location.Line, DifferenceAnswer.Name(query.Site.Place), query.Site.Owner, query.Site.RefId,
        DifferenceAnswer.Name(query.Answer.State), query.Answer.Results, query.Answer.Duration.TotalMilliseconds,
        CostAnswer.From(query.Answer), CostAnswer.From(query.Before), query.Answer.Error, query.Answer.Detail);
}

/// <summary>What a backend has read to answer a query.</summary>
/// <param name="Samples">Samples, over all steps.</param>
/// <param name="PeakSamples">The most samples in memory at once.</param>
/// <param name="LogBytes">Bytes of log lines.</param>
/// <param name="LogLines">Log lines.</param>
internal sealed record CostAnswer(long Samples, long PeakSamples, long LogBytes, long LogLines)
{
    /// <summary>The cost of an answer; null where it is not known.</summary>
    public static CostAnswer? From(LintAnswer? answer) => answer?.Cost is { } cost ? new(cost.Samples, cost.PeakSamples, cost.Bytes, cost.Lines) : null;
}
