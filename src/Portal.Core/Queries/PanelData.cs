using Portal.Core.Dashboards;
using Portal.Core.Frames;
using Portal.Core.Queries.Tracing;

namespace Portal.Core.Queries;

/// <summary>The binding that a request means: a template for a tenant, an environment and, at service scope, a service.</summary>
/// <param name="Scope">Tenant and environment.</param>
/// <param name="Service">The service; null at other scopes.</param>
/// <param name="Template">The template's name.</param>
public sealed record BindingKey(Tenancy.Scope Scope, string? Service, string Template)
{
    /// <inheritdoc/>
    public override string ToString() => Service is null ? $"{Scope} {Template}" : $"{Scope}/{Service} {Template}";
}

/// <summary>What a viewer asks of a panel. Everything in it is untrusted.</summary>
public sealed record PanelDataRequest
{
    /// <summary>The panel's id.</summary>
    public required string PanelId { get; init; }

    /// <summary>Start in Grafana's words, ISO 8601 or milliseconds; null for the dashboard's.</summary>
    public string? From { get; init; }

    /// <summary>End, in the same words.</summary>
    public string? To { get; init; }

    /// <summary>IANA zone for <c>now/d</c> and the like; UTC by default.</summary>
    public string? TimeZone { get; init; }

    /// <summary>The panel's width in pixels, 50 to 10,000; 800 by default.</summary>
    public int Width { get; init; } = 800;

    /// <summary>Chosen values by variable; left-out variables have their defaults. 'All' is <c>$__all</c>.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Variables { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>Variables whose values in <see cref="Variables"/> are bound and must not give way to a default: where they are not among the choices, the panels that need them fail.</summary>
    public IReadOnlySet<string> Held { get; init; } = System.Collections.Frozen.FrozenSet<string>.Empty;

    /// <summary>Whether a cached answer will not do.</summary>
    public bool Fresh { get; init; }
}

/// <summary>The state of a panel.</summary>
public enum PanelState
{
    /// <summary>Data.</summary>
    Ok,
    /// <summary>All queries answered, none with data.</summary>
    Empty,
    /// <summary>Some queries failed.</summary>
    Partial,
    /// <summary>All queries failed, or the request could not be planned.</summary>
    Error,
}

/// <summary>What a panel shows: the same for the page, the JSON API and the command line.</summary>
public sealed record PanelData
{
    /// <summary>The panel's id.</summary>
    public required string PanelId { get; init; }

    /// <summary>Its state.</summary>
    public required PanelState State { get; init; }

    /// <summary>Heading with variables filled in.</summary>
    public string Title { get; init; } = "";

    /// <summary>Start of the range, milliseconds since 1970.</summary>
    public long FromMs { get; init; }

    /// <summary>End of the range.</summary>
    public long ToMs { get; init; }

    /// <summary>Distance between points.</summary>
    public long StepMs { get; init; }

    /// <summary>Whether values in it may be masked for the asker's role.</summary>
    public bool Masked { get; init; }

    /// <summary>The data, in the order of the queries.</summary>
    public IReadOnlyList<Frame> Frames { get; init; } = [];

    /// <summary>Log lines, for a panel of logs; else null.</summary>
    public PanelLogs? Logs { get; init; }

    /// <summary>What was found among traces, for panels that show them; else null.</summary>
    public PanelTraces? Traces { get; init; }

    /// <summary>What else there is of the same service and time.</summary>
    public PanelLinks? Links { get; init; }

    /// <summary>Exemplars, if asked for.</summary>
    public IReadOnlyList<Exemplar> Exemplars { get; init; } = [];

    /// <summary>Remarks.</summary>
    public IReadOnlyList<Notice> Notices { get; init; } = [];

    /// <summary>What failed, by query.</summary>
    public IReadOnlyList<PanelQueryError> Errors { get; init; } = [];

    /// <summary>What was asked and what it cost; query texts are for editors only, see <see cref="PanelQueryInfo"/>.</summary>
    public IReadOnlyList<PanelQueryInfo> Queries { get; init; } = [];

    /// <summary>Without what only editors are told of errors.</summary>
    internal PanelData ForViewer() => this with { Errors = [.. Errors.Select(error => error with { Error = error.Error with { Detail = null } })] };
}

/// <summary>A query that failed.</summary>
/// <param name="RefId">Which; empty for the panel as a whole.</param>
/// <param name="Error">How.</param>
public sealed record PanelQueryError(string RefId, QueryError Error);

/// <summary>What was asked and what it cost.</summary>
public sealed record PanelQueryInfo
{
    /// <summary>Which query.</summary>
    public required string RefId { get; init; }

    /// <summary>As in the template, variables and macros filled in; null unless the asker may edit.</summary>
    public string? Expr { get; init; }

    /// <summary>As sent; null unless the asker may edit.</summary>
    public string? Scoped { get; init; }

    /// <summary>The metrics that it names; none unless the asker may edit.</summary>
    public IReadOnlyList<string> Metrics { get; init; } = [];

    /// <summary>Milliseconds from sending to the last byte; 0 from cache.</summary>
    public double DurationMs { get; init; }

    /// <summary>Series in the answer.</summary>
    public int Series { get; init; }

    /// <summary>Values in the answer.</summary>
    public int Points { get; init; }

    /// <summary>Bytes received.</summary>
    public long Bytes { get; init; }

    /// <summary>Whether it came from the cache or another viewer's identical query.</summary>
    public bool Shared { get; init; }
}

/// <summary>A variable with what can be chosen and what is.</summary>
/// <param name="Variable">Its definition.</param>
/// <param name="Options">What can be chosen, with 'All' first where offered.</param>
/// <param name="Selected">What is chosen, checked; values.</param>
/// <param name="Error">Why the options could not be had; null normally.</param>
public sealed record ResolvedVariable(Variable Variable, IReadOnlyList<VariableOption> Options, IReadOnlyList<string> Selected, QueryError? Error)
{
    /// <summary>Why what is chosen is not what was asked for; null where it is.</summary>
    public string? Note { get; init; }
}
