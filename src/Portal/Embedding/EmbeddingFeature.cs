using Microsoft.Extensions.Options;
using Portal.Configuration;

namespace Portal.Embedding;

/// <summary>Panels and dashboards in other sites' pages.</summary>
internal static class EmbeddingFeature
{
    /// <summary>Adds tokens, keys and what opens embeds. The host adds the catalog, queries and the database.</summary>
    public static IServiceCollection AddPortalEmbedding(this IServiceCollection services)
    {
        services.AddOptions<EmbedOptions>().BindConfiguration(EmbedOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<EmbedOptions>, EmbedOptionsValidator>();
        services.AddDataProtection();
        return services.AddSingleton<EmbedKeys>().AddSingleton<EmbedTokens>().AddSingleton<EmbedGate>().AddSingleton<EmbedQuestions>().AddSingleton<EmbedRates>().AddSingleton<EmbedAssets>()
            .AddSingleton<EmbedSnapshots>().AddSingleton<EmbedIssuer>().AddHostedService<EmbedCleaner>();
    }

    /// <summary>Takes credentials of people off requests for embeds; stands before whatever reads them.</summary>
    public static WebApplication UsePortalEmbedding(this WebApplication app)
    {
        app.UseMiddleware<EmbedDoor>();
        app.UseWhen(context => HttpMethods.IsPost(context.Request.Method) && context.Request.Path.StartsWithSegments(EmbedDoor.Path), branch => branch.UseResponseCompression());
        return app;
    }

    /// <summary>Maps embeds.</summary>
    public static WebApplication MapPortalEmbedding(this WebApplication app)
    {
        EmbedEndpoints.Map(app.MapGroup(EmbedDoor.Path).DisableAntiforgery().AllowAnonymous().AddEndpointFilter(static (context, next) =>
        {
            context.HttpContext.Response.Headers.CacheControl = "no-store";
            context.HttpContext.Response.Headers["X-Robots-Tag"] = "noindex";
            return next(context);
        }));
        if (ConfigurationFeature.RunsDemo(app.Configuration, app.Environment))
        {
            app.MapGet(EmbedExamplePage.Path, EmbedExamplePage.ShowAsync).ExcludeFromDescription();
        }
        app.Map(EmbedDoor.Path + "/{**rest}", () => new EmbedRefusal()).DisableAntiforgery().AllowAnonymous().ExcludeFromDescription();
        return app;
    }
}
