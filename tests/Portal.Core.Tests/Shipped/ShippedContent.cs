using Portal.Core.Catalog;
using Portal.Core.Dashboards;
using Portal.Core.Queries;
using Portal.Core.Tenancy;

namespace Portal.Core.Tests.Shipped;

/// <summary>The content that ships, loaded as the portal loads it.</summary>
internal static class ShippedContent
{
    private static readonly string[] NovaServices = ["accounts", "cards", "gateway", "ledger", "notify", "transfers"];

    private static readonly Lazy<Task<IReadOnlyList<(BindingKey, Dashboard)>>> Rendered = new(RenderAllAsync);

    public static ContentTree Read() => new(new RevisionId("shipped"), SourceTree.Content(), []);

    public static Task<LoadResult> LoadAsync(Func<Scope, IReadOnlyList<string>> discovered) =>
        new CatalogLoader().LoadAsync(Read(), new AllGrants(), discovered, CancellationToken.None);

    /// <summary>Every dashboard of every tenant, rendered once for all tests.</summary>
    public static Task<IReadOnlyList<(BindingKey Key, Dashboard Dashboard)>> RenderAsync() => Rendered.Value;

    private static async Task<IReadOnlyList<(BindingKey Key, Dashboard Dashboard)>> RenderAllAsync()
    {
        var loaded = await LoadAsync(Discovered);
        Assert.True(loaded.Snapshot is not null, Catalog.Content.Describe(loaded.Diagnostics));
        using var service = new DashboardService(null!, TimeProvider.System);
        var rendered = new List<(BindingKey, Dashboard)>();
        foreach (var binding in DashboardService.Bindings(loaded.Snapshot, scope => Services(loaded.Snapshot, scope)))
        {
            var dashboard = await service.RenderAsync(loaded.Snapshot, binding, CancellationToken.None, Services(loaded.Snapshot, binding.Key.Scope));
            Assert.True(dashboard.Dashboard is not null, Catalog.Content.Describe(dashboard.Diagnostics));
            rendered.Add((binding.Key, dashboard.Dashboard));
        }
        return rendered;
    }

    public static IReadOnlyList<string> Discovered(Scope scope) => scope.Tenant.Value == "nova" ? NovaServices : [];

    private static IReadOnlyList<string> Services(CatalogSnapshot snapshot, Scope scope) =>
        snapshot.Tenants[scope.Tenant].Environment(scope.Environment)!.Services.Names ?? Discovered(scope);
}
