using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.WebUtilities;
using Portal.Browsing;
using Portal.Components.Layout;
using Portal.Core.Tenancy;

namespace Portal.Components.Pages;

/// <summary>The start: what one looks at often, and all there is.</summary>
public sealed partial class HomePage
{
    private const int MostCards = 12;
    private const int MostFound = 100;
    private const int MostTags = 24;
    private const int MostRecent = 8;

    private List<BindingEntry> _entries = [];
    private List<TenantRow> _tenants = [];
    private List<string> _tags = [];
    private IReadOnlyList<BindingEntry> _favourites = [];
    private IReadOnlyList<BindingEntry> _recent = [];
    private IReadOnlyList<BindingEntry> _best = [];
    private string[] _words = [];
    private int _found;
    private CatalogView? _read;

    /// <summary>Words that narrow the list.</summary>
    [SupplyParameterFromQuery(Name = "q")]
    public string? Text { get; set; }

    /// <summary>A tag that narrows the list.</summary>
    [SupplyParameterFromQuery(Name = "tag")]
    public string? Tag { get; set; }

    [Inject]
    private IServiceProvider Services { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    private bool Filtered => _words.Length > 0 || !string.IsNullOrEmpty(Tag);

    /// <inheritdoc/>
    protected override async Task LookAsync()
    {
        if (View is not { } view)
        {
            return;
        }
        // Typing in the filter comes by here for each letter; the catalog is read again only when it has changed.
        if (_read?.Snapshot is null || _read.Snapshot != view.Snapshot || IsChange)
        {
            Read(view);
            (_favourites, _recent) = await Shelf.ReadAsync(Services, view, MostRecent * 2, Gone);
            _recent = [.. _recent.Except(_favourites).Take(MostRecent)];
        }
        _words = BindingSearch.Words(Text);
        if (Filtered)
        {
            var tagged = string.IsNullOrEmpty(Tag) ? _entries : _entries.Where(e => e.Binding.Template.FrontMatter.Tags.Contains(Tag, StringComparer.OrdinalIgnoreCase));
            (_best, _found) = BindingSearch.Best(tagged, _words, MostFound);
        }
    }

    private void Read(CatalogView view)
    {
        _read = view;
        _entries = [.. view.Entries()];
        var byTenant = _entries.ToLookup(e => e.Tenant.Id);
        _tenants = [.. view.Tenants.Select(t => new TenantRow(t, [.. view.Environments(t).Select(e => e.Name)], [.. byTenant[t.Id]]))];
        _tags =
        [
            .. _entries.Select(e => e.Binding.Template).Distinct().SelectMany(t => t.FrontMatter.Tags).GroupBy(t => t, StringComparer.OrdinalIgnoreCase)
                .OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.OrdinalIgnoreCase).Take(MostTags).Select(g => g.Key),
        ];
    }

    private void Filter(string? text) => Navigation.NavigateTo(Href(text, Tag), replace: true);

    private static string Href(string? text, string? tag) => QueryHelpers.AddQueryString("/", new Dictionary<string, string?>
    {
        ["q"] = string.IsNullOrWhiteSpace(text) ? null : text,
        ["tag"] = string.IsNullOrEmpty(tag) ? null : tag,
    });

    private sealed record TenantRow(Tenant Tenant, IReadOnlyList<string> Environments, IReadOnlyList<BindingEntry> Entries);
}
