using Portal.Core.Dashboards;
using Portal.Core.Masking;
using Portal.Core.Queries.Time;
using Portal.Core.Queries.Variables;
using Portal.Core.Tenancy;

namespace Portal.Core.Queries;

/// <summary>What all queries of one request have in common.</summary>
/// <param name="Scope">Whose they are.</param>
/// <param name="Environment">Isolation and datasources.</param>
/// <param name="Range">The range.</param>
/// <param name="Width">The panel's width in pixels.</param>
/// <param name="Fresh">Whether remembered answers will not do.</param>
/// <param name="Masker">Masks what is answered for whoever asks; null where nothing is.</param>
internal sealed record QueryContext(Scope Scope, TenantEnvironment Environment, TimeRange Range, int Width, bool Fresh, Masker? Masker)
{
    private const int DefaultWidth = 800;

    /// <summary>Works out what a request means.</summary>
    public static (QueryContext? Context, QueryError? Error) Open(
        Catalog.CatalogSnapshot snapshot, BindingKey binding, Dashboard dashboard, PanelDataRequest request, Role reader, DateTimeOffset now, TimeSpan longestRange)
    {
        if (snapshot.Tenants.GetValueOrDefault(binding.Scope.Tenant)?.Environment(binding.Scope.Environment) is not { } environment)
        {
            return (null, new QueryError(QueryErrorKind.NotFound, "There is no such environment."));
        }
        var (range, error) = TimeRange.Read(
            Given(request.From, dashboard.Time.From), Given(request.To, dashboard.Time.To), Given(request.TimeZone, dashboard.Timezone), now, longestRange);
        var width = request.Width is < 50 or > 10_000 ? DefaultWidth : request.Width;
        return range is null ? (null, error) : (new QueryContext(binding.Scope, environment, range.Value, width, request.Fresh, snapshot.Masker(binding.Scope.Tenant, reader)), null);
    }

    /// <summary>The datasource for metrics or logs of that name or kind, or why there is none.</summary>
    public (Datasource? Datasource, QueryError? Error) MetricsOrLogs(string nameOrKind) => Environment.Datasource(nameOrKind) switch
    {
        null => (null, new QueryError(QueryErrorKind.BadData, $"This environment has no datasource '{nameOrKind}'.", "Name one of the environment's datasources, or its kind.")),
        { Kind: DatasourceKind.Prometheus or DatasourceKind.Loki } found => (found, null),
        _ => (null, new QueryError(QueryErrorKind.BadData, $"The datasource '{nameOrKind}' holds neither metrics nor logs.", "Name a datasource of kind prometheus or loki.")),
    };

    /// <summary>The variables with those of the portal, for a query whose steps are these.</summary>
    public Dictionary<string, VariableValue> WithMacros(IReadOnlyDictionary<string, VariableValue> variables, long stepMs, TimeSpan smallest) =>
        Macros.AddTo(variables, Range, stepMs, smallest);

    private static string Given(string? asked, string otherwise) => string.IsNullOrWhiteSpace(asked) ? otherwise : asked;
}
