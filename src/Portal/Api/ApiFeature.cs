using System.Security.Claims;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.ResponseCompression;
using Portal.Browsing;
using Scalar.AspNetCore;

namespace Portal.Api;

/// <summary>The JSON API, its description and its reference page.</summary>
internal static class ApiFeature
{
    /// <summary>Adds what the API needs. The host adds the catalog, access and queries.</summary>
    public static IServiceCollection AddPortalApi(this IServiceCollection services)
    {
        services.AddProblemDetails();
        services.Configure<JsonOptions>(o => ApiJson.Configure(o.SerializerOptions));
        // A wrong number in an address is the asker's mistake in every environment, never an exception page.
        services.Configure<RouteHandlerOptions>(o => o.ThrowOnBadRequest = false);
        services.AddResponseCompression(o => o.MimeTypes = ["application/json", "application/problem+json", "application/yaml"]);
        services.Configure<GzipCompressionProviderOptions>(o => o.Level = System.IO.Compression.CompressionLevel.Fastest);
        services.Configure<BrotliCompressionProviderOptions>(o => o.Level = System.IO.Compression.CompressionLevel.Fastest);
        services.AddSingleton<BindingTitles>();
        services.AddSingleton<ContentCheck>();
        services.AddOpenApi("v1", o => o.AddOperationTransformer((operation, _, _) =>
        {
            ApiBody.DescribeJsonOnly(operation);
            return Task.CompletedTask;
        }).AddDocumentTransformer((document, _, _) =>
        {
            document.Info.Title = "Portal";
            document.Info.Description = "Dashboards of many tenants and their data. A panel is asked for by its id, with variables and a range; queries stay on the server.";
            document.Servers?.Clear();
            return Task.CompletedTask;
        }));
        return services;
    }

    /// <summary>Maps the API. What is not there, or not for this person, answers 404 as a problem.</summary>
    public static WebApplication MapPortalApi(this WebApplication app)
    {
        app.UseWhen(context => context.Request.Path.StartsWithSegments("/api"), branch => branch.UseResponseCompression());
        var api = app.MapGroup("/api/v1").AddEndpointFilter(NotStored);
        TenantEndpoints.Map(api);
        DashboardEndpoints.Map(api);
        PanelEndpoints.Map(api);
        HistoryEndpoints.Map(api);
        AnnotationEndpoints.Map(api);
        LogEndpoints.Map(api);
        LogSearchEndpoints.Map(api);
        TraceEndpoints.Map(api);
        EmbedEndpoints.Map(api);
        CatalogEndpoints.Map(api);
        AuditEndpoints.Map(api);
        PreviewEndpoints.Map(api);
        app.Map("/api/{**rest}", (ClaimsPrincipal _) => ApiProblems.NotFound()).ExcludeFromDescription();
        app.MapOpenApi();
        app.MapScalarApiReference("/api/docs", (o, context) => o.WithTitle("Portal API").DisableDefaultFonts().WithNonce(Identity.PagePolicy.Of(context).Nonce));
        return app;
    }

    private static ValueTask<object?> NotStored(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        context.HttpContext.Response.Headers.CacheControl = "no-store";
        return next(context);
    }
}
