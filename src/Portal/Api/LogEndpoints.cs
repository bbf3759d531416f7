using Microsoft.AspNetCore.Http.HttpResults;
using Portal.Browsing;
using Portal.Core.Catalog;
using Portal.Core.Queries;
using Portal.Limits;

namespace Portal.Api;

/// <summary>What panels of logs give beside their data: further lines, and lines as they arrive.</summary>
internal static class LogEndpoints
{
    private const string VariablePrefix = "var-";

    /// <summary>Maps lines and tail.</summary>
    public static void Map(RouteGroupBuilder api)
    {
        var panel = api.MapGroup("/dashboards/{tenant}/{environment}/{dashboard}/panels/{panel}").WithTags("Dashboards");
        panel.MapPost("/lines", LinesAsync).WithName("GetPanelLines").TakesJson<LinesQuestion>()
            .WithSummary("Further lines of a panel of logs: the page at a cursor, or the lines of a stream around one line.");
        panel.MapGet("/tail", TailAsync).WithName("TailPanelLines").Produces(StatusCodes.Status200OK, contentType: "text/event-stream").WithMetadata(BoundedAs.Open)
            .WithSummary("Lines of a panel of logs as they arrive, as server-sent events: 'lines' with streams, then 'end' or 'failed'. Variables are given as var-<name>, each value once.");
    }

    private static async Task<Results<PanelLinesResult, ProblemHttpResult>> LinesAsync(
        string tenant, string environment, string dashboard, string panel,
        ContentView view, DashboardService dashboards, PanelLogsService logs, HttpRequest request, CancellationToken cancellation, string? service = null)
    {
        var (found, refusal) = await OpenDashboard.FindForDataAsync(view, dashboards, tenant, environment, dashboard, service, cancellation);
        return found is null ? refusal! : found.Panel(panel) is { } asked ? await asked.LinesAsync(logs, request, cancellation) : ApiProblems.NotFound();
    }

    private static async Task<Results<TailResult, ProblemHttpResult>> TailAsync(
        string tenant, string environment, string dashboard, string panel,
        ContentView view, DashboardService dashboards, PanelLogsService logs, HttpRequest request, CancellationToken cancellation, string? service = null)
    {
        var (found, refusal) = await OpenDashboard.FindForDataAsync(view, dashboards, tenant, environment, dashboard, service, cancellation);
        if (found is null)
        {
            return refusal!;
        }
        if (found.Panel(panel) is not { } asked)
        {
            return ApiProblems.NotFound();
        }
        var question = new DataQuestion
        {
            Variables = request.Query.Where(pair => pair.Key.StartsWith(VariablePrefix, StringComparison.Ordinal))
                .ToDictionary(pair => pair.Key[VariablePrefix.Length..], pair => (IReadOnlyList<string>)[.. pair.Value.OfType<string>()], StringComparer.Ordinal),
        };
        var scope = asked.Binding.Scope;
        return asked.Tail(logs, question, now => view.IsLive
            ? now.Template(scope, dashboard) is { } template && now.Find(scope, template, service) is not null
            : now.MaySee(scope) && now.Tenant(scope.Tenant.Value)?.Environment(scope.Environment) is not null && view.Silent(scope) is null);
    }
}
