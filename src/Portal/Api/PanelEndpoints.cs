using Microsoft.AspNetCore.Http.HttpResults;
using Portal.Browsing;
using Portal.Core.Catalog;
using Portal.Core.Queries;

namespace Portal.Api;

/// <summary>What panels show. A question names a panel, variables and a range; queries stay on the server.</summary>
internal static class PanelEndpoints
{
    /// <summary>Maps data, metrics and variables.</summary>
    public static void Map(RouteGroupBuilder api)
    {
        var dashboard = api.MapGroup("/dashboards/{tenant}/{environment}/{dashboard}").WithTags("Dashboards");
        dashboard.MapPost("/panels/{panel}/data", DataAsync).WithName("GetPanelData").TakesJson<DataQuestion>()
            .WithSummary("The data of a panel. Numbers have six significant digits; what is not a number is null.");
        dashboard.MapPost("/panels/{panel}/metrics", MetricsAsync).WithName("GetPanelMetrics").TakesJson<DataQuestion>()
            .WithSummary("What the metrics in a panel's queries are: type, unit, help. For those who are told its queries.");
        dashboard.MapPost("/variables", VariablesAsync).WithName("ResolveVariables").TakesJson<DataQuestion>()
            .WithSummary("What can be chosen, and what is, for each variable of a dashboard.");
    }

    private static async Task<Results<PanelDataResult, ProblemHttpResult>> DataAsync(
        string tenant, string environment, string dashboard, string panel,
        ContentView view, DashboardService dashboards, PanelDataService data, HttpRequest request, CancellationToken cancellation, string? service = null)
    {
        var (found, refusal) = await OpenDashboard.FindForDataAsync(view, dashboards, tenant, environment, dashboard, service, cancellation);
        return found is null ? refusal! : found.Panel(panel) is { } asked ? await asked.DataAsync(data, request, cancellation) : ApiProblems.NotFound();
    }

    private static async Task<Results<Ok<PanelMetricsAnswer>, ProblemHttpResult>> MetricsAsync(
        string tenant, string environment, string dashboard, string panel,
        ContentView view, DashboardService dashboards, PanelMetricsService metrics, HttpRequest request, CancellationToken cancellation, string? service = null)
    {
        var (found, refusal) = await OpenDashboard.FindForDataAsync(view, dashboards, tenant, environment, dashboard, service, cancellation);
        return found is null ? refusal! : found.Panel(panel) is { ForEditor: true } asked ? await asked.MetricsAsync(metrics, request, cancellation) : ApiProblems.NotFound();
    }

    private static async Task<Results<Ok<List<VariableAnswer>>, ProblemHttpResult>> VariablesAsync(
        string tenant, string environment, string dashboard,
        ContentView view, DashboardService dashboards, PanelDataService data, HttpRequest request, CancellationToken cancellation, string? service = null)
    {
        var (found, refusal) = await OpenDashboard.FindForDataAsync(view, dashboards, tenant, environment, dashboard, service, cancellation);
        if (found is null)
        {
            return refusal!;
        }
        var (question, wrong) = await AskedPanel.ReadAsync<DataQuestion>(request, cancellation);
        if (question is null)
        {
            return wrong!;
        }
        try
        {
            var variables = await data.ResolveVariablesAsync(found.Snapshot, found.Binding.Key, found.Dashboard, question.For(""), found.Reader, cancellation);
            return TypedResults.Ok(variables.Select(VariableAnswer.From).ToList());
        }
        catch (QueryException e)
        {
            return ApiProblems.From(e.Error, found.ForEditor);
        }
    }
}

/// <summary>What the metrics of a panel are.</summary>
/// <param name="Metrics">In the order of its queries, at most 20.</param>
internal sealed record PanelMetricsAnswer(IReadOnlyList<PanelMetric> Metrics);
