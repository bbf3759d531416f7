using Microsoft.Extensions.Options;
using Portal.Api;
using Portal.Audit;
using Portal.Backends;
using Portal.Canaries;
using Portal.Components;
using Portal.Configuration;
using Portal.Data;
using Portal.Embedding;
using Portal.Forges;
using Portal.Git;
using Portal.Health;
using Portal.History;
using Portal.Identity;
using Portal.Identity.Protection;
using Portal.Identity.SignIn;
using Portal.Limits;
using Portal.Previews;
using Portal.Problems;
using Portal.Schemas;
using Portal.Webhooks;

namespace Portal;

/// <summary>Puts the portal together: the table of contents of the host. Each feature owns its <c>AddX</c> and <c>MapX</c>.</summary>
internal static class PortalHost
{
    /// <summary>Adds what every way to run the portal needs: settings, content, data, rights and queries, but no pages.</summary>
    public static WebApplicationBuilder CreateBuilder(string[] args)
    {
        // A published binary has its files beside it, and may be started from anywhere.
        var published = Directory.Exists(Path.Combine(AppContext.BaseDirectory, "wwwroot"));
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = published ? AppContext.BaseDirectory : null });
        builder.WebHost.UseStaticWebAssets();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        var ways = SignInMode.Read(builder.Configuration, builder.Environment);
        builder.AddPortalConfiguration();
        builder.AddPortalLimits();
        builder.AddPortalIdentity(ways);
        builder.AddPortalSignIn(ways);
        builder.Services
            .AddSingleton(TimeProvider.System)
            .AddPortalData()
            .AddPortalAudit()
            .AddPortalContent()
            .AddPortalProblems()
            .AddPortalHealth()
            .AddPortalQueries()
            .AddPortalCanaries()
            .AddPortalPreviews()
            .AddPortalHistory()
            .AddPortalApi()
            .AddPortalForges()
            .AddPortalWebhooks()
            .AddPortalEmbedding();
        builder.Services.AddBackends().AddCanaryService();
        builder.Services.AddPortalUi();
        builder.Services.AddPortalPresence(ways);
        return builder;
    }

    /// <summary>Builds the application that <c>serve</c> runs. Configuration keys may be given as arguments.</summary>
    public static WebApplication Build(string[] args)
    {
        var app = CreateBuilder(args).Build();
        app.UseForwardedHeaders();
        app.UsePortalHealth();
        app.UsePortalProblems();
        app.UsePortalEmbedding();
        app.UsePortalIdentity();
        app.MapStaticAssets().AllowAnonymous().DisableRateLimiting();
        app.MapPortalHealth();
        app.MapPortalApi();
        app.MapPortalSchemas();
        app.MapPortalWebhooks();
        app.MapPortalEmbedding();
        app.MapPortalSignIn();
        app.MapPortalUi();
        return app;
    }

    /// <summary>Checks the configuration as a whole, makes the database ready, and serves until the process is told to stop.</summary>
    /// <exception cref="StartupRefusal">The operator has to change something first.</exception>
    public static async Task RunAsync(WebApplication app)
    {
        app.Services.GetRequiredService<IStartupValidator>().Validate();
        await app.Services.GetRequiredService<PortalDatabase>().MigrateAsync(app.Lifetime.ApplicationStopping);
        await app.Services.GetRequiredService<StoredKeys>().PrepareAsync(app.Lifetime.ApplicationStopping);
        await app.RunAsync();
    }
}
