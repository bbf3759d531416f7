using Microsoft.Extensions.Options;
using Portal.Configuration;
using Portal.Git;
using Portal.Outgoing;

namespace Portal.Forges;

/// <summary>What the portal tells of commits and pull requests, where their authors look.</summary>
internal static class ForgesFeature
{
    /// <summary>Adds the reports and what tells them.</summary>
    public static IServiceCollection AddPortalForges(this IServiceCollection services)
    {
        services.AddOptions<PublicAddressOptions>().Configure<IConfiguration>((address, configuration) => address.PublicUrl = configuration[nameof(PublicAddressOptions.PublicUrl)] ?? "").ValidateOnStart();
        services.AddSingleton<IValidateOptions<PublicAddressOptions>, PublicAddressOptionsValidator>();
        services.AddOptions<ForgeOptions>().BindConfiguration(ForgeOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<ForgeOptions>, ForgeOptionsValidator>();
        services.AddOptions<NotificationOptions>().BindConfiguration(NotificationOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<NotificationOptions>, NotificationOptionsValidator>();
        services.AddTransient<ForgeHandler>();
        services.AddPortalOutgoing();
        services.AddHttpClient(ForgeHandler.Client).ConfigurePrimaryHttpMessageHandler(Configured).AddHttpMessageHandler<ForgeHandler>();
        services.AddHttpClient(NotificationSender.Client).ConfigurePrimaryHttpMessageHandler(Configured).RemoveAllLoggers();
        return services
            .AddSingleton<ForgeHttp>()
            .AddSingleton<GitHubApp>()
            .AddSingleton<IForge>(Forge)
            .AddSingleton<NotificationSender>()
            .AddSingleton<Reports>()
            .AddHostedService<ReportWorker>()
            .AddHostedService<CatalogReporter>();
    }

    private static IForge Forge(IServiceProvider services)
    {
        var options = services.GetRequiredService<IOptions<ForgeOptions>>().Value;
        var http = services.GetRequiredService<ForgeHttp>();
        return options.Kind switch
        {
            ForgeKind.GitHub => new GitHubForge(services.GetRequiredService<GitHubApp>(), options, services.GetRequiredService<ContentRepository>(), services.GetRequiredService<TimeProvider>()),
            ForgeKind.GitLab => new GitLabForge(http, options),
            ForgeKind.Gitea => new GiteaForge(http, options),
            ForgeKind.BitbucketCloud => new BitbucketCloudForge(http, options),
            ForgeKind.BitbucketDataCenter => new BitbucketDataCenterForge(http, options),
            _ => throw new ForgeException("No forge is configured any more: set Forge:Kind."),
        };
    }

    // Both send to the address of the configuration alone.
    private static SocketsHttpHandler Configured(IServiceProvider services) => services.GetRequiredService<AddressGuard>().Handler(static _ => true);
}
