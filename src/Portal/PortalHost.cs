namespace Portal;

/// <summary>Puts the portal together: the table of contents of the host. Each feature owns its <c>AddX</c> and <c>MapX</c>.</summary>
internal static class PortalHost
{
    /// <summary>Builds the application that <c>serve</c> runs. Configuration keys may be given as arguments.</summary>
    public static WebApplication Build(string[] args)
    {
        // A published binary has its files beside it, and may be started from anywhere.
        var published = Directory.Exists(Path.Combine(AppContext.BaseDirectory, "wwwroot"));
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = published ? AppContext.BaseDirectory : null });
        builder.WebHost.UseStaticWebAssets();

        var services = builder.Services;
        services.AddSingleton(TimeProvider.System);
        services.AddProblemDetails();
        // services.AddPortalQueries();      // Backends
        // services.AddPrometheusBackend();  // Backends
        // services.AddPortalApi();          // Api
        // services.AddPortalUi();           // Components

        var app = builder.Build();
        app.MapStaticAssets();
        // app.MapPortalApi();
        // app.MapPortalUi();
        return app;
    }
}
