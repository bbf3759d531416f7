using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.WebUtilities;
using Portal.Browsing;
using Portal.Core.Catalog;
using Portal.Core.Changes;
using Portal.Core.Tenancy;
using Portal.Previews;

namespace Portal.Components.Pages;

/// <summary>The overview of a preview: what changes for whom, what is about security first.</summary>
public sealed partial class PreviewPage
{
    private const int MostRows = 100;
    private const int MostColumns = 60;
    private const int MostBindings = 300;

    private List<(string Tenant, IReadOnlyList<Change> Changes)> _security = [];
    private List<(string Name, IReadOnlyList<Change> Changes)> _others = [];
    private List<string> _rows = [];
    private List<Scope> _scopes = [];
    private List<BindingDifference> _shown = [];
    private Dictionary<(string Template, Scope Scope), Cell> _cells = [];

    /// <summary>The tenant that is shown; null for all.</summary>
    [SupplyParameterFromQuery(Name = "tenant")]
    public string? Tenant { get; set; }

    /// <summary>The environment that is shown; null for all.</summary>
    [SupplyParameterFromQuery(Name = "environment")]
    public string? Environment { get; set; }

    /// <summary>The template that is shown; null for all.</summary>
    [SupplyParameterFromQuery(Name = "template")]
    public string? Template { get; set; }

    /// <summary>What has become of those that are shown; null for all that differ.</summary>
    [SupplyParameterFromQuery(Name = "status")]
    public string? Status { get; set; }

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    private IEnumerable<(string Label, string Key, IEnumerable<string> Values, string? Chosen)> Filters
    {
        get
        {
            var different = Opened!.Difference.Bindings.Where(binding => binding.IsDifferent).ToList();
            yield return ("Tenant", "tenant", different.Select(b => b.Key.Scope.Tenant.Value).Distinct().Order(StringComparer.Ordinal), Tenant);
            yield return ("Environment", "environment", different.Select(b => b.Key.Scope.Environment).Distinct().Order(StringComparer.Ordinal), Environment);
            yield return ("Template", "template", different.Select(b => b.Key.Template).Distinct().Order(StringComparer.Ordinal), Template);
            yield return ("Status", "status", DifferenceSummary.Counts(Opened.Difference).Select(count => count.Word), Status);
        }
    }

    /// <inheritdoc/>
    private protected override Task ShowAsync(OpenedPreview opened)
    {
        var difference = opened.Difference;
        _security = [.. difference.Tenants.Select(t => (t.Tenant.Value, (IReadOnlyList<Change>)[.. t.Changes.Where(c => c.IsSecurity)])).Where(t => t.Item2.Count > 0)];
        _others = [
            .. difference.Tenants.Select(t => ($"Tenant {t.Tenant}", (IReadOnlyList<Change>)[.. t.Changes.Where(c => !c.IsSecurity)])).Where(t => t.Item2.Count > 0),
            .. difference.Templates.Select(t => ($"Template {t.Template}", t.Changes)),
            .. difference.Policy.Count == 0 ? [] : ((string, IReadOnlyList<Change>)[])[("Policy for queries: acts only once it is merged", difference.Policy)],
        ];
        var meant = difference.Bindings.Where(b =>
            (Tenant is null || b.Key.Scope.Tenant.Value == Tenant) && (Environment is null || b.Key.Scope.Environment == Environment) && (Template is null || b.Key.Template == Template)).ToList();
        _shown = [.. meant.Where(b => b.IsDifferent && (Status is null || DifferenceSummary.Word(b.Status) == Status)).OrderByDescending(b => b.Status is BindingStatus.Broken or BindingStatus.StillBroken)];
        _rows = [.. _shown.Select(b => b.Key.Template).Distinct().Order(StringComparer.Ordinal)];
        _scopes = [.. _shown.Select(b => b.Key.Scope).Distinct().OrderBy(scope => scope.ToString(), StringComparer.Ordinal)];
        _cells = meant.GroupBy(b => (b.Key.Template, b.Key.Scope)).ToDictionary(
            group => group.Key,
            group => new Cell(group.Count(b => b.IsDifferent), group.Count(), group.Select(b => b.Status).MaxBy(Badness)));
        return Task.CompletedTask;
    }

    private static int Badness(BindingStatus status) => status switch
    {
        BindingStatus.Broken or BindingStatus.StillBroken => 4,
        BindingStatus.Removed => 3,
        BindingStatus.Changed => 2,
        BindingStatus.Added or BindingStatus.Mended => 1,
        _ => 0,
    };

    private string Href(string key, string? value, params (string Key, string? Value)[] more)
    {
        var query = new Dictionary<string, string?> { ["tenant"] = Tenant, ["environment"] = Environment, ["template"] = Template, ["status"] = Status, [key] = value };
        foreach (var (name, text) in more)
        {
            query[name] = text;
        }
        return QueryHelpers.AddQueryString(PortalUrls.Preview(Id), query.Where(pair => pair.Value is not null));
    }

    private Task<bool> ApproveAsync(RevisionId head) => Book.ApproveAsync(View!.Person, Id, head, Gone);

    private async Task CloseAsync()
    {
        if (await Book.CloseAsync(View!.Person, Id, Gone))
        {
            Navigation.NavigateTo("/previews");
        }
    }

    private sealed record Cell(int Different, int All, BindingStatus Worst);
}
