using System.Text;
using Portal.Core.Changes;
using Portal.Core.Diagnostics;

namespace Portal.Previews;

/// <summary>A difference as Markdown, for comments on pull requests. What comes from the content stands in code spans, so that it is neither markup nor a mention, and the whole is bounded.</summary>
internal static class DifferenceMarkdown
{
    /// <summary>The most characters: forges refuse longer comments.</summary>
    public const int MostCharacters = 60_000;

    private const int MostRows = 40;
    private const int MostChanges = 12;
    private const int LongestCode = 160;

    /// <summary>The Markdown.</summary>
    /// <param name="difference">What to tell.</param>
    /// <param name="link">The page with all of it; null for none.</param>
    public static string Of(RevisionDifference difference, string? link = null)
    {
        var output = new StringBuilder();
        output.Append($"**{DifferenceSummary.Of(difference)}**");
        output.Append(link is null ? "\n" : $" [Open the preview]({link})\n");
        var security = difference.Tenants.SelectMany(tenant => tenant.Changes.Where(change => change.IsSecurity).Select(change => (tenant.Tenant, Change: change))).ToList();
        Table(output, "Security: acts only once it is merged", ["Tenant", "What", "Before", "After"], security, row => [Code(row.Tenant.Value), Code(ChangeText.Of(row.Change)), Code(row.Change.Before), Code(row.Change.After)]);
        Table(output, "Reach", ["File", "", "Dashboards made with it", "Of these differ", "Tenants"], difference.Files, file => [Code(file.Path), ChangeText.Word(file.Kind), $"{file.Uses}", $"{file.Changes}", $"{file.Tenants}"]);
        var errors = difference.Diagnostics.Where(d => d.Severity == Severity.Error).ToList();
        Table(output, "Errors", ["Where", "What", "Dashboards"], errors, d => [Code(d.Location.ToString()), Code($"{d.Code} {d.Message}"), $"{d.Occurrences}"]);
        Groups(output, ChangeGroup.Of(difference));
        return output.Length <= MostCharacters ? output.ToString() : $"{Cut(output)}\n\n…\n";
    }

    private static void Groups(StringBuilder output, IReadOnlyList<ChangeGroup> groups)
    {
        foreach (var group in groups.Take(MostRows))
        {
            output.Append($"\n<details><summary>{DifferenceSummary.Word(group.Status)}: {Html(group.Template)} ({group.Bindings.Count})</summary>\n\n");
            foreach (var change in group.Changes.Take(MostChanges))
            {
                var values = ChangeText.Values(change);
                output.Append($"- {Code(ChangeText.Of(change))}{(values.Length > 0 ? $": {(change.Before is null ? "" : Code(change.Before))} → {(change.After is null ? "" : Code(change.After))}" : "")}\n");
            }
            var more = group.Changes.Count + group.More - MostChanges;
            output.Append(more > 0 ? $"- … and {more} more\n" : "");
            output.Append($"\nIn {string.Join(", ", group.Bindings.Take(MostChanges).Select(key => Code(Place(key))))}{(group.Bindings.Count > MostChanges ? $" and {group.Bindings.Count - MostChanges} more" : "")}\n</details>\n");
        }
        output.Append(groups.Count > MostRows ? $"\n… and {groups.Count - MostRows} more.\n" : "");
    }

    private static void Table<T>(StringBuilder output, string title, string[] heads, IReadOnlyList<T> rows, Func<T, string[]> cells)
    {
        if (rows.Count == 0)
        {
            return;
        }
        output.Append($"\n#### {title}\n\n| {string.Join(" | ", heads)} |\n|{string.Concat(Enumerable.Repeat("---|", heads.Length))}\n");
        foreach (var row in rows.Take(MostRows))
        {
            output.Append($"| {string.Join(" | ", cells(row).Select(cell => cell.Replace("|", "\\|", StringComparison.Ordinal)))} |\n");
        }
        output.Append(rows.Count > MostRows ? $"\n… and {rows.Count - MostRows} more.\n" : "");
    }

    private static string Place(Core.Queries.BindingKey key) => key.Service is null ? key.Scope.ToString() : $"{key.Scope}/{key.Service}";

    /// <summary>A text as a code span: on one line, shortened, within more backticks than it holds.</summary>
    internal static string Code(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return "";
        }
        var line = string.Concat(text.Take(LongestCode).Select(c => char.IsControl(c) || char.IsSurrogate(c) && text.Length > LongestCode ? ' ' : c)) + (text.Length > LongestCode ? "…" : "");
        var longest = 0;
        for (int i = 0, run = 0; i < line.Length; i++)
        {
            run = line[i] == '`' ? run + 1 : 0;
            longest = Math.Max(longest, run);
        }
        var fence = new string('`', longest + 1);
        return longest > 0 || string.IsNullOrWhiteSpace(line) ? $"{fence} {line} {fence}" : $"{fence}{line}{fence}";
    }

    private static string Html(string text) => System.Net.WebUtility.HtmlEncode(text);

    // At the end of a line, so that no table or code span is left open.
    private static string Cut(StringBuilder output)
    {
        var text = output.ToString(0, MostCharacters - 100);
        return text[..text.LastIndexOf('\n')];
    }
}
