using Portal.Core.Tenancy;

namespace Portal.Core.Queries;

/// <summary>Where a person may go on from a panel, for the same tenant, environment, service and time.</summary>
/// <param name="Traces">Whether the environment has traces.</param>
/// <param name="TraceIdFields">The labels and fields that hold a trace's id, in exemplars and lines; empty without traces.</param>
/// <param name="Service">The service that the dashboard is of, or null.</param>
public sealed record PanelLinks(bool Traces, IReadOnlyList<string> TraceIdFields, string? Service)
{
    /// <summary>The links of an environment.</summary>
    public static PanelLinks Of(TenantEnvironment environment, BindingKey binding)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(binding);
        var store = environment.Datasources.FirstOrDefault(datasource => datasource.Kind == DatasourceKind.Jaeger);
        return new PanelLinks(store is not null, store?.TraceIdFields ?? [], binding.Service);
    }
}
