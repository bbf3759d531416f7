using Portal.Core.Dashboards;
using Portal.Core.Frames;
using Portal.Core.Queries.Variables;
using Portal.Core.Traces;

namespace Portal.Core.Queries.Tracing;

/// <summary>What a panel shows of traces: one of the three.</summary>
public sealed record PanelTraces
{
    /// <summary>Traces that were found.</summary>
    public IReadOnlyList<TraceSummary>? Found { get; init; }

    /// <summary>One trace.</summary>
    public Trace? Trace { get; init; }

    /// <summary>Who calls whom.</summary>
    public IReadOnlyList<ServiceCall>? Calls { get; init; }

    /// <summary>The rates of the services of <see cref="Calls"/>, as far as the tenant's metrics tell them.</summary>
    public IReadOnlyDictionary<string, ServiceRate> Rates { get; init; } = new Dictionary<string, ServiceRate>();

    /// <summary>Asks for what a panel shows. Never throws for an expected failure: the state tells.</summary>
    internal static async Task<PanelData> GetAsync(TraceQueries? queries, MetricsQueries metrics, PanelQuestion question, BindingKey binding, CancellationToken cancellation)
    {
        var (panel, context, variables) = (question.Panel, question.Context, question.Variables);
        var data = new PanelData
        {
            PanelId = panel.Id,
            Masked = context.Masker is not null,
            State = PanelState.Empty,
            Title = VariableText.Fill(panel.Title, question.Shown),
            FromMs = context.Range.FromMs,
            ToMs = context.Range.ToMs,
            Links = PanelLinks.Of(context.Environment, binding.Service),
        };
        try
        {
            var (source, error) = TraceSource.Find(context.Scope, context.Environment, context.Masker, panel.Traces!.Datasource);
            if (source is null || queries is null)
            {
                throw new QueryException(error ?? new QueryError(QueryErrorKind.Unavailable, "Traces cannot be asked for here."));
            }
            source = source with { Fresh = context.Fresh, Services = context.Environment.Services.Names ?? [] };
            var search = SearchFiller.Fill(panel.Traces, variables);
            return panel.Kind switch
            {
                PanelKind.Trace => await TraceAsync(queries, source, search, data, cancellation),
                PanelKind.ServiceMap => await MapAsync(queries, metrics, source, context, data, cancellation),
                _ => With(data, await queries.SearchAsync(source, Read(search, context), cancellation), found => new PanelTraces { Found = found }),
            };
        }
        catch (QueryException e)
        {
            return data with { State = PanelState.Error, Errors = [new PanelQueryError("", e.Error)] };
        }
    }

    private static async Task<PanelData> MapAsync(TraceQueries queries, MetricsQueries metrics, TraceSource source, QueryContext context, PanelData data, CancellationToken cancellation)
    {
        var rates = ServiceRates.AskAsync(metrics, context, cancellation);
        TraceAnswer<IReadOnlyList<ServiceCall>> calls;
        try
        {
            calls = await queries.DependenciesAsync(source, context.Range, cancellation);
        }
        catch
        {
            // Nobody waits for it any more; what it may throw is seen.
            _ = rates.ContinueWith(static task => task.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            throw;
        }
        var told = await rates;
        return With(data, calls, found => new PanelTraces
        {
            Calls = found,
            // Of those on the map alone: others are not asked for.
            Rates = told.Where(rate => found.Any(call => call.Caller == rate.Key || call.Callee == rate.Key)).ToDictionary(StringComparer.Ordinal),
        });
    }

    private static async Task<PanelData> TraceAsync(TraceQueries queries, TraceSource source, PanelSearch search, PanelData data, CancellationToken cancellation)
    {
        if (IsUnchosen(search))
        {
            return data with { Notices = [new Notice(Diagnostics.Severity.Info, "No trace is chosen.")] };
        }
        return await queries.TraceAsync(source, Id(search), cancellation) is { } trace
            ? data with { State = PanelState.Ok, Traces = new PanelTraces { Trace = trace } }
            : throw new QueryException(new QueryError(QueryErrorKind.NotFound, "There is no such trace here.", "It may not have arrived yet, be too old to be kept, or belong to another environment."));
    }

    /// <summary>Whether a panel of one trace names none with the variables as they are.</summary>
    internal static bool IsUnchosen(PanelSearch search) => search.Trace.Trim().Length == 0;

    /// <summary>The trace that a panel names.</summary>
    /// <exception cref="QueryException">It is no id.</exception>
    internal static TraceId Id(PanelSearch search) => TraceId.TryParse(search.Trace.Trim(), out var id)
        ? id
        : throw new QueryException(new QueryError(QueryErrorKind.BadData, "This is not a trace's id.", "Give up to 32 hexadecimal digits."));

    /// <summary>An author's search, read for the range that is asked for.</summary>
    /// <exception cref="QueryException">It cannot be meant.</exception>
    internal static TraceSearch Read(PanelSearch search, QueryContext context)
    {
        var (read, error) = TraceSearchReader.Read(search, context.Range);
        return read is null ? throw new QueryException(error!) : read with { ByAuthor = true };
    }

    private static PanelData With<T>(PanelData data, TraceAnswer<IReadOnlyList<T>> answer, Func<IReadOnlyList<T>, PanelTraces> show) => data with
    {
        State = answer.Value.Count > 0 ? PanelState.Ok : PanelState.Empty,
        Traces = show(answer.Value),
        Notices = answer.Notices,
        Queries = [new PanelQueryInfo { RefId = "A", DurationMs = answer.Duration.TotalMilliseconds, Series = answer.Value.Count, Points = answer.Value.Count, Shared = answer.Shared }],
    };
}
