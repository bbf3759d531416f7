using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Portal.Core.Catalog;
using Portal.Core.Queries;

namespace Portal.Browsing;

/// <summary>The rendered titles of bindings: each is rendered once for a revision.</summary>
internal sealed class BindingTitles(DashboardService dashboards)
{
    private const int MostKept = 50_000;
    private readonly ConditionalWeakTable<CatalogSnapshot, ConcurrentDictionary<BindingKey, string>> _titles = [];

    /// <summary>The title; the template's own where rendering fails.</summary>
    public async ValueTask<string> GetAsync(CatalogSnapshot snapshot, Binding binding, CancellationToken cancellation)
    {
        var known = _titles.GetValue(snapshot, static _ => new ConcurrentDictionary<BindingKey, string>());
        if (known.TryGetValue(binding.Key, out var title))
        {
            return title;
        }
        title = (await dashboards.RenderAsync(snapshot, binding, cancellation)).Dashboard?.Title ?? binding.Template.FrontMatter.Title;
        if (known.Count < MostKept)
        {
            known[binding.Key] = title;
        }
        return title;
    }
}
