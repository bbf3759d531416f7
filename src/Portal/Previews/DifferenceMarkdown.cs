using System.Text;
using Portal.Core.Changes;
using Portal.Core.Diagnostics;
using static Portal.Forges.ReportText;

namespace Portal.Previews;

/// <summary>A difference as Markdown, for comments on pull requests. What comes from the content stands in code spans, so that it is neither markup nor a mention, and the whole is bounded.</summary>
internal static class DifferenceMarkdown
{
    /// <summary>The most characters: forges refuse longer comments.</summary>
    public const int MostCharacters = 60_000;

    private const int MostRows = 40;
    private const int MostChanges = 12;

    /// <summary>The Markdown.</summary>
    /// <param name="difference">What to tell.</param>
    public static string Of(RevisionDifference difference)
    {
        var output = new StringBuilder($"**{DifferenceSummary.Of(difference)}**\n");
        var security = difference.Tenants.SelectMany(tenant => tenant.Changes.Where(change => change.IsSecurity).Select(change => (tenant.Tenant, Change: change))).ToList();
        Rows(output, "Security: acts only once it is merged", ["Tenant", "What", "Before", "After"], security, row => [Cell(row.Tenant.Value), Cell(ChangeText.Of(row.Change)), Cell(row.Change.Before), Cell(row.Change.After)]);
        Rows(output, "Policy for queries: acts only once it is merged", ["What", "Before", "After"], difference.Policy, change => [Cell(ChangeText.Of(change)), Cell(change.Before), Cell(change.After)]);
        Rows(output, "Reach", ["File", "", "Dashboards made with it", "Of these differ", "Tenants"], difference.Files, file => [Cell(file.Path), ChangeText.Word(file.Kind), $"{file.Uses}", $"{file.Changes}", $"{file.Tenants}"]);
        var errors = difference.Diagnostics.Where(d => d.Severity == Severity.Error).ToList();
        Rows(output, "Errors", ["Where", "What", "Dashboards"], errors, d => [Cell(d.Location.ToString()), Cell($"{d.Code} {d.Message}"), $"{d.Occurrences}"]);
        Groups(output, ChangeGroup.Of(difference));
        return Bound(output.ToString(), MostCharacters);
    }

    private static void Groups(StringBuilder output, IReadOnlyList<ChangeGroup> groups)
    {
        foreach (var group in groups.Take(MostRows))
        {
            output.Append($"\n<details><summary>{DifferenceSummary.Word(group.Status)}: {Html(group.Template)} ({group.Bindings.Count})</summary>\n\n");
            foreach (var change in group.Changes.Take(MostChanges))
            {
                var values = ChangeText.Values(change);
                output.Append($"- {Code(ChangeText.Of(change))}{(values.Length > 0 ? $": {Code(change.Before)} → {Code(change.After)}" : "")}\n");
            }
            var more = group.Changes.Count + group.More - MostChanges;
            output.Append(more > 0 ? $"- … and {more} more\n" : "");
            output.Append($"\nIn {string.Join(", ", group.Bindings.Take(MostChanges).Select(key => Code(Place(key))))}{(group.Bindings.Count > MostChanges ? $" and {group.Bindings.Count - MostChanges} more" : "")}\n</details>\n");
        }
        output.Append(groups.Count > MostRows ? $"\n… and {groups.Count - MostRows} more.\n" : "");
    }

    private static void Rows<T>(StringBuilder output, string title, string[] heads, IReadOnlyList<T> rows, Func<T, string[]> cells)
    {
        if (rows.Count == 0)
        {
            return;
        }
        output.Append($"\n#### {title}\n\n| {string.Join(" | ", heads)} |\n|{string.Concat(Enumerable.Repeat("---|", heads.Length))}\n");
        foreach (var row in rows.Take(MostRows))
        {
            output.Append($"| {string.Join(" | ", cells(row))} |\n");
        }
        output.Append(rows.Count > MostRows ? $"\n… and {rows.Count - MostRows} more.\n" : "");
    }

    private static string Place(Core.Queries.BindingKey key) => key.Service is null ? key.Scope.ToString() : $"{key.Scope}/{key.Service}";

    private static string Html(string text) => System.Net.WebUtility.HtmlEncode(text);
}
