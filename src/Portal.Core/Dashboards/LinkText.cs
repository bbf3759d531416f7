using Portal.Core.Diagnostics;
using Portal.Core.Yaml;

namespace Portal.Core.Dashboards;

/// <summary>Which addresses a link may lead to.</summary>
internal static class LinkText
{
    /// <summary>Reports a link that leads elsewhere than to http, https or a path of the portal. An empty one is not its business.</summary>
    public static void Check(YamlMap map, string key, string url)
    {
        if (url.Length > 0 && !IsSafe(url))
        {
            map.Context.Error(DiagnosticCodes.LinkRefused, map.MarkOf(key), $"A link cannot lead to '{url}'.", "Write an address with http:// or https://, or a path of the portal that begins with /; a space is written %20.");
        }
    }

    /// <summary>Whether the text is an absolute address of http or https with a host and no user's name, or a path of the portal.</summary>
    public static bool IsSafe(string url)
    {
        // Browsers drop control characters and read a backslash as a slash, so 'java\tscript:' and '/\evil' are not what they seem.
        foreach (var c in url)
        {
            if (char.IsControl(c) || char.IsWhiteSpace(c) || c is '\\')
            {
                return false;
            }
        }
        if (url.StartsWith('/'))
        {
            return !url.StartsWith("//", StringComparison.Ordinal);
        }
        // Without the two slashes, 'https:/path' and 'https:path' would mean the portal's own host or another, as the page's scheme has it.
        return (url.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || url.StartsWith("https://", StringComparison.OrdinalIgnoreCase))
            && Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Host.Length > 0 && uri.UserInfo.Length == 0;
    }
}
