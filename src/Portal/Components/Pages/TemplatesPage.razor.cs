using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.WebUtilities;
using Portal.Browsing;
using Portal.Components.Content;
using Portal.Core.Diagnostics;
using Portal.Core.Templates;

namespace Portal.Components.Pages;

/// <summary>All templates, for editors.</summary>
public sealed partial class TemplatesPage
{
    private List<Row> _rows = [];
    private string[] _words = [];
    private int _all;

    /// <summary>Words that narrow the list.</summary>
    [SupplyParameterFromQuery(Name = "q")]
    public string? Text { get; set; }

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    /// <inheritdoc/>
    protected override Task LookAsync()
    {
        if (View is not { MayEdit: true, Snapshot: { } snapshot } view)
        {
            return Task.CompletedTask;
        }
        var bindings = view.Bindings().ToLookup(b => b.Key.Template);
        var problems = TemplateProblems.Of(snapshot, Catalog.Refused).ToLookup(d => d.Location.File);
        _all = snapshot.Templates.Dashboards.Count;
        _words = BindingSearch.Words(Text);
        _rows =
        [
            .. snapshot.Templates.Dashboards.Values.Where(Matches)
                .OrderBy(t => t.FrontMatter.Folder, StringComparer.OrdinalIgnoreCase).ThenBy(t => t.FrontMatter.Title, StringComparer.OrdinalIgnoreCase)
                .Select(t => new Row(t, bindings[t.Name].Count(), bindings[t.Name].Select(b => b.Key.Scope.Tenant).Distinct().Count(), [.. problems[t.File]])),
        ];
        return Task.CompletedTask;
    }

    private bool Matches(DashboardTemplate template)
    {
        var matter = template.FrontMatter;
        return _words.All(word => new[] { matter.Title, template.Name, matter.Folder }.Concat(matter.Tags).Any(text => text.Contains(word, StringComparison.OrdinalIgnoreCase)));
    }

    private void Filter(string? text) =>
        Navigation.NavigateTo(string.IsNullOrWhiteSpace(text) ? "/templates" : QueryHelpers.AddQueryString("/templates", "q", text), replace: true);

    private sealed record Row(DashboardTemplate Template, int Bindings, int Tenants, IReadOnlyList<Diagnostic> Problems);
}
