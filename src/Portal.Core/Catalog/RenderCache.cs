using Portal.Core.Queries;

namespace Portal.Core.Catalog;

/// <summary>The dashboards of one snapshot that were rendered lately. A change of an environment's services makes them anew.</summary>
internal sealed class RenderCache
{
    private const int Most = 256;
    private readonly Dictionary<BindingKey, (IReadOnlyList<string> Services, RenderedDashboard Dashboard)> _entries = [];
    private readonly Queue<BindingKey> _order = new();
    private readonly Lock _lock = new();

    /// <summary>What was rendered for these services, or null.</summary>
    public RenderedDashboard? Find(BindingKey key, IReadOnlyList<string> services)
    {
        lock (_lock)
        {
            return _entries.TryGetValue(key, out var entry) && (ReferenceEquals(entry.Services, services) || entry.Services.SequenceEqual(services)) ? entry.Dashboard : null;
        }
    }

    /// <summary>Keeps a dashboard; the one that was kept longest goes where there are too many.</summary>
    public void Add(BindingKey key, IReadOnlyList<string> services, RenderedDashboard dashboard)
    {
        lock (_lock)
        {
            if (!_entries.ContainsKey(key))
            {
                _order.Enqueue(key);
            }
            _entries[key] = (services, dashboard);
            while (_order.Count > Most)
            {
                _entries.Remove(_order.Dequeue());
            }
        }
    }
}
