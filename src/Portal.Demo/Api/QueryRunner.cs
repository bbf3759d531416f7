using Portal.Core.PromQL;
using Portal.Demo.Evaluation;
using Portal.Demo.Storage;

namespace Portal.Demo.Api;

/// <summary>Parses and evaluates queries; at most as many at a time as the machine has processors.</summary>
internal sealed class QueryRunner(TimeProvider time, EvaluationOptions options) : IDisposable
{
    public const int MaxPoints = 11_000;
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);
    private readonly SemaphoreSlim _slots = new(Environment.ProcessorCount);

    public long NowMs => time.GetUtcNow().ToUnixTimeMilliseconds();

    public Task<EvaluationResult> InstantAsync(ISampleStore store, string query, long timeMs, long? timeoutMs, CancellationToken cancellation)
    {
        var expr = Parse("query", query);
        return RunAsync(token => Evaluator.Instant(store, expr, query, timeMs, options, token), timeoutMs, cancellation);
    }

    public Task<EvaluationResult> RangeAsync(ISampleStore store, string query, Grid grid, long? timeoutMs, CancellationToken cancellation)
    {
        if (grid.EndMs < grid.StartMs)
        {
            throw RequestForm.Bad("end", "end timestamp must not be before start time");
        }
        if (grid.StepMs <= 0)
        {
            throw RequestForm.Bad("step", "zero or negative query resolution step widths are not accepted. Try a positive integer");
        }
        if ((grid.EndMs - grid.StartMs) / grid.StepMs > MaxPoints)
        {
            throw new EvaluationException(EvaluationErrorKind.BadData, "exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query resolution (?step=XX)");
        }
        var expr = Parse("query", query);
        return RunAsync(token => Evaluator.Range(store, expr, query, grid, options, token), timeoutMs, cancellation);
    }

    /// <summary>Parses a query, or throws with all its errors.</summary>
    public static Expr Parse(string parameter, string query)
    {
        var result = PromQLParser.Parse(query);
        return result.Errors.Count == 0 && result.Expression is { } expression
            ? expression
            : throw RequestForm.Bad(parameter, string.Join('\n', result.Errors.Select(e => e.Format(query))));
    }

    /// <summary>The matchers of a <c>match[]</c> parameter.</summary>
    public static CompiledMatcher[] ParseSelector(string text) =>
        Parse("match[]", text) is VectorSelector { Offset: null, At: null } selector ? CompiledMatcher.Of(selector) : throw RequestForm.Bad("match[]", $"\"{text}\" is not a series selector");

    /// <summary>Runs what answers a request, when it is its turn; for two minutes at most.</summary>
    public async Task<T> RunAsync<T>(Func<CancellationToken, T> evaluate, long? timeoutMs, CancellationToken cancellation)
    {
        var limit = timeoutMs is { } ms && ms < Longest.TotalMilliseconds ? TimeSpan.FromMilliseconds(Math.Max(1, ms)) : Longest;
        using var deadline = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, deadline.Token);
        try
        {
            await _slots.WaitAsync(either.Token);
            try
            {
                return await Task.Run(() => evaluate(either.Token), either.Token);
            }
            finally
            {
                _slots.Release();
            }
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw new EvaluationException(EvaluationErrorKind.Timeout, "query timed out in expression evaluation");
        }
    }

    public void Dispose() => _slots.Dispose();
}
