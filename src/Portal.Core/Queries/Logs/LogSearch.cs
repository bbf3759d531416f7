using Portal.Core.Dashboards;
using Portal.Core.Tenancy;
using Portal.Core.Traces;

namespace Portal.Core.Queries.Logs;

/// <summary>How a text is looked for in lines.</summary>
public enum TextMatch
{
    /// <summary>Anywhere, whatever its case.</summary>
    Text,
    /// <summary>Anywhere, as it is written.</summary>
    Exact,
    /// <summary>As a regular expression (RE2), anywhere.</summary>
    Regex,
}

/// <summary>Where a log line has a name and its value.</summary>
public enum LinePart
{
    /// <summary>Among its stream's labels.</summary>
    Label,
    /// <summary>In its structured metadata.</summary>
    Meta,
    /// <summary>In its text, as JSON or logfmt.</summary>
    Field,
}

/// <summary>A condition on a name of a line.</summary>
/// <param name="Part">Where the name stands.</param>
/// <param name="Name">The name.</param>
/// <param name="Value">The value.</param>
/// <param name="Negated">Whether lines with that value are left out, instead of others.</param>
public sealed record LineCondition(LinePart Part, string Name, string Value, bool Negated);

/// <summary>What a person looks for among an environment's lines, in the portal's own words. Everything in it is untrusted; the portal makes the query of it.</summary>
public sealed record LogSearch
{
    /// <summary>The id of the panel that shows what was found.</summary>
    public const string PanelId = "lines";

    /// <summary>The levels that lines are told apart by.</summary>
    public static IReadOnlyList<string> AllLevels { get; } = ["error", "warn", "info", "debug", "trace", "unknown"];

    /// <summary>The service; null for any.</summary>
    public string? Service { get; init; }

    /// <summary>Some of <see cref="AllLevels"/>; empty for all.</summary>
    public IReadOnlyList<string> Levels { get; init; } = [];

    /// <summary>A text that lines hold; empty for any.</summary>
    public string Text { get; init; } = "";

    /// <summary>How the text is looked for.</summary>
    public TextMatch Match { get; init; }

    /// <summary>A text that lines do not hold, looked for in the same way; empty for none.</summary>
    public string Without { get; init; } = "";

    /// <summary>Conditions, all of which lines fulfil.</summary>
    public IReadOnlyList<LineCondition> Conditions { get; init; } = [];

    /// <summary>The trace whose lines are wanted; null for any.</summary>
    public TraceId? Trace { get; init; }

    /// <summary>How lines are shown.</summary>
    public LogsDisplay Display { get; init; } = new();

    /// <summary>The search as a dashboard of one panel, so that lines are planned, scoped, paged and followed as those of any panel; or what is wrong with it.</summary>
    public (Dashboard? Dashboard, QueryError? Error) Open(TenantEnvironment environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        if (environment.Datasource(nameof(DatasourceKind.Loki)) is not { } logs)
        {
            return (null, new QueryError(QueryErrorKind.NotFound, "This environment has no logs."));
        }
        return LogSearchQuery.Fault(this) is { } fault ? (null, fault) : (new Dashboard
        {
            Title = "Logs",
            Rows =
            [
                new DashboardRow("", false,
                [
                    new Panel
                    {
                        Id = PanelId,
                        Kind = PanelKind.Logs,
                        Title = "Lines",
                        Grid = new GridPosition(0, 0, 24, 20),
                        Queries = [new PanelQuery { RefId = "A", Datasource = logs.Name, Expr = "", Search = this }],
                        Display = new PanelDisplay { Logs = Display },
                    },
                ]),
            ],
        }, null);
    }
}
