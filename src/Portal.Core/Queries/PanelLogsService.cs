using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Portal.Core.Catalog;
using Portal.Core.Dashboards;
using Portal.Core.Frames;
using Portal.Core.Masking;
using Portal.Core.Queries.Logs;
using Portal.Core.Queries.Masked;
using Portal.Core.Queries.Presentation;
using Portal.Core.Queries.Traffic;
using Portal.Core.Queries.Variables;
using Portal.Core.Tenancy;

namespace Portal.Core.Queries;

/// <summary>Lines beyond a panel's first page.</summary>
/// <param name="Logs">The lines; no volume.</param>
/// <param name="Notices">Remarks.</param>
public sealed record PanelLines(PanelLogs Logs, IReadOnlyList<Notice> Notices);

/// <summary>
/// What panels of logs give beside their data: further pages, the lines around one, and lines as they arrive. The caller has asked <see cref="IAccess"/> before, and says in which role.
/// </summary>
/// <param name="metrics">Where metrics are asked for; variables may need them.</param>
/// <param name="logs">Where logs are.</param>
/// <param name="traffic">Queues and remembered answers; one for the whole process.</param>
/// <param name="options">Bounds.</param>
/// <param name="time">The clock.</param>
public sealed class PanelLogsService(IMetricsBackend metrics, ILogsBackend logs, QueryTraffic traffic, QueryOptions options, TimeProvider time)
{
    private const int MaxWaiting = 64;

    private readonly LogsQueries _logs = new(logs, new BackendQuestions(traffic, options));
    private readonly VariableResolver _resolver = new(new MetricsQueries(metrics, new BackendQuestions(traffic, options)), new LogsQueries(logs, new BackendQuestions(traffic, options)));
    private readonly TailPlaces _places = new(options);

    /// <summary>A page of lines, or those around one.</summary>
    /// <exception cref="QueryException">What is asked for is wrong, or the lines could not be had.</exception>
    public async Task<PanelLines> LinesAsync(
        CatalogSnapshot snapshot, BindingKey binding, Dashboard dashboard, PanelLinesRequest request, Role reader, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        var question = await OpenAsync(snapshot, binding, dashboard, request.Panel, reader, cancellation);
        var notices = new List<Notice>();
        if (request.Around is { } around)
        {
            return new PanelLines(await new SurroundingLines(_logs, question).AskAsync(around, cancellation), notices);
        }
        var display = question.Panel.Display.Logs;
        var window = LineWindow.Of(question.Context.Range, display.Limit, display.Order);
        if (request.Cursor is not null)
        {
            window = window.From(request.Cursor) ?? throw new QueryException(new QueryError(QueryErrorKind.BadData, "There is no such page in this range.", "Ask for the first page again."));
        }
        var answers = await Task.WhenAll(question.Queries.Select(async query =>
            (query, (await LinesAnswer.ReadAsync(_logs, question.Context, query, window, cancellation)).Answer)));
        if (answers.Sum(answer => answer.Answer.Foreign) is > 0 and var foreign)
        {
            throw new QueryException(AnswerGuard.Error(foreign, "streams"));
        }
        notices.AddRange(answers.SelectMany(answer => PanelAnswer.Told(answer.Answer.Notices, snapshot.TellsQueries(binding.Scope.Tenant, reader))));
        var page = LinePage.Of(answers, window, notices, time);
        return new PanelLines(page, notices);
    }

    /// <summary>The panel's lines as they arrive, from now on, until cancelled.</summary>
    /// <exception cref="QueryException">What is asked for is wrong, there are too many that follow, or the lines cannot be had any more.</exception>
    public async IAsyncEnumerable<LogTail> TailAsync(
        CatalogSnapshot snapshot, BindingKey binding, Dashboard dashboard, PanelDataRequest request, Role reader, [EnumeratorCancellation] CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(binding);
        var question = await OpenAsync(snapshot, binding, dashboard, request, reader, cancellation);
        using var place = _places.Take(binding.Scope.Tenant);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var channel = Channel.CreateBounded<LogTail>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true });
        var start = time.GetUtcNow().ToUnixTimeMilliseconds() * LineWindow.NsPerMs;
        var running = Task.WhenAll(question.Queries.Select(query => FollowAsync(question.Context, query, start, channel.Writer, end.Token)));
        try
        {
            await foreach (var tail in channel.Reader.ReadAllAsync(cancellation))
            {
                yield return tail;
            }
        }
        finally
        {
            await end.CancelAsync();
            await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task FollowAsync(QueryContext context, PlannedQuery query, long startNs, ChannelWriter<LogTail> output, CancellationToken cancellation)
    {
        try
        {
            // A reader that is too slow holds the backend's client up, which drops and counts.
            await foreach (var tail in _logs.TailAsync(context, query.Scoped!, startNs, cancellation))
            {
                var passed = query.Sieve is { } sieve ? tail with { Streams = sieve.Pass(tail.Streams, new AnswerDeadline(time)) } : tail;
                if (passed.Streams.Count > 0 || passed.Dropped > 0 || passed.Reconnected)
                {
                    await output.WriteAsync(passed, cancellation);
                }
            }
            output.TryComplete();
        }
        catch (Exception e)
        {
            output.TryComplete(e is OperationCanceledException ? null : e is QueryException { Error: var error } && context.Masker is { } masker ? new QueryException(MaskedAnswers.Mask(masker, error), e) : e);
        }
    }

    private async Task<PanelQuestion> OpenAsync(
        CatalogSnapshot snapshot, BindingKey binding, Dashboard dashboard, PanelDataRequest request, Role reader, CancellationToken cancellation)
    {
        var question = await PanelQuestion.OpenAsync(_resolver, time.GetUtcNow(), options.LongestRange, snapshot, binding, dashboard, request, reader, cancellation);
        return question.Panel.Kind != PanelKind.Logs ? throw new QueryException(new QueryError(QueryErrorKind.BadData, "This panel shows no lines."))
            : question.Queries.FirstOrDefault(query => query.Scoped is null) is { } wrong ? throw new QueryException(wrong.Error!)
            : question;
    }
}
