using Portal.Core.Catalog;

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
        .AddSingleton<CatalogHost>()
        .AddSingleton<ICatalog>(provider => provider.GetRequiredService<CatalogHost>())
        .AddHostedService(provider => provider.GetRequiredService<CatalogHost>());
}
