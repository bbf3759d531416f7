using Portal.Identity;

namespace Portal.Data;

/// <summary>The portal's state in a database.</summary>
internal static class DataFeature
{
    /// <summary>Adds the database and what is kept in it.</summary>
    public static IServiceCollection AddPortalData(this IServiceCollection services) => services
        .AddSingleton<PortalDatabase>()
        .AddSingleton<RevisionStore>()
        .AddSingleton<LintStore>()
        .AddSingleton<LiveChanges>()
        .AddSingleton<ServiceLists>()
        .AddSingleton<GrantStore>()
        .AddSingleton<DeliveryStore>()
        .AddSingleton<ReportStore>()
        .AddSingleton<EmbedStore>()
        .AddSingleton<SnapshotStore>()
        .AddSingleton<IPersonalState, PersonalState>();
}
