using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Portal.Core.Catalog;
using Portal.Core.Metrics;
using Portal.Core.Queries.Canaries;
using Portal.Git;
using Portal.Identity.Tokens;

namespace Portal.Health;

/// <summary>What operators and their tools ask: alive, ready, metrics.</summary>
internal static class HealthFeature
{
    /// <summary>Adds the collection of metrics.</summary>
    public static IServiceCollection AddPortalHealth(this IServiceCollection services)
    {
        services.TryAddSingleton<MetricsExporter>();
        services.AddOptions<MetricsOptions>().BindConfiguration(MetricsOptions.Section).ValidateOnStart();
        return services.AddSingleton<IValidateOptions<MetricsOptions>, MetricsOptionsValidator>().AddSingleton<OperatorDoor>();
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
        var health = routes.MapGroup("").WithMetadata(new TokenOfItsOwn()).ExcludeFromDescription().AllowAnonymous().DisableRateLimiting();
        health.MapGet("/healthz", () => Results.Text("alive\n"));
        health.MapGet("/readyz", Ready);
        health.MapGet("/metrics", (HttpContext context, OperatorDoor door, MetricsExporter metrics) =>
            door.Admits(context) ? Results.Text(metrics.Export(), MetricsExporter.ContentType) : Results.NotFound());
    }

    // Why, and what is live, is for whoever runs the server.
    private static IResult Ready(HttpContext context, OperatorDoor door, ICatalog catalog, IsolationLedger isolation)
    {
        var (told, live) = (door.Admits(context), catalog.Live);
        var text = live is null ? (told ? (catalog as CatalogHost)?.NotReady : "not ready") : told ? $"ready: revision {live.Revision.Short}\n{Isolation(isolation)}" : "ready";
        return Results.Text(text + "\n", statusCode: live is null ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK);
    }

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
