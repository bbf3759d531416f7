using Portal.Core.Catalog;
using Portal.Core.Dashboards;
using Portal.Core.Diagnostics;
using Portal.Core.PromQL;
using Portal.Core.Queries.Logs;
using Portal.Core.Queries.Traffic;
using Portal.Core.Queries.Variables;
using Portal.Core.Tenancy;

namespace Portal.Core.Queries;

/// <summary>What a metric of a panel is. All but the name is telemetry: somebody's words, to be shown as text.</summary>
/// <param name="Name">As a query names it.</param>
/// <param name="Type"><c>counter</c>, <c>gauge</c>, <c>histogram</c>, <c>summary</c>, …; of a series of a histogram its family's. Empty where nobody says, or not all say the same.</param>
/// <param name="Unit">Its unit, likewise.</param>
/// <param name="Help">Its description, likewise; at most 1,000 characters.</param>
public sealed record PanelMetric(string Name, string Type, string Unit, string Help);

/// <summary>Tells what the metrics in a panel's queries are. The caller has asked <see cref="IAccess"/> before, and says in which role.</summary>
/// <param name="metrics">Where metrics are asked for.</param>
/// <param name="logs">Where logs are; variables may need them.</param>
/// <param name="traffic">Queues and remembered answers; one for the whole process.</param>
/// <param name="options">Bounds.</param>
/// <param name="time">The clock.</param>
public sealed class PanelMetricsService(IMetricsBackend metrics, ILogsBackend logs, QueryTraffic traffic, QueryOptions options, TimeProvider time)
{
    private const int Most = 20;
    private const int LongestText = 1000;

    private readonly MetricsQueries _metrics = new(metrics, new BackendQuestions(traffic, options));
    private readonly VariableResolver _resolver = new(new MetricsQueries(metrics, new BackendQuestions(traffic, options)), new LogsQueries(logs, new BackendQuestions(traffic, options)));

    /// <summary>
    /// The first 20 metrics that the panel's PromQL queries name, in their order. Only of these the backend is asked, and it tells only of those that the tenant's own series have;
    /// the others have empty texts. Queries that cannot be sent, and those of logs and traces, name none.
    /// </summary>
    /// <param name="snapshot">The snapshot that isolation and datasources are taken from.</param>
    /// <param name="binding">The dashboard's binding.</param>
    /// <param name="dashboard">The rendered dashboard that holds the panel.</param>
    /// <param name="request">What the viewer asks: variables may stand for names.</param>
    /// <param name="reader">The role that the answer is for; one that is not told queries is refused.</param>
    /// <param name="cancellation">Ends this caller's waiting.</param>
    /// <exception cref="QueryException">It is refused, there is no such panel, the range is none, or a backend failed.</exception>
    public async Task<IReadOnlyList<PanelMetric>> GetAsync(
        CatalogSnapshot snapshot, BindingKey binding, Dashboard dashboard, PanelDataRequest request, Role reader, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        ArgumentNullException.ThrowIfNull(binding);
        ArgumentNullException.ThrowIfNull(dashboard);
        ArgumentNullException.ThrowIfNull(request);
        if (!snapshot.TellsQueries(binding.Scope.Tenant, reader))
        {
            throw new QueryException(new QueryError(QueryErrorKind.Forbidden, "A panel's metrics are told to those who are told its queries.", "Ask an editor of this tenant."));
        }
        var question = await PanelQuestion.OpenAsync(_resolver, time.GetUtcNow(), options.LongestRange, snapshot, binding, dashboard, request, reader, cancellation);
        // A name in two datasources is told of once, by the first.
        var named = question.Queries.SelectMany(query => query.Metrics.Select(name => (Name: name, query.Scoped!.Datasource))).DistinctBy(one => one.Name, StringComparer.Ordinal).Take(Most).ToList();
        var answers = await Task.WhenAll(named.GroupBy(one => one.Datasource, one => one.Name).Select(names => AskAsync(question.Context, names.Key, names, cancellation)));
        var known = answers.SelectMany(answer => answer).ToDictionary(StringComparer.Ordinal);
        return [.. named.Select(one => known.TryGetValue(one.Name, out var metadata) ? Told(one.Name, metadata) : new PanelMetric(one.Name, "", "", ""))];
    }

    // A store that keeps nobody apart may answer with other names: what was not asked for is left out.
    private async Task<IEnumerable<KeyValuePair<string, MetricMetadata>>> AskAsync(QueryContext context, Datasource datasource, IEnumerable<string> names, CancellationToken cancellation)
    {
        var wanted = names.ToHashSet(StringComparer.Ordinal);
        var selector = new VectorSelector(null, [new LabelMatcher("__name__", MatchOperator.Regex, string.Join('|', wanted.Order(StringComparer.Ordinal).Select(VariableFormat.Escape)))]);
        var scoped = QueryScoper.Selector(context.Scope, context.Environment, datasource, PromQLPrinter.Print(selector)).OrThrow();
        return (await _metrics.MetadataAsync(context, scoped, cancellation)).Where(found => wanted.Contains(found.Key));
    }

    private static PanelMetric Told(string name, MetricMetadata metadata) => new(name, Excerpt.Of(metadata.Type, LongestText), Excerpt.Of(metadata.Unit, LongestText), Excerpt.Of(metadata.Help, LongestText));
}
