using System.Text.RegularExpressions;
using Markdig;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using Microsoft.AspNetCore.Components;

namespace Portal.Components.Panels;

/// <summary>
/// Turns Markdown into HTML that is safe to show whoever wrote it: raw HTML is shown as text, links go only to http, https, mailto or the portal itself,
/// images become links, and no extension that could set attributes is on.
/// </summary>
internal static partial class MarkdownText
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().DisableHtml().UsePipeTables().UseTaskLists().UseAutoLinks().Build();

    /// <summary>HTML for the text; empty for none. Headings are lowered by three levels, because a panel's title is of level three.</summary>
    public static MarkupString ToHtml(string? markdown, IReadOnlyDictionary<string, IReadOnlyList<string>>? variables = null)
    {
        if (string.IsNullOrWhiteSpace(markdown))
        {
            return default;
        }

        var document = Markdown.Parse(variables is null ? markdown : Fill(markdown, variables), Pipeline);
        foreach (var node in document.Descendants().ToList())
        {
            switch (node)
            {
                case LinkInline link:
                    link.IsImage = false;
                    Restrict(link, link.GetDynamicUrl?.Invoke() ?? link.Url, url => (link.Url, link.GetDynamicUrl) = (url, null));
                    break;
                case AutolinkInline { IsEmail: false } link:
                    Restrict(link, link.Url, url => link.Url = url);
                    break;
                case HeadingBlock heading:
                    heading.Level = Math.Min(6, heading.Level + 3);
                    break;
            }
        }

        return new MarkupString(document.ToHtml(Pipeline));
    }

    /// <summary>Whether a link may be followed: http, https, mailto, or a path, query or fragment of this site.</summary>
    public static bool IsSafeLink(string? url)
    {
        // Browsers drop control characters and read a backslash as a slash, so 'java\tscript:' and '/\evil' are not what they seem.
        if (string.IsNullOrEmpty(url) || url.Any(c => char.IsControl(c) || c is '\\') || url.StartsWith(' '))
        {
            return false;
        }

        if (url[0] is '#' or '?' || (url[0] == '/' && !url.StartsWith("//", StringComparison.Ordinal)))
        {
            return true;
        }

        return Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" or "mailto";
    }

    private static void Restrict(MarkdownObject link, string? url, Action<string> set)
    {
        if (!IsSafeLink(url))
        {
            set("#");
            return;
        }

        if (url![0] is not ('#' or '?' or '/'))
        {
            var attributes = link.GetAttributes();
            attributes.AddProperty("rel", "noopener noreferrer");
            attributes.AddProperty("target", "_blank");
        }
    }

    private static string Fill(string markdown, IReadOnlyDictionary<string, IReadOnlyList<string>> variables) =>
        VariableUse().Replace(markdown, m =>
            variables.TryGetValue(m.Groups[1].Value, out var values)
                ? Punctuation().Replace(string.Join(", ", values.Select(v => v == "$__all" ? "All" : v)), @"\$0")
                : m.Value);

    [GeneratedRegex(@"\$\{?([A-Za-z_][A-Za-z0-9_]{0,62})\}?", RegexOptions.None, 100)]
    private static partial Regex VariableUse();

    // A backslash before any ASCII punctuation makes it literal in Markdown, so a value cannot become markup.
    [GeneratedRegex(@"[!-/:-@\[-`{-~]", RegexOptions.None, 100)]
    private static partial Regex Punctuation();
}
