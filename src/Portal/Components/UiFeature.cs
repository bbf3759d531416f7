using MudBlazor.Services;

namespace Portal.Components;

/// <summary>The pages.</summary>
internal static class UiFeature
{
    /// <summary>Adds what the pages need. The host adds the catalog, access and queries.</summary>
    public static IServiceCollection AddPortalUi(this IServiceCollection services)
    {
        services.AddRazorComponents().AddInteractiveServerComponents();
        services.AddMudServices();
        return services;
    }

    /// <summary>Maps the pages; what no other endpoint answers is theirs.</summary>
    public static WebApplication MapPortalUi(this WebApplication app)
    {
        // The host's guard says who may frame a page, for every answer.
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode(o => o.ContentSecurityFrameAncestorsPolicy = null);
        return app;
    }
}
