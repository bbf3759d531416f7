using Portal.Core.Dashboards;
using Portal.Core.Tenancy;

namespace Portal.Core.Changes;

/// <summary>Tells how a dashboard differs from what it was: by panels, variables, queries, units, not by lines of YAML.</summary>
public static class DashboardComparison
{
    /// <summary>The differences; none where both show and ask the same.</summary>
    /// <param name="before">The older dashboard.</param>
    /// <param name="after">The newer dashboard.</param>
    /// <param name="environment">Tells which language the queries of a datasource are in; null to go by the datasource's name.</param>
    public static IReadOnlyList<Change> Compare(Dashboard before, Dashboard after, TenantEnvironment? environment)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        QueryLanguage Language(string datasource) =>
            environment?.Datasource(datasource) is { } known ? known.Kind == DatasourceKind.Loki ? QueryLanguage.LogQL : QueryLanguage.PromQL
            : datasource.Contains("loki", StringComparison.OrdinalIgnoreCase) ? QueryLanguage.LogQL : QueryLanguage.PromQL;
        var changes = FactComparison.Compare(new Change(ChangeKind.Changed, ChangedPart.Dashboard, after.Title), DashboardFacts.Of(before), DashboardFacts.Of(after)).ToList();
        foreach (var (older, newer) in Pairing.Of(before.Variables, after.Variables, variable => variable.Name))
        {
            changes.AddRange(Compare(new Change(default, ChangedPart.Variable, (newer ?? older)!.Name), older, newer, DashboardFacts.Of));
        }
        foreach (var (older, newer) in Pairing.Of(before.Annotations, after.Annotations, annotation => annotation.Name))
        {
            changes.AddRange(Compare(new Change(default, ChangedPart.Annotation, (newer ?? older)!.Name), older, newer, annotation => DashboardFacts.Of(annotation, Language(annotation.Query.Datasource))));
        }
        var rows = Pairing.Of(before.Rows, after.Rows, row => row.Title, row => row.Panels.Count == 0 ? null : string.Join('\n', row.Panels.Select(panel => panel.Id)));
        foreach (var (older, newer) in rows)
        {
            changes.AddRange(Compare(new Change(default, ChangedPart.Row, (newer ?? older)!.Title is { Length: > 0 } title ? title : "(without heading)"), older, newer, DashboardFacts.Of));
        }
        changes.AddRange(PanelComparison.Compare(before, after, rows, Language));
        return changes;
    }

    /// <summary>Which panel of one is which of the other, in the newer one's order; what is gone comes last. Either dashboard may be missing.</summary>
    public static IReadOnlyList<(Panel? Before, Panel? After)> Panels(Dashboard? before, Dashboard? after) => (before, after) switch
    {
        (null, null) => [],
        ({ } gone, null) => [.. gone.Panels.Select(panel => ((Panel?)panel, (Panel?)null))],
        (null, { } added) => [.. added.Panels.Select(panel => ((Panel?)null, (Panel?)panel))],
        var (older, newer) => [.. PanelComparison.Pairs(older, newer)],
    };

    /// <summary>How one part differs that may be new or gone.</summary>
    internal static IEnumerable<Change> Compare<T>(Change part, T? before, T? after, Func<T, IEnumerable<Fact>> facts)
        where T : class =>
        before is null ? [part with { Kind = ChangeKind.Added }]
        : after is null ? [part with { Kind = ChangeKind.Removed }]
        : FactComparison.Compare(part with { Kind = ChangeKind.Changed }, facts(before), facts(after));
}
