using Portal.Core.Tenancy;

namespace Portal.Core.Queries;

/// <summary>Where a person may go on from what is shown, for the same tenant, environment, service and time.</summary>
/// <param name="Logs">Whether the environment has logs.</param>
/// <param name="Traces">Whether the environment has traces.</param>
/// <param name="TraceIdFields">The labels and fields that hold a trace's id, in exemplars and lines; empty without traces.</param>
/// <param name="TraceInLogs">Whether the lines of a trace can be found by its id.</param>
/// <param name="ServiceAttribute">The tag of spans that names their service in logs; null where the span's own service does.</param>
/// <param name="Service">The service that is looked at, or null.</param>
public sealed record PanelLinks(bool Logs, bool Traces, IReadOnlyList<string> TraceIdFields, bool TraceInLogs, string? ServiceAttribute, string? Service)
{
    /// <summary>The links of an environment.</summary>
    public static PanelLinks Of(TenantEnvironment environment, string? service)
    {
        ArgumentNullException.ThrowIfNull(environment);
        var logs = environment.Datasource(nameof(DatasourceKind.Loki));
        var traces = environment.Datasource(nameof(DatasourceKind.Jaeger));
        return new PanelLinks(logs is not null, traces is not null, traces?.TraceIdFields ?? [], logs is { TraceIdIn: not TraceIdPlace.None }, traces?.ServiceAttribute, service);
    }
}
