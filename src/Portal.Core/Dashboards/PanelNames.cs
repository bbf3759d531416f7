using System.Globalization;
using System.Text;

using Portal.Core.Diagnostics;
using Portal.Core.Yaml;

namespace Portal.Core.Dashboards;

/// <summary>Gives every panel an id that is unique in its dashboard.</summary>
internal static class PanelNames
{
    private const int MaxLength = 56;

    /// <summary>Given ids first, so that none of them ever changes; then those made from titles, in the text's order.</summary>
    public static void Assign(List<DraftPanel> panels, YamlContext context)
    {
        var taken = new HashSet<string>(StringComparer.Ordinal);
        foreach (var draft in panels)
        {
            if (draft.Named && !taken.Add(draft.Panel.Id))
            {
                context.Error(DiagnosticCodes.DuplicateId, draft.Panel.Mark, $"There are two panels with the id '{draft.Panel.Id}'.", "Give each an id of its own, or leave it out.");
            }
        }
        foreach (var draft in panels)
        {
            if (!draft.Named)
            {
                draft.Panel = draft.Panel with { Id = Free(Slug(draft.Panel), taken) };
            }
        }
    }

    private static string Free(string slug, HashSet<string> taken)
    {
        var id = slug;
        for (var number = 2; !taken.Add(id); number++)
        {
            id = $"{slug}-{number}";
        }
        return id;
    }

    private static string Slug(Panel panel)
    {
        var title = Ascii.IsValid(panel.Title) ? panel.Title : panel.Title.Normalize(NormalizationForm.FormD);
        var slug = new StringBuilder(title.Length);
        foreach (var c in title)
        {
            if (char.IsAsciiLetterOrDigit(c))
            {
                slug.Append(char.ToLowerInvariant(c));
            }
            else if (slug.Length > 0 && slug[^1] != '-' && CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark)
            {
                slug.Append('-');
            }
        }
        var text = slug.ToString(0, Math.Min(slug.Length, MaxLength)).TrimEnd('-');
        return text.Length > 0 ? text : PanelReader.Kinds[(int)panel.Kind];
    }
}
