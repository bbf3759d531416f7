using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.WebUtilities;
using Portal.Browsing;
using Portal.Core.Queries;
using Portal.Core.Tenancy;

namespace Portal.Components.Pages;

/// <summary>A tenant: its environments, and the dashboards and services of one of them.</summary>
public sealed partial class TenantPage
{
    private const int MostOfService = 4;

    private Tenant? _tenant;
    private List<string> _environments = [];
    private string _environment = "";
    private Scope _scope;
    private PanelLinks? _links;
    private int _count;
    private bool _shares;
    private string[] _words = [];
    private List<(string Name, List<BindingEntry> Entries)> _folders = [];
    private List<ServiceRow> _services = [];

    /// <summary>The tenant's id.</summary>
    [Parameter]
    public required string Tenant { get; set; }

    /// <summary>The environment; the tenant's default where it is missing or may not be seen.</summary>
    [SupplyParameterFromQuery(Name = "env")]
    public string? Asked { get; set; }

    /// <summary>Words that narrow the lists.</summary>
    [SupplyParameterFromQuery(Name = "q")]
    public string? Text { get; set; }

    [CascadingParameter]
    private HttpContext? Context { get; set; }

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    private string NoneText => _tenant?.Environment(_environment)?.Services.DiscoverLabel is { } label
        ? $"Services are discovered from the label {label} in its telemetry, and none is known yet. They appear by themselves."
        : "The tenant's file gives none to this environment.";

    /// <inheritdoc/>
    protected override Task LookAsync()
    {
        _tenant = View?.Tenant(Tenant);
        if (View?.Snapshot is null)
        {
            PageStatus.Set(Context, StatusCodes.Status503ServiceUnavailable);
        }
        if (View is not { } view || _tenant is not { } tenant)
        {
            return Task.CompletedTask;
        }
        _environments = [.. view.Environments(tenant).Select(e => e.Name)];
        _environment = new[] { Asked, tenant.DefaultEnvironment }.FirstOrDefault(name => name is not null && _environments.Contains(name)) ?? _environments[0];
        _scope = new Scope(tenant.Id, _environment);
        _links = PanelLinks.Of(tenant.Environment(_environment)!, null);
        _shares = _environments.Any(name => view.MayEditIn(new Scope(tenant.Id, name)));
        var all = view.Entries(tenant.Id, _environment).ToList();
        _count = all.Count;
        _words = BindingSearch.Words(Text);
        var shown = all.Where(e => BindingSearch.Matches(e.Binding, tenant.Name, _words)).ToList();
        _folders =
        [
            .. shown.Where(e => !e.ForService).GroupBy(e => e.Folder).OrderBy(g => g.Key.Length > 0).ThenBy(g => g.Key, StringComparer.OrdinalIgnoreCase)
                .Select(g => (g.Key, g.OrderBy(e => e.Title, StringComparer.OrdinalIgnoreCase).ToList())),
        ];
        _services = [.. shown.Where(e => e.ForService).GroupBy(e => e.Service!).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => new ServiceRow(g.Key, [.. g]))];
        return Task.CompletedTask;
    }

    private void Filter(string? text) => Navigation.NavigateTo(Href(_environment, text), replace: true);

    private string Href(string environment, string? text)
    {
        var page = PortalUrls.Tenant(new TenantId(Tenant), environment);
        return string.IsNullOrWhiteSpace(text) ? page : QueryHelpers.AddQueryString(page, "q", text);
    }

    private string AllOf(string service) => QueryHelpers.AddQueryString("/", "q", $"{Tenant} {_environment} {service}");

    private sealed record ServiceRow(string Name, IReadOnlyList<BindingEntry> Entries);
}
