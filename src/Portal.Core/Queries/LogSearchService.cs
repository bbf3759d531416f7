using Portal.Core.Catalog;
using Portal.Core.Frames;
using Portal.Core.LogQL;
using Portal.Core.Masking;
using Portal.Core.PromQL;
using Portal.Core.Queries.Logs;
using Portal.Core.Queries.Masked;
using Portal.Core.Queries.Time;
using Portal.Core.Queries.Traffic;
using Portal.Core.Queries.Variables;
using Portal.Core.Tenancy;

namespace Portal.Core.Queries;

/// <summary>Something with a size, such as a service with the bytes of its lines or a value with their number.</summary>
/// <param name="Name">What.</param>
/// <param name="Amount">How much.</param>
public readonly record struct Weighted(string Name, double Amount);

/// <summary>A name that lines have.</summary>
/// <param name="Part">Where.</param>
/// <param name="Name">The name.</param>
/// <param name="Values">How many values it has, about; null where that is not known.</param>
public sealed record LineName(LinePart Part, string Name, long? Values);

/// <summary>What there is to choose from in a search.</summary>
/// <param name="Stats">What its streams hold, whatever of their lines it finds; null where the store does not tell.</param>
/// <param name="Names">Labels of the streams, then what is in a sample of the lines.</param>
public sealed record LineNames(LogStats? Stats, IReadOnlyList<LineName> Names);

/// <summary>What a search in logs can go on with: services, names, values. Lines themselves come through <see cref="PanelLogsService"/>. The caller has asked <see cref="IAccess"/> before, and says in which role.</summary>
/// <param name="logs">Where logs are asked for.</param>
/// <param name="traffic">Queues and remembered answers; one for the whole process.</param>
/// <param name="options">Bounds.</param>
/// <param name="time">The clock.</param>
public sealed class LogSearchService(ILogsBackend logs, QueryTraffic traffic, QueryOptions options, TimeProvider time)
{
    private const int MostServices = 1_000;
    private const int MostNames = 300;
    private const int MostValues = 20;

    private readonly LogsQueries _logs = new(logs, new BackendQuestions(traffic, options));

    /// <summary>The environment's services by the bytes of their lines, most first.</summary>
    /// <exception cref="QueryException">The range is none, or the services could not be had.</exception>
    public async Task<IReadOnlyList<Weighted>> ServicesAsync(CatalogSnapshot snapshot, Scope scope, PanelDataRequest request, Role reader, CancellationToken cancellation)
    {
        var (context, source, lines, _) = Open(snapshot, scope, new LogSearch(), request, reader);
        var volume = await _logs.VolumeAsync(context, Scoped(context, source, lines with { Stages = [] }), source.ServiceLabel, Whole(context.Range), cancellation);
        return
        [
            .. volume.Frames.Select(frame => new Weighted(frame.Labels.GetValueOrDefault(source.ServiceLabel) ?? "", Last(frame)))
                .Where(service => service.Name.Length > 0).OrderByDescending(service => service.Amount).ThenBy(service => service.Name, StringComparer.Ordinal).Take(MostServices),
        ];
    }

    /// <summary>What the search's streams hold, and the names in them and their lines.</summary>
    /// <exception cref="QueryException">The search or the range is none, or the names could not be had.</exception>
    public async Task<LineNames> SurveyAsync(CatalogSnapshot snapshot, Scope scope, LogSearch search, PanelDataRequest request, Role reader, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(search);
        var (context, source, lines, _) = Open(snapshot, scope, search, request, reader);
        var range = Whole(context.Range);
        var streams = Scoped(context, source, lines with { Stages = [] });
        var stats = StatsAsync(context, streams, range, cancellation);
        var labels = _logs.LabelNamesAsync(context, streams, range, cancellation);
        // What conditions on fields read would be found as labels of the lines.
        var sample = search with { Conditions = [.. search.Conditions.Where(condition => condition.Part != LinePart.Field)] };
        var fields = _logs.FieldsAsync(context, Scoped(context, source, Open(snapshot, scope, sample, request, reader).Lines), range, cancellation);
        await Task.WhenAll(stats, labels, fields);
        var own = (await labels).Where(name => !context.Environment.Isolation.Labels.ContainsKey(name)).ToList();
        return new LineNames(await stats,
        [
            .. own.Select(name => new LineName(LinePart.Label, name, null)).Take(MostNames),
            .. (await fields).Where(field => ValueSyntax.IsLogQLName(field.Label, part: false) && !field.Label.StartsWith("__", StringComparison.Ordinal))
                .Select(field => new LineName(field.Parsers.Count == 0 ? LinePart.Meta : LinePart.Field, field.Label, field.Cardinality)).OrderBy(name => name.Part).ThenBy(name => name.Name, StringComparer.Ordinal).Take(MostNames),
        ]);
    }

    /// <summary>The most frequent values of a name among the search's lines, and how many lines have each.</summary>
    /// <exception cref="QueryException">The search, the range or the name is none, or the values could not be had.</exception>
    public async Task<IReadOnlyList<Weighted>> ValuesAsync(CatalogSnapshot snapshot, Scope scope, LogSearch search, LinePart part, string name, PanelDataRequest request, Role reader, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!ValueSyntax.IsLogQLName(name, part: false))
        {
            throw new QueryException(new QueryError(QueryErrorKind.BadData, "This name cannot be asked for.", "Look for the value as text instead."));
        }
        var (context, source, lines, sieve) = Open(snapshot, scope, search, request, reader);
        var range = Whole(context.Range);
        var read = LogSearchQuery.Read(lines, part);
        if (sieve is not null)
        {
            return await SampledAsync(context, Scoped(context, source, read), sieve, name, range, cancellation);
        }
        // Lines without it are not counted.
        var having = read with { Stages = [.. read.Stages, new LabelFilterStage(new TextFilter(new LabelMatcher(name, MatchOperator.NotEqual, "")))] };
        var count = new RangeAggregation("count_over_time", new LogRange(having, null, (range.ToMs - range.FromMs) * LineWindow.NsPerMs, 0), null, null);
        var sum = new VectorAggregation("sum", count, null, new Grouping([name], Without: false));
        var query = Scoped(context, source, new VectorAggregation("topk", sum, MostValues, null));
        var answer = (await _logs.InstantAsync(context, query, "", range.ToMs, LinesAnswer.Lifetime, cancellation)).Answer;
        return Most(answer.Frames.Select(frame => new Weighted(frame.Labels.GetValueOrDefault(name) ?? "", Last(frame))));
    }

    // Among the newest lines only: a store that counted lines with a text would tell what is hidden in them.
    private async Task<IReadOnlyList<Weighted>> SampledAsync(QueryContext context, ScopedQuery query, LineSieve sieve, string name, TimeRange range, CancellationToken cancellation)
    {
        var window = new LineWindow(range.FromMs * LineWindow.NsPerMs, range.ToMs * LineWindow.NsPerMs, LineSieve.Scanned, LogDirection.Backward);
        var answer = (await _logs.LinesAsync(context, query, window, LinesAnswer.Lifetime, cancellation)).Answer;
        return Most(sieve.Pass(answer.Streams, new AnswerDeadline(time)).SelectMany(stream => stream.Lines.Select(line => new Weighted(line.Metadata.GetValueOrDefault(name) ?? stream.Labels.GetValueOrDefault(name) ?? "", 1))));
    }

    // Values that look the same once they are masked are one.
    private static IReadOnlyList<Weighted> Most(IEnumerable<Weighted> values) =>
    [
        .. values.Where(value => value.Name.Length > 0).GroupBy(value => value.Name, (value, all) => new Weighted(value, all.Sum(one => one.Amount)), StringComparer.Ordinal)
            .OrderByDescending(value => value.Amount).Take(MostValues),
    ];

    // A store that does not tell how much there is still has lines.
    private async Task<LogStats?> StatsAsync(QueryContext context, ScopedQuery streams, TimeRange range, CancellationToken cancellation)
    {
        try
        {
            return await _logs.StatsAsync(context, streams, range, cancellation);
        }
        catch (QueryException)
        {
            return null;
        }
    }

    private (QueryContext Context, Datasource Source, LogPipeline Lines, LineSieve? Sieve) Open(CatalogSnapshot snapshot, Scope scope, LogSearch search, PanelDataRequest request, Role reader)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        ArgumentNullException.ThrowIfNull(search);
        var (dashboard, error) = snapshot.Tenants.GetValueOrDefault(scope.Tenant)?.Environment(scope.Environment) is { } environment
            ? search.Open(environment)
            : (null, new QueryError(QueryErrorKind.NotFound, "There is no such environment."));
        if (dashboard is null)
        {
            throw new QueryException(error!);
        }
        (var context, error) = QueryContext.Open(snapshot, new BindingKey(scope, search.Service, ""), dashboard, request, reader, time.GetUtcNow(), options.LongestRange);
        if (context is null)
        {
            throw new QueryException(error!);
        }
        var source = context.Environment.Datasource(nameof(DatasourceKind.Loki))!;
        (var lines, var sieve, error) = LogSearchQuery.Of(search, context.Environment, source, context.Masker);
        return lines is null ? throw new QueryException(error!) : (context, source, lines, sieve);
    }

    // Who looks a moment later sees the same.
    private static TimeRange Whole(TimeRange range) => new(StepPlan.Floor(range.FromMs, 60_000), StepPlan.Floor(range.ToMs, 60_000) + 60_000);

    private static ScopedQuery Scoped(QueryContext context, Datasource source, LogQLExpr expression) => QueryScoper.LogQL(context.Scope, context.Environment, source, expression).OrThrow();

    private static double Last(Frame frame) => frame.Fields.OfType<NumberField>().FirstOrDefault() is { Length: > 0 } numbers ? numbers.Values[^1] : 0;
}
