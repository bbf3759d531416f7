using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Portal.Browsing;
using Portal.Core.Tenancy;

namespace Portal.Components.Layout;

/// <summary>Finds whatever the person may open, from anywhere, with the keyboard alone. The browser opens it and walks in the list; the server finds.</summary>
public sealed partial class CommandPalette : IAsyncDisposable
{
    /// <summary>How many dashboards are offered at most.</summary>
    internal const int MostFound = 50;
    private const int MostTenants = 5;
    private const int MostRemembered = 8;
    private const int MostExplored = 12;
    private const int LeastOfKind = 3;
    private static readonly string[] Kinds = ["Logs", "Traces"];

    private ElementReference _root;
    private IJSObjectReference? _module;
    private IJSObjectReference? _handle;
    private DotNetObjectReference<CommandPalette>? _self;
    private List<BindingEntry>? _entries;
    private IReadOnlyList<PaletteGroup> _groups = [];
    private string[] _words = [];
    private string _status = "";
    private bool _opened;

    [Inject]
    private IJSRuntime Js { get; set; } = null!;

    [Inject]
    private IServiceProvider Services { get; set; } = null!;

    /// <summary>The browser has opened it, with nothing typed.</summary>
    [JSInvokable]
    public async Task Opened()
    {
        (_opened, _words) = (true, []);
        await FindAsync();
        StateHasChanged();
    }

    /// <inheritdoc/>
    protected override Task LookAsync()
    {
        _entries = null;
        return _opened ? FindAsync() : Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
        {
            return;
        }
        try
        {
            _self = DotNetObjectReference.Create(this);
            _module = await Js.InvokeAsync<IJSObjectReference>("import", "./Components/Layout/CommandPalette.razor.js");
            _handle = await _module.InvokeAsync<IJSObjectReference>("attach", _root, _self);
        }
        catch (Exception e) when (e is JSDisconnectedException or OperationCanceledException)
        {
            // The page is gone, and with it the search.
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Dispose();
        await BrowserHandles.ReleaseAsync(_handle, _module);
        _self?.Dispose();
    }

    private Task Search(ChangeEventArgs e)
    {
        _words = BindingSearch.Words(e.Value as string);
        return FindAsync();
    }

    private async Task FindAsync()
    {
        if (View is not { } view)
        {
            return;
        }
        if (_words.Length == 0)
        {
            _groups = await RememberedAsync(view);
            _status = "";
            return;
        }
        var (best, found) = BindingSearch.Best(_entries ??= [.. view.Entries()], _words, MostFound);
        _status = found > best.Count ? $"The best {best.Count} of {Count.Number(found)}" : Count.Of(found, "dashboard");
        _groups =
        [
            .. Group("Pages", Pages(view).Where(page => Has(page.Title))),
            .. Group("Logs and traces", Explored(view)),
            .. Group("Tenants", view.Tenants.Where(t => Has(t.Name + " " + t.Id)).Take(MostTenants).Select(t => new PaletteItem(t.Name, t.Id.Value, PortalUrls.Tenant(t.Id)))),
            // By tenant and folder, these in the order of their best.
            .. best.GroupBy(entry => entry.Folder.Length > 0 ? $"{entry.Tenant.Name} · {entry.Folder}" : entry.Tenant.Name).Select(group => new PaletteGroup(group.Key, [.. group.Select(Item)])),
        ];
    }

    private async Task<IReadOnlyList<PaletteGroup>> RememberedAsync(CatalogView view)
    {
        var (favourites, recent) = await Shelf.ReadAsync(Services, view, MostRemembered, Gone);
        return
        [
            .. Group("Favourites", favourites.Take(MostRemembered).Select(ItemOfTenant)),
            .. Group("Recently opened", recent.Except(favourites).Select(ItemOfTenant)),
            .. Group("Pages", Pages(view)),
        ];
    }

    private static IEnumerable<PaletteItem> Pages(CatalogView view) =>
        [
            new PaletteItem("All dashboards", "", "/"),
            new PaletteItem("Previews", "Pull requests, branches and commits", "/previews"),
            .. view.MayEdit ? [new PaletteItem("Templates", "", "/templates"), new PaletteItem("Catalog", "What is live, what was refused", "/catalog")] : Array.Empty<PaletteItem>(),
            new PaletteItem("Your access", "Who you are here", "/me"),
            .. view.MayAdministerAny ? [new PaletteItem("People and roles", "Who is what, and why", "/people"), new PaletteItem("Audit log", "What happened", "/audit")] : Array.Empty<PaletteItem>(),
        ];

    // "logs", "traces" and what they begin with ask for these; the other words for the place.
    private IEnumerable<PaletteItem> Explored(CatalogView view) =>
        (from kind in Kinds
         let words = _words.Where(word => word.Length < LeastOfKind || !kind.StartsWith(word, StringComparison.OrdinalIgnoreCase)).ToList()
         where words.Count < _words.Length
         from tenant in view.Tenants
         from environment in view.Environments(tenant)
         let scope = new Scope(tenant.Id, environment.Name)
         where (kind == "Logs" ? view.LogsOf(scope) : view.TracesOf(scope)) is not null
         let left = words.Where(word => !$"{tenant.Name} {tenant.Id} {environment.Name}".Contains(word, StringComparison.OrdinalIgnoreCase)).ToList()
         from service in left.Count == 0 ? [""] : view.Services(scope).Where(name => left.All(word => name.Contains(word, StringComparison.OrdinalIgnoreCase)))
         let page = kind == "Logs" ? PortalUrls.Logs(scope) : PortalUrls.Traces(scope)
         select new PaletteItem(kind, Places(tenant.Name, environment.Name, service.Length > 0 ? service : null), page + (service.Length == 0 ? "" : $"?service={Uri.EscapeDataString(service)}"))).Take(MostExplored);

    private static IEnumerable<PaletteGroup> Group(string label, IEnumerable<PaletteItem> items) => items.ToList() is { Count: > 0 } list ? [new PaletteGroup(label, list)] : [];

    private static PaletteItem Item(BindingEntry entry) => new(entry.Title, Places(entry.Environment, entry.Service), entry.Url);

    private static PaletteItem ItemOfTenant(BindingEntry entry) => new(entry.Title, Places(entry.Tenant.Name, entry.Environment, entry.Service), entry.Url);

    private static string Places(params string?[] parts) => string.Join(" · ", parts.OfType<string>());

    private bool Has(string text) => _words.All(word => text.Contains(word, StringComparison.OrdinalIgnoreCase));
}
