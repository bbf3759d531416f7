using Portal.Configuration;
using Portal.Git;
using Portal.Identity;
using Microsoft.Extensions.Options;

namespace Portal.Data;

/// <summary>The portal's state in a database.</summary>
internal static class DataFeature
{
    /// <summary>Adds the database and what is kept in it.</summary>
    public static IServiceCollection AddPortalData(this IServiceCollection services) => services
        .AddSingleton(provider => new DefaultDataFolder(Path.Combine(
            ContentFolder.Find(provider.GetRequiredService<IOptions<ContentOptions>>().Value.Path) ?? Directory.GetCurrentDirectory(), "data")))
        .AddSingleton<PortalDatabase>()
        .AddSingleton<RevisionStore>()
        .AddSingleton<ServiceLists>()
        .AddSingleton<IPersonalState, PersonalState>();
}
