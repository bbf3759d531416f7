using System.Collections.Concurrent;
using Portal.Core.Catalog;
using Portal.Core.Queries;
using Portal.Core.Queries.Traffic;
using Portal.Core.Tenancy;

namespace Portal.Core.Linting;

/// <summary>Asks the questions of one run, each once, within its limits. A datasource that cannot be asked, or only keeps waiting, is left alone from then on.</summary>
internal sealed class LintRun : IDisposable
{
    private const int MostTimeouts = 2;

    private readonly LintLimits _limits;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _out;
    private readonly CancellationTokenSource _end;
    private readonly CancellationToken _caller;
    private readonly ConcurrentDictionary<QueryKey, Lazy<Task<LintAnswer>>> _answers = new();
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _places = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(Scope, string), Source> _sources = new();
    private int _taken;
    private int _asked;

    /// <summary>Begins; the time runs from here on.</summary>
    public LintRun(LintLimits limits, TimeProvider time, CancellationToken caller)
    {
        (_limits, _time, _caller) = (limits, time, caller);
        _out = new CancellationTokenSource(limits.Time, time);
        _end = CancellationTokenSource.CreateLinkedTokenSource(_out.Token, caller);
    }

    /// <summary>Ended when the time is over.</summary>
    public CancellationToken End => _end.Token;

    /// <summary>Whether the time is over.</summary>
    public bool IsOver => _out.IsCancellationRequested;

    /// <summary>How many questions were sent.</summary>
    public int Asked => Volatile.Read(ref _asked);

    /// <summary>The answer to a question. Throws only where the caller has gone.</summary>
    public Task<LintAnswer> AskAsync(LintQuestion question) => _answers.GetOrAdd(question.Key, _ => new Lazy<Task<LintAnswer>>(() => TakeAsync(question))).Value;

    /// <summary>Does something else within the time that one query has; null where that was over.</summary>
    public async Task<T?> WithinAsync<T>(Func<CancellationToken, Task<T>> work)
        where T : class
    {
        using var timeout = new CancellationTokenSource(_limits.Timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, End);
        try
        {
            // Whatever does not look at its token is not waited for either.
            return await work(either.Token).WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!_caller.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _end.Dispose();
        _out.Dispose();
    }

    private async Task<LintAnswer> TakeAsync(LintQuestion question)
    {
        if (Interlocked.Increment(ref _taken) > _limits.Queries)
        {
            return new LintAnswer(LintState.LeftOut);
        }
        // Tenants that share a backend share its places too.
        var places = _places.GetOrAdd(question.Datasource.Url.Authority, _ => new SemaphoreSlim(_limits.Concurrency));
        try
        {
            await places.WaitAsync(End);
        }
        catch (OperationCanceledException) when (!_caller.IsCancellationRequested)
        {
            return new LintAnswer(LintState.OutOfTime);
        }
        try
        {
            return await AskAsync(question, _sources.GetOrAdd((question.Scope, question.Datasource.Name), _ => new Source()));
        }
        finally
        {
            places.Release();
        }
    }

    private async Task<LintAnswer> AskAsync(LintQuestion question, Source source)
    {
        if (source.Silent is { } why)
        {
            return new LintAnswer(LintState.Unreachable) { Error = why };
        }
        Interlocked.Increment(ref _asked);
        try
        {
            if (await WithinAsync(question.Ask) is { } answer)
            {
                source.Answered = true;
                return answer;
            }
            if (IsOver)
            {
                return new LintAnswer(LintState.OutOfTime);
            }
            var error = $"It did not answer within {_limits.Timeout.TotalSeconds:0.#} s.";
            if (source.Answered)
            {
                return new LintAnswer(LintState.TimedOut) { Duration = _limits.Timeout, Error = error };
            }
            // Of a backend that has answered nothing yet it is not the query that is slow.
            source.Silent = source.AddTimeout() >= MostTimeouts ? error : source.Silent;
            return new LintAnswer(LintState.Unreachable) { Error = error };
        }
        catch (QueryException e)
        {
            if (e.Error is { Cause: not QueryErrorCause.Queue, Kind: QueryErrorKind.Unavailable or QueryErrorKind.Forbidden or QueryErrorKind.NotFound })
            {
                source.Silent = e.Error.Message;
            }
            var failure = LintPlans.Failure(e.Error);
            return failure.State == LintState.Unreachable || source.Answered || await IsSoundAsync(question, source) ? failure
                : new LintAnswer(LintState.Unreachable) { Error = e.Error.Message, Detail = e.Error.Detail };
        }
    }

    /// <summary>Whether a backend that has answered no query yet answers what every one does.</summary>
    private async Task<bool> IsSoundAsync(LintQuestion question, Source source)
    {
        try
        {
            source.Answered |= await WithinAsync(question.Probe) is not null;
        }
        catch (QueryException)
        {
            // It is broken, or somebody on the way answers in its place.
        }
        return source.Answered;
    }

    /// <summary>What is known of a datasource of an environment.</summary>
    private sealed class Source
    {
        private volatile string? _silent;
        private volatile bool _answered;
        private int _timeouts;

        public string? Silent
        {
            get => _silent;
            set => _silent = value;
        }

        public bool Answered
        {
            get => _answered;
            set => _answered = value;
        }

        public int AddTimeout() => Interlocked.Increment(ref _timeouts);
    }
}
