using Portal.Core.Dashboards;
using Portal.Core.LogQL;

namespace Portal.Core.Queries.Logs;

/// <summary>Which kinds of panel show lines, and which show numbers of a log store.</summary>
internal static class LogLines
{
    /// <summary>Why an answer of that query cannot be shown in that kind of panel, or null.</summary>
    public static QueryError? Misplaced(LogQLExpr expression, PanelKind kind) => expression switch
    {
        LogPipeline when kind is not (PanelKind.Logs or PanelKind.Table) =>
            new QueryError(QueryErrorKind.BadData, "The query yields log lines, which this type of panel does not show.", "Count them, as in sum(count_over_time(… [$__auto])), or make it 'type: logs'."),
        not LogPipeline when kind == PanelKind.Logs =>
            new QueryError(QueryErrorKind.BadData, "The query yields numbers, and a panel of logs shows lines.", "Leave the aggregation out, or make it 'type: timeseries'."),
        _ => null,
    };
}
