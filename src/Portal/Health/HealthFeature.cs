using Microsoft.Extensions.DependencyInjection.Extensions;
using Portal.Core.Catalog;
using Portal.Core.Metrics;
using Portal.Core.Queries.Canaries;
using Portal.Git;

namespace Portal.Health;

/// <summary>What operators and their tools ask: alive, ready, metrics.</summary>
internal static class HealthFeature
{

    /// <summary>Adds the collection of metrics.</summary>
    public static IServiceCollection AddPortalHealth(this IServiceCollection services)
    {
        services.TryAddSingleton<MetricsExporter>();
        return services;
    }

    /// <summary>Measures every request that follows.</summary>
    public static WebApplication UsePortalHealth(this WebApplication app)
    {
        // Instruments are heard from when the exporter exists, not from the first scrape on.
        app.Services.GetRequiredService<MetricsExporter>();
        var time = app.Services.GetRequiredService<TimeProvider>();
        app.Use(async (context, next) =>
        {
            var start = time.GetTimestamp();
            var status = StatusCodes.Status500InternalServerError;
            try
            {
                await next(context);
                status = context.Response.StatusCode;
            }
            finally
            {
                var route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "none";
                PortalMeter.Answered(route, Method(context.Request.Method), status, time.GetElapsedTime(start));
            }
        });
        return app;
    }

    /// <summary>Maps <c>/healthz</c>, <c>/readyz</c> and <c>/metrics</c>.</summary>
    public static void MapPortalHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/healthz", () => Results.Text("alive\n")).ExcludeFromDescription().AllowAnonymous().DisableRateLimiting();
        routes.MapGet("/readyz", Ready).ExcludeFromDescription().AllowAnonymous().DisableRateLimiting();
        routes.MapGet("/metrics", (MetricsExporter metrics) => Results.Text(metrics.Export(), MetricsExporter.ContentType)).ExcludeFromDescription().AllowAnonymous().DisableRateLimiting();
    }

    private static IResult Ready(ICatalog catalog, IsolationLedger isolation) => catalog.Live is { } live
        ? Results.Text($"ready: revision {live.Revision.Short}\n{Isolation(isolation)}\n")
        : Results.Text((catalog as CatalogHost)?.NotReady + "\n", statusCode: StatusCodes.Status503ServiceUnavailable);

    // A closed environment makes the portal no less ready for all others.
    private static string Isolation(IsolationLedger ledger)
    {
        var worst = ledger.All.Values.Select(findings => findings.Max(finding => finding.Result)).ToList();
        int Environments(CanaryResult result) => worst.Count(w => w == result);
        return $"isolation of environments: {Environments(CanaryResult.Proven)} proven, {Environments(CanaryResult.Unknown)} unknown, {Environments(CanaryResult.Violated)} violated";
    }

    // Methods are free text on the wire.
    private static string Method(string method) =>
        HttpMethods.IsGet(method) ? "GET" : HttpMethods.IsPost(method) ? "POST" : HttpMethods.IsPut(method) ? "PUT" : HttpMethods.IsDelete(method) ? "DELETE" : HttpMethods.IsHead(method) ? "HEAD" : "other";
}
