using System.Text;
using Portal.Core.Catalog;
using Portal.Core.Changes;
using Portal.Core.Diagnostics;
using Portal.Previews;

namespace Portal.Cli;

/// <summary>A difference for people at a terminal.</summary>
internal static class DifferenceText
{
    private const int MostBindings = 20;

    /// <summary>All of it, what is about security first.</summary>
    public static string Format(RevisionDifference difference)
    {
        var text = new StringBuilder();
        text.Append($"{difference.Before.Short}..{difference.After.Short}: {DifferenceSummary.Of(difference)}\n");
        Changes(text, "security: acts only once it is live", difference.Tenants.Select(tenant => (tenant.Tenant.Value, tenant.Changes.Where(change => change.IsSecurity))));
        Changes(text, "tenants", difference.Tenants.Select(tenant => (tenant.Tenant.Value, tenant.Changes.Where(change => !change.IsSecurity))));
        Changes(text, "policy: acts only once it is live", [(LintPolicy.File, difference.Policy)]);
        Changes(text, "templates", difference.Templates.Select(template => (template.Template, (IEnumerable<Change>)template.Changes)));
        if (difference.Files.Count > 0)
        {
            text.Append("\nfiles\n");
            foreach (var file in difference.Files)
            {
                text.Append($"  {Printable.Text(file.Path)} {ChangeText.Word(file.Kind)}: in {DifferenceSummary.Number(file.Uses, "dashboard")} of {DifferenceSummary.Number(file.Tenants, "tenant")}, of which {file.Changes} differ\n");
            }
        }
        foreach (var group in ChangeGroup.Of(difference))
        {
            text.Append($"\n{DifferenceSummary.Word(group.Status)}: {Printable.Text(group.Template)}, {DifferenceSummary.Number(group.Bindings.Count, "dashboard")}\n");
            text.Append($"  in {string.Join(", ", group.Bindings.Take(MostBindings).Select(key => key.Service is null ? $"{key.Scope}" : $"{key.Scope}/{key.Service}"))}");
            text.Append(group.Bindings.Count > MostBindings ? $" and {group.Bindings.Count - MostBindings} more\n" : "\n");
            Changes(text, group.Changes);
            text.Append(group.More > 0 ? $"    … and {group.More} more\n" : "");
        }
        if (difference.Diagnostics.HasErrors())
        {
            text.Append('\n').Append(DiagnosticText.Format([.. difference.Diagnostics.Where(d => d.Severity == Severity.Error)]));
        }
        return text.ToString();
    }

    private static void Changes(StringBuilder text, string title, IEnumerable<(string Name, IEnumerable<Change> Changes)> lists)
    {
        var told = lists.Select(list => (list.Name, Changes: list.Changes.ToList())).Where(list => list.Changes.Count > 0).ToList();
        if (told.Count == 0)
        {
            return;
        }
        text.Append($"\n{title}\n");
        foreach (var (name, changes) in told)
        {
            text.Append($"  {Printable.Text(name)}\n");
            Changes(text, changes);
        }
    }

    private static void Changes(StringBuilder text, IEnumerable<Change> changes)
    {
        foreach (var change in changes)
        {
            text.Append($"    {Printable.Text(ChangeText.Of(change))}");
            // What is long, such as a query, is read better one below the other.
            var isLong = (change.Before?.Length ?? 0) + (change.After?.Length ?? 0) > 80;
            text.Append(isLong ? $"\n{Line('-', change.Before)}{Line('+', change.After)}" : ChangeText.Values(change) is { Length: > 0 } values ? $": {Printable.Text(values)}\n" : "\n");
        }
    }

    private static string Line(char sign, string? value) => value is null ? "" : $"      {sign} {Printable.Text(value.TrimEnd('\n').Replace("\n", "\\n", StringComparison.Ordinal))}\n";
}
