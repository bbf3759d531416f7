using MudBlazor.Services;

namespace Portal.Components;

/// <summary>The pages.</summary>
internal static class UiFeature
{
    /// <summary>The most bytes that an open page may send at once.</summary>
    public const int MostBytes = 32 << 10;

    /// <summary>Adds what the pages need. The host adds the catalog, access and queries.</summary>
    public static IServiceCollection AddPortalUi(this IServiceCollection services)
    {
        // A browser sends what a person does, which is small; drafts and files come by the API.
        services.AddRazorComponents().AddInteractiveServerComponents().AddHubOptions(hub => hub.MaximumReceiveMessageSize = MostBytes);
        services.AddMudServices();
        return services;
    }

    /// <summary>Maps the pages; what no other endpoint answers is theirs.</summary>
    public static WebApplication MapPortalUi(this WebApplication app)
    {
        // The host's guard says who may frame a page, for every answer.
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode(o => o.ContentSecurityFrameAncestorsPolicy = null).Add(AnswerHead);
        return app;
    }

    /// <summary>Lets whatever is answered to GET be answered to HEAD too; the server leaves the body out.</summary>
    private static void AnswerHead(EndpointBuilder endpoint)
    {
        if (endpoint.Metadata.OfType<HttpMethodMetadata>().LastOrDefault() is { HttpMethods: var methods } && methods.Contains(HttpMethods.Get) && !methods.Contains(HttpMethods.Head))
        {
            endpoint.Metadata.Add(new HttpMethodMetadata([.. methods, HttpMethods.Head]));
        }
    }
}
