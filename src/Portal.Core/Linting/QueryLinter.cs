using System.Collections.Concurrent;
using Portal.Core.Catalog;
using Portal.Core.Changes;
using Portal.Core.Dashboards;
using Portal.Core.Diagnostics;
using Portal.Core.Queries;
using Portal.Core.Queries.Logs;
using Portal.Core.Queries.Tracing;
using Portal.Core.Queries.Traffic;
using Portal.Core.Queries.Variables;
using Portal.Core.Templates;

namespace Portal.Core.Linting;

/// <summary>
/// Tries the queries of a revision on the live backends, each different one once, within limits, and tells what they are worth: refused, without data, too many series, slow, dear.
/// Goes the way of panels' queries: planned, scoped with the live isolation, and through <see cref="QueryTraffic"/>, so that a closed environment is not asked.
/// </summary>
/// <param name="metrics">Where metrics are asked for.</param>
/// <param name="logs">Where logs are.</param>
/// <param name="traces">Asks for traces.</param>
/// <param name="traffic">The queue; one for the whole process.</param>
/// <param name="options">Bounds.</param>
/// <param name="time">The clock.</param>
public sealed class QueryLinter(IMetricsBackend metrics, ILogsBackend logs, TraceQueries traces, QueryTraffic traffic, QueryOptions options, TimeProvider time)
{
    private const int DashboardsAtOnce = 8;

    private readonly LintPlans _plans = new(
        new VariableResolver(new MetricsQueries(metrics, new BackendQuestions(traffic, options)), new LogsQueries(logs, new BackendQuestions(traffic, options))),
        new LintQuestions(metrics, logs, traces, new BackendQuestions(traffic, options)), options);

    /// <summary>Tries the queries that a request means. Never fails for what backends do or leave undone: that is told in the report.</summary>
    public async Task<LintReport> RunAsync(LintRequest request, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Policy.IsOff)
        {
            return LintReport.Nothing;
        }
        using var run = new LintRun(request.Policy.Limits, time, cancellation);
        var now = time.GetUtcNow();
        var found = new ConcurrentBag<(int Index, LintedQuery Query)>();
        var (unchanged, looked, left) = (0, 0, 0);
        var pairs = await Task.Run(() => LintSelection.Of(request), cancellation);
        await Parallel.ForAsync(0, pairs.Count, new ParallelOptions { MaxDegreeOfParallelism = DashboardsAtOnce, CancellationToken = cancellation }, async (index, _) =>
        {
            if (run.IsOver || await LookAsync(run, request, pairs[index], now) is not { } dashboard)
            {
                Interlocked.Increment(ref left);
                return;
            }
            Interlocked.Add(ref unchanged, dashboard.Unchanged);
            Interlocked.Add(ref looked, dashboard.IsSame ? 0 : 1);
            foreach (var query in dashboard.Queries)
            {
                found.Add((index, query));
            }
        });
        IReadOnlyList<LintedQuery> queries = [.. found.OrderBy(one => one.Index).ThenBy(one => one.Query.Site.Location).ThenBy(one => one.Query.Site.RefId, StringComparer.Ordinal).Select(one => one.Query)];
        return new LintReport
        {
            Queries = queries,
            Diagnostics = LintFindings.Of(queries, left, request.Policy),
            Unchanged = unchanged,
            Dashboards = looked,
            DashboardsLeft = left,
            Asked = run.Asked,
        };
    }

    private async Task<Looked?> LookAsync(LintRun run, LintRequest request, LintPair pair, DateTimeOffset now)
    {
        var key = pair.After.Binding.Key;
        try
        {
            var (yaml, dashboard) = Render(request.After, pair.After, run.End);
            var (oldYaml, old) = pair.Before is { } before ? Render(request.Before!, before, run.End) : default;
            if (dashboard is null || yaml!.Text == oldYaml?.Text)
            {
                return Looked.Same;
            }
            var plans = await PlanAsync(run, request, key, dashboard, now);
            var older = old is null ? [] : await PlanAsync(run, request, key, old, now);
            return plans is null || older is null ? null : await AskAsync(run, key, yaml, plans, older, DashboardComparison.Panels(old, dashboard));
        }
        catch (QueryException)
        {
            // A range that is none is told by validation.
            return Looked.Same;
        }
        catch (OperationCanceledException) when (run.IsOver)
        {
            return null;
        }
    }

    private static async Task<Looked> AskAsync(LintRun run, BindingKey key, RenderedYaml yaml, IReadOnlyList<LintPlan> plans, IReadOnlyList<LintPlan> older, IReadOnlyList<(Panel? Before, Panel? After)> panels)
    {
        var asked = older.Where(plan => plan.Question is not null).Select(plan => plan.Question!.Key).ToHashSet();
        var known = older.Where(plan => plan.Question is null).Select(plan => (plan.Place, plan.Text)).ToHashSet();
        var news = plans.Where(plan => plan.Question is { } question ? !asked.Contains(question.Key) : !known.Contains((plan.Place, plan.Text))).ToList();
        var now = plans.Where(plan => plan.Question is not null).Select(plan => plan.Question!.Key).ToHashSet();
        var queries = await Task.WhenAll(news.Select(async plan =>
        {
            var was = plan.Place == LintPlace.Panel ? panels.FirstOrDefault(pair => pair.After is { } panel && panel == plan.Owner).Before : null;
            // What is still asked elsewhere has not been replaced.
            var replaced = older.FirstOrDefault(other => other.Place == plan.Place && other.RefId == plan.RefId && (plan.Place == LintPlace.Panel ? other.Owner == was : other.Owner.Id == plan.Owner.Id) && other.Question is { } question && !now.Contains(question.Key));
            var answer = plan.Answer ?? await run.AskAsync(plan.Question!);
            var before = replaced is not null && answer.State == LintState.Answered ? await run.AskAsync(replaced.Question!) : null;
            return new LintedQuery(key, new LintSite(yaml.Locate(plan.Mark), plan.Place, plan.Owner.Id, plan.RefId), answer, before);
        }));
        return new Looked(queries, plans.Count - news.Count, IsSame: false);
    }

    private async Task<IReadOnlyList<LintPlan>?> PlanAsync(LintRun run, LintRequest request, BindingKey key, Dashboard dashboard, DateTimeOffset now)
    {
        // Where the options of variables do not come, nothing is known of the queries either.
        return await run.WithinAsync(token => _plans.OfAsync(request.Live, key, dashboard, now, token));
    }

    private static (RenderedYaml? Yaml, Dashboard? Dashboard) Render(CatalogSnapshot snapshot, BindingWork work, CancellationToken cancellation)
    {
        var diagnostics = new List<Diagnostic>();
        var yaml = BindingRenderer.Write(snapshot.Templates, work, diagnostics, cancellation);
        return (yaml, BindingRenderer.Read(yaml, work, diagnostics).Dashboard);
    }

    private sealed record Looked(IReadOnlyList<LintedQuery> Queries, int Unchanged, bool IsSame)
    {
        public static Looked Same { get; } = new([], 0, IsSame: true);
    }
}
