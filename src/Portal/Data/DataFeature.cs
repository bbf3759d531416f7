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
        .AddSingleton(provider => DefaultFolder(provider.GetRequiredService<IOptions<ContentOptions>>().Value))
        .AddSingleton<PortalDatabase>()
        .AddSingleton<RevisionStore>()
        .AddSingleton<ServiceLists>()
        .AddSingleton<IPersonalState, PersonalState>();

    private static DefaultDataFolder DefaultFolder(ContentOptions content) => new(ContentFolder.Find(content.Path) is { } folder
        ? Path.Combine(folder, "data")
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "portal"));
}
