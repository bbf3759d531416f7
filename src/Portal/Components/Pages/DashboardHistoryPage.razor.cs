using Microsoft.AspNetCore.Components;
using Portal.Browsing;
using Portal.Components.Dashboards;
using Portal.Core.Catalog;
using Portal.Core.Changes;
using Portal.Core.Queries;
using Portal.Core.Tenancy;
using Portal.History;
using Portal.Previews;

namespace Portal.Components.Pages;

/// <summary>Who changed a dashboard when and how, for whoever may see it.</summary>
public sealed partial class DashboardHistoryPage
{
    private const int Most = 20;

    private Binding? _binding;
    private HistoryPage? _history;
    private (RevisionId?, BindingKey, string?)? _read;
    private string _title = "";
    private string _tenant = "";
    private bool _missing;

    /// <summary>The tenant's id.</summary>
    [Parameter]
    public required string Tenant { get; set; }

    /// <summary>The environment.</summary>
    [Parameter]
    public required string Environment { get; set; }

    /// <summary>The template, with <c>~</c> for <c>/</c>.</summary>
    [Parameter]
    public required string Dashboard { get; set; }

    /// <summary>The service, for dashboards made for services.</summary>
    [SupplyParameterFromQuery(Name = "service")]
    public string? Service { get; set; }

    /// <summary>The last commit of the page before.</summary>
    [SupplyParameterFromQuery(Name = "before")]
    public string? Before { get; set; }

    [CascadingParameter]
    private HttpContext? Context { get; set; }

    [Inject]
    private DashboardService Dashboards { get; set; } = null!;

    [Inject]
    private IServiceProvider Services { get; set; } = null!;

    /// <inheritdoc/>
    protected override async Task LookAsync()
    {
        var scope = new Scope(new TenantId(Tenant), Environment);
        _binding = View!.Template(scope, Dashboard) is { } template ? View.Find(scope, template, Service) : null;
        _missing = _binding is null;
        if (_binding is not { } binding)
        {
            PageStatus.Set(Context, StatusCodes.Status404NotFound);
            return;
        }
        _tenant = View.Tenant(Tenant)?.Name ?? Tenant;
        var asked = (View.Snapshot?.Revision, binding.Key, Before);
        if (_read == asked)
        {
            return;
        }
        _title = binding.Template.FrontMatter.Title;
        if (!RendererInfo.IsInteractive)
        {
            // The first answer waits for no repository.
            return;
        }
        _read = asked;
        var title = (await Dashboards.RenderAsync(View.Snapshot!, binding, Gone)).Dashboard?.Title;
        var history = await Services.GetRequiredService<HistoryBook>().PageAsync(ContentView.Live(View), binding.Key, Before is null ? null : new RevisionId(Before), Most, Gone);
        // Another page may have been asked for meanwhile.
        if (_read == asked)
        {
            (_title, _history) = (title ?? _title, history);
        }
    }

    private static string Word(BindingStatus status) => status switch
    {
        BindingStatus.Unchanged or BindingStatus.Reworded => "looks the same",
        _ => DifferenceSummary.Word(status),
    };

    private string AsOf(HistoryEntry entry) =>
        PortalUrls.Dashboard(_binding!.Key.Scope, _binding.Template.Slug) + new ViewState { Service = _binding.Key.Service, Revision = entry.Commit.Revision.Value }.ToQuery();

    private string Older(RevisionId next)
    {
        var page = PortalUrls.History(_binding!.Key);
        return $"{page}{(page.Contains('?', StringComparison.Ordinal) ? '&' : '?')}before={Uri.EscapeDataString(next.Value)}";
    }
}
