using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Portal.Browsing;
using Portal.Components.Dashboards;
using Portal.Core.Catalog;
using Portal.Core.Changes;
using Portal.Core.Diagnostics;
using Portal.Core.Queries;
using Portal.Core.Tenancy;
using Portal.Previews;

namespace Portal.Components.Pages;

/// <summary>A dashboard of a preview beside what it was: as differences by name, as YAML, and with the same live data.</summary>
public sealed partial class PreviewDashboardPage
{
    private BindingDifference? _binding;
    private RenderedDashboard? _before;
    private RenderedDashboard? _after;
    private IReadOnlyList<Diagnostic> _problems = [];
    private ViewState _view = new();
    private string _tab = "";
    private bool _mayEdit;
    private Role _reader;
    private bool _isLive;
    private HashSet<string> _changed = [];
    private int _version;

    /// <summary>The tenant's id.</summary>
    [Parameter]
    public required string Tenant { get; set; }

    /// <summary>The environment.</summary>
    [Parameter]
    public required string Environment { get; set; }

    /// <summary>The template, with <c>~</c> for <c>/</c>.</summary>
    [Parameter]
    public required string Dashboard { get; set; }

    /// <summary>How it is compared: <c>yaml</c> or <c>beside</c>; else by name.</summary>
    [SupplyParameterFromQuery(Name = "tab")]
    public string? Tab { get; set; }

    [Inject]
    private DashboardService Dashboards { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    private BindingKey Key => Bound(_view);

    private string Title => _after?.Dashboard?.Title ?? _before?.Dashboard?.Title ?? Key.Template;

    private IEnumerable<(string Name, string Label)> Tabs => _mayEdit ? [("", "Differences"), ("yaml", "YAML"), ("beside", "Side by side")] : [("", "Differences"), ("beside", "Side by side")];

    private (string Title, string Text) Nothing => _binding!.Status switch
    {
        BindingStatus.Added => ("New", "This dashboard is not there before."),
        BindingStatus.Removed => ("Gone", "This dashboard is not there any more."),
        BindingStatus.Mended => ("Mended", "It could not be rendered before."),
        BindingStatus.Broken or BindingStatus.StillBroken => ("Broken", "It cannot be rendered. Editors are told why."),
        BindingStatus.Reworded => ("Nothing that can be seen", "The YAML is written another way: it shows and asks the same."),
        _ => ("Proven unchanged", "It is equal to the last byte."),
    };

    /// <inheritdoc/>
    protected override void OnInitialized()
    {
        base.OnInitialized();
        Navigation.LocationChanged += FollowAddress;
    }

    /// <inheritdoc/>
    private protected override async Task ShowAsync(OpenedPreview opened)
    {
        var version = ++_version;
        var view = ViewState.Parse(Navigation.Uri);
        var key = Bound(view);
        var binding = opened.Difference.Bindings.FirstOrDefault(binding => binding.Key == key);
        var (before, after) = (await RenderAsync(opened.Before, key), await RenderAsync(opened.After, key));
        if (version != _version)
        {
            return;
        }
        var isSame = _binding?.Key == key;
        (_view, _binding, IsMissing) = (view, binding, binding is null);
        (_before, _after) = isSame ? (Keep(_before, before), Keep(_after, after)) : (before, after);
        (_reader, _mayEdit) = (opened.After.Reader(key.Scope), opened.After.MayEditIn(key.Scope));
        _isLive = View!.Find(key) is not null;
        _tab = Tab == "beside" || (Tab == "yaml" && _mayEdit) ? Tab : "";
        _problems = _mayEdit ? _after?.Diagnostics ?? [] : [];
        _changed = (binding?.Changes ?? []).Select(change => change.Panel).OfType<string>().ToHashSet();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        Navigation.LocationChanged -= FollowAddress;
        base.Dispose(disposing);
    }

    private BindingKey Bound(ViewState view) => new(new Scope(new TenantId(Tenant), Environment), view.Service, Dashboard.Replace('~', '/'));

    private async Task<RenderedDashboard?> RenderAsync(CatalogView view, BindingKey key) =>
        view.Find(key) is { } binding ? await Dashboards.RenderAsync(view.Snapshot!, binding, Gone, view.Services(key.Scope)) : null;

    /// <summary>What renders to the same text stays the same dashboard, so that its panels are not loaded again.</summary>
    private static RenderedDashboard? Keep(RenderedDashboard? old, RenderedDashboard? now) => old is not null && old.Yaml == now?.Yaml ? old : now;

    private string Href(string tab) => Href(tab, _view);

    private string Href(string tab, ViewState view)
    {
        var page = PortalUrls.PreviewDashboard(Id, Key with { Service = null }) + (view with { Service = Key.Service }).ToQuery();
        return tab.Length == 0 ? page : page + (page.Contains('?', StringComparison.Ordinal) ? '&' : '?') + "tab=" + tab;
    }

    private void Choose(ViewState view) => Navigation.NavigateTo(Href(_tab, view));

    private void FollowAddress(object? sender, LocationChangedEventArgs e)
    {
        if (new Uri(e.Location).AbsolutePath == Navigation.ToAbsoluteUri(PortalUrls.PreviewDashboard(Id, Key with { Service = null })).AbsolutePath)
        {
            _ = InvokeAsync(LookAgainAsync);
        }
    }
}
