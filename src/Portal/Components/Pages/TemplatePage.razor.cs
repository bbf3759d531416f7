using Microsoft.AspNetCore.Components;
using Portal.Browsing;
using Portal.Components.Content;
using Portal.Components.Dashboards;
using Portal.Core.Catalog;
using Portal.Core.Diagnostics;
using Portal.Core.Queries;
using Portal.Core.Templates;
using Portal.History;

namespace Portal.Components.Pages;

/// <summary>A template, for editors: what it is, its source, what it renders to, what is wrong with it, and what uses it.</summary>
public sealed partial class TemplatePage
{
    private const int MostUses = 1000;
    private const int MostCommits = 50;

    private DashboardTemplate? _template;
    private List<Binding> _bindings = [];
    private List<Diagnostic> _problems = [];
    private List<Choice> _choices = [];
    private Binding? _shown;
    private RenderedDashboard? _rendered;
    private IReadOnlyList<string> _files = [];
    private IReadOnlyList<FileCommit> _commits = [];
    private (string, RevisionId)? _read;
    private string _tab = "";

    /// <summary>The template's name, with <c>~</c> for <c>/</c>.</summary>
    [Parameter]
    public required string Slug { get; set; }

    /// <summary>Which part is shown: <c>source</c>, <c>rendered</c>, <c>problems</c>, <c>uses</c> or <c>history</c>; else what it is.</summary>
    [SupplyParameterFromQuery(Name = "tab")]
    public string? Tab { get; set; }

    /// <summary>The binding that is rendered: <c>tenant/environment</c> or <c>tenant/environment/service</c>; the first one where it is missing.</summary>
    [SupplyParameterFromQuery(Name = "for")]
    public string? For { get; set; }

    [Inject]
    private DashboardService Dashboards { get; set; } = null!;

    [Inject]
    private IServiceProvider Services { get; set; } = null!;

    private (string Name, string Label, int? Count)[] Tabs =>
    [
        ("", "About", null), ("source", "Source", null), ("rendered", "Rendered", null), ("problems", "Problems", _problems.Count), ("uses", "Used by", _bindings.Count), ("history", "History", null),
    ];

    // The lines of a refused revision may be others than those that are shown.
    private IEnumerable<(int Line, Diagnostic Finding)> LiveFindings =>
        View!.Snapshot!.Diagnostics.Where(d => d.Location.File == _template!.File && d.Location.Line > 0).Select(d => (d.Location.Line, d));

    /// <inheritdoc/>
    protected override async Task LookAsync()
    {
        _template = View is { MayEdit: true, Snapshot: { } live } ? live.Templates.FindSlug(Slug) : null;
        if (View is not { Snapshot: { } snapshot } view || _template is not { } template)
        {
            return;
        }
        _tab = Tab is "source" or "rendered" or "problems" or "uses" or "history" ? Tab : "";
        _bindings = [.. view.Bindings().Where(b => b.Key.Template == template.Name && view.MayEditIn(b.Key.Scope))];
        _problems = [.. TemplateProblems.Of(snapshot, Catalog.Refused).Where(d => d.Location.File == template.File)];
        _shown = _bindings.FirstOrDefault(b => Name(b) == For) ?? _bindings.FirstOrDefault();
        _choices = [];
        _rendered = null;
        if (_tab == "history" && _read != (template.File, snapshot.Revision))
        {
            // Services that come and go change no file.
            _files = await Dashboards.FilesAsync(snapshot, template, _bindings, Gone);
            _commits = await Services.GetRequiredService<HistoryBook>().OfFilesAsync(_files, MostCommits, Gone);
            _read = (template.File, snapshot.Revision);
        }
        if (_tab == "rendered" && _shown is { } shown)
        {
            _choices = [.. _bindings.Select(b => new Choice(Name(b), Href("rendered", b), b == shown))];
            _rendered = await Dashboards.RenderAsync(snapshot, shown, Gone);
        }
    }

    private static string Name(Binding binding) => Name(binding.Key);

    private static string Name(BindingKey key) => key.Service is null ? $"{key.Scope}" : $"{key.Scope}/{key.Service}";

    private string Href(string tab, Binding? binding = null)
    {
        var page = PortalUrls.Template(Slug);
        return tab.Length == 0 ? page : binding is null ? $"{page}?tab={tab}" : $"{page}?tab={tab}&for={Uri.EscapeDataString(Name(binding))}";
    }
}
