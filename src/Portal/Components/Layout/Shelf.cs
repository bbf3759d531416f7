using Portal.Browsing;
using Portal.Identity;

namespace Portal.Components.Layout;

/// <summary>What a person has marked or opened and can still open.</summary>
internal static partial class Shelf
{
    /// <summary>Favourites, and the last opened; both empty where the portal's state cannot be read: that takes no page off the screen.</summary>
    /// <param name="services">Knows the person's state.</param>
    /// <param name="view">What the person may see.</param>
    /// <param name="recent">How many of the last opened, 1 to 50.</param>
    /// <param name="cancellation">Ends the work.</param>
    public static async Task<(IReadOnlyList<BindingEntry> Favourites, IReadOnlyList<BindingEntry> Recent)> ReadAsync(
        IServiceProvider services, CatalogView view, int recent, CancellationToken cancellation)
    {
        try
        {
            var state = services.GetRequiredService<IPersonalState>();
            var favourites = await state.FavouritesAsync(view.Person, cancellation);
            var opened = await state.RecentAsync(view.Person, recent, cancellation);
            return (Open(view, favourites), Open(view, opened));
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            LogUnread(services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(Shelf).FullName!), e);
            return ([], []);
        }
    }

    private static List<BindingEntry> Open(CatalogView view, IEnumerable<Core.Queries.BindingKey> keys) =>
        [.. from key in keys
            let binding = view.Find(key)
            where binding is not null
            select new BindingEntry(binding, view.Snapshot!.Tenants[key.Scope.Tenant])];

    [LoggerMessage(Level = LogLevel.Warning, Message = "Favourites and recently opened dashboards cannot be read")]
    private static partial void LogUnread(ILogger logger, Exception exception);
}
