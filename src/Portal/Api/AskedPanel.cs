using Microsoft.AspNetCore.Http.HttpResults;
using Portal.Browsing;
using Portal.Core.Catalog;
using Portal.Core.Dashboards;
using Portal.Core.Queries;
using Portal.Core.Tenancy;

namespace Portal.Api;

/// <summary>A panel that was found and may be seen, whoever made it: a template, or the portal itself for a search.</summary>
/// <param name="Snapshot">What it belongs to.</param>
/// <param name="Binding">Whose it is.</param>
/// <param name="Dashboard">What holds it.</param>
/// <param name="Panel">Its id.</param>
/// <param name="Reader">What the asker is there: it decides whether queries may be told, and what is masked.</param>
internal sealed record AskedPanel(CatalogSnapshot Snapshot, BindingKey Binding, Dashboard Dashboard, string Panel, Role Reader)
{
    /// <summary>Whether queries may be told.</summary>
    public bool ForEditor => Snapshot.TellsQueries(Binding.Scope.Tenant, Reader);

    /// <summary>Its data.</summary>
    public async Task<Results<PanelDataResult, ProblemHttpResult>> DataAsync(PanelDataService data, HttpRequest request, CancellationToken cancellation)
    {
        var (question, wrong) = await ReadAsync<DataQuestion>(request, cancellation);
        return question is null ? wrong! : new PanelDataResult(await data.GetAsync(Snapshot, Binding, Dashboard, question.For(Panel), Reader, cancellation), ForEditor);
    }

    /// <summary>What the metrics in its queries are.</summary>
    public async Task<Results<Ok<PanelMetricsAnswer>, ProblemHttpResult>> MetricsAsync(PanelMetricsService metrics, HttpRequest request, CancellationToken cancellation)
    {
        var (question, wrong) = await ReadAsync<DataQuestion>(request, cancellation);
        if (question is null)
        {
            return wrong!;
        }
        try
        {
            return TypedResults.Ok(new PanelMetricsAnswer(await metrics.GetAsync(Snapshot, Binding, Dashboard, question.For(Panel), Reader, cancellation)));
        }
        catch (QueryException e)
        {
            return ApiProblems.From(e.Error, ForEditor);
        }
    }

    /// <summary>Further lines of it.</summary>
    public async Task<Results<PanelLinesResult, ProblemHttpResult>> LinesAsync(PanelLogsService logs, HttpRequest request, CancellationToken cancellation)
    {
        var (question, wrong) = await ReadAsync<LinesQuestion>(request, cancellation);
        if (question is null)
        {
            return wrong!;
        }
        if (question.LinesFault() is { } fault)
        {
            return ApiProblems.BadRequest(fault);
        }
        try
        {
            return new PanelLinesResult(await logs.LinesAsync(Snapshot, Binding, Dashboard, question.LinesFor(Panel), Reader, cancellation));
        }
        catch (QueryException e)
        {
            return ApiProblems.From(e.Error, ForEditor);
        }
    }

    /// <summary>Its lines as they arrive, as long as it may be seen, and as much of it.</summary>
    public Results<TailResult, ProblemHttpResult> Tail(PanelLogsService logs, DataQuestion question, Func<CatalogView, bool> maySee) => question.Fault() is { } fault
        ? ApiProblems.BadRequest(fault)
        : new TailResult(token => logs.TailAsync(Snapshot, Binding, Dashboard, question.For(Panel), Reader, token), now => maySee(now) && SeesAsMuch(now), ForEditor);

    private bool SeesAsMuch(CatalogView now) => now.Reader(Binding.Scope) >= Reader
        && Snapshot.Tenants.GetValueOrDefault(Binding.Scope.Tenant) is { } then && now.Snapshot?.Tenants.GetValueOrDefault(Binding.Scope.Tenant)?.Masking.SameAs(then.Masking) == true;

    /// <summary>The question in a body, or what is wrong with it; nothing asks for what is usual.</summary>
    public static async Task<(T? Question, ProblemHttpResult? Refusal)> ReadAsync<T>(HttpRequest request, CancellationToken cancellation) where T : DataQuestion, new()
    {
        var (question, refusal) = await ApiBody.ReadAsync<T>(request, ApiBody.QuestionLimit, cancellation);
        if (refusal is not null)
        {
            return (null, refusal);
        }
        question ??= new T();
        return question.Fault() is { } fault ? (null, ApiProblems.BadRequest(fault)) : (question, null);
    }
}
