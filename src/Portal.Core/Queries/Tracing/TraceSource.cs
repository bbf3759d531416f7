using Portal.Core.Catalog;
using Portal.Core.Masking;
using Portal.Core.Tenancy;

namespace Portal.Core.Queries.Tracing;

/// <summary>Whose traces are asked for, and where. The caller has asked <see cref="IAccess"/> before.</summary>
/// <param name="Scope">Tenant and environment.</param>
/// <param name="Environment">Its isolation.</param>
/// <param name="Datasource">Where they are.</param>
/// <param name="Masker">Masks what is answered for whoever asks; null where nothing is.</param>
public sealed record TraceSource(Scope Scope, TenantEnvironment Environment, Datasource Datasource, Masker? Masker)
{
    /// <summary>The environment's services as the portal knows them; traces are sampled by them first.</summary>
    public IReadOnlyList<string> Services { get; init; } = [];

    /// <summary>Whether remembered answers will not do.</summary>
    public bool Fresh { get; init; }

    /// <summary>Whether the store holds others' telemetry too, and nothing but the spans' own labels keeps them apart. What it tells without spans is then not to be believed.</summary>
    public bool IsSharedByLabels => Environment.Isolation is { Dedicated: false, Labels.Count: > 0 };

    /// <summary>The traces of a live environment for a reader of that role, or why there are none.</summary>
    public static (TraceSource? Source, QueryError? Error) Open(CatalogSnapshot snapshot, Scope scope, Role reader, string nameOrKind = "jaeger")
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        return snapshot.Tenants.GetValueOrDefault(scope.Tenant)?.Environment(scope.Environment) is { } environment
            ? Find(scope, environment, snapshot.Masker(scope.Tenant, reader), nameOrKind)
            : (null, new QueryError(QueryErrorKind.NotFound, "There is no such environment."));
    }

    /// <summary>The environment's traces in the datasource of that name or kind, or why there are none.</summary>
    internal static (TraceSource? Source, QueryError? Error) Find(Scope scope, TenantEnvironment environment, Masker? masker, string nameOrKind = "jaeger")
    {
        ArgumentNullException.ThrowIfNull(environment);
        return environment.Datasource(nameOrKind) switch
        {
            null => (null, new QueryError(QueryErrorKind.BadData, $"This environment has no datasource '{nameOrKind}'.", "Name one of the environment's datasources, or its kind.")),
            { Kind: DatasourceKind.Jaeger } found => (new TraceSource(scope, environment, found, masker), null),
            _ => (null, new QueryError(QueryErrorKind.BadData, $"The datasource '{nameOrKind}' holds no traces.", "Name a datasource of kind jaeger.")),
        };
    }
}
