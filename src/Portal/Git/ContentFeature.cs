using Microsoft.Extensions.Options;
using Portal.Configuration;
using Portal.Core.Catalog;
using Portal.Demo;
using Portal.Git.Remotes;
using Portal.Linting;

namespace Portal.Git;

/// <summary>The content and the live catalog made of it.</summary>
internal static class ContentFeature
{
    /// <summary>Adds the source of the content and the catalog that follows it.</summary>
    public static IServiceCollection AddPortalContent(this IServiceCollection services) => services
        .AddSingleton<ContentRepository>()
        .AddSingleton<CatalogSource>()
        .AddSingleton<CatalogLoader>()
        .AddSingleton<DashboardService>()
        .AddSingleton(provider => JudgeId.Of(
            provider.GetRequiredService<IOptions<GrantOptions>>().Value, provider.GetRequiredService<IOptions<DemoTelemetryOptions>>().Value, provider.GetRequiredService<IHostEnvironment>()))
        .AddSingleton<Judge>()
        .AddSingleton<LiveLine>()
        .AddSingleton<PushLint>()
        .AddSingleton<CommitFollower>()
        .AddSingleton<CatalogHost>()
        .AddSingleton<ICatalog>(provider => provider.GetRequiredService<CatalogHost>())
        .AddSingleton<ICatalogControl, CatalogControl>()
        .AddHostedService(provider => provider.GetRequiredService<CatalogHost>())
        .AddHostedService<MaskingRecord>()
        .AddHostedService<RemotePoll>();
}
