namespace Portal.Core.Tenancy;

/// <summary>Origins of web pages, such as <c>https://status.example.com</c>: what a browser compares when a page is framed.</summary>
public static class WebOrigin
{
    /// <summary>What an origin looks like, for messages.</summary>
    public const string Rule = "Write scheme, host and port of a site only, such as https://status.example.com; http is for this machine only.";

    private const int MaxLength = 255;

    /// <summary>
    /// The origin as browsers write it: https, or http on this machine's own names, no path, no user, no wildcard, the default port left out. Null where the text is none, so that no other
    /// text gets into a header.
    /// </summary>
    public static string? Normalize(string? text)
    {
        if (text is null || text.Length is 0 or > MaxLength || text.Any(c => c is <= ' ' or >= '\x7f' or ';' or ',' or '\'' or '"' or '*' or '\\' or '@')
            || !Uri.TryCreate(text, UriKind.Absolute, out var uri)
            || !(uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback))
            || uri.HostNameType is not (UriHostNameType.Dns or UriHostNameType.IPv4 or UriHostNameType.IPv6)
            || uri.PathAndQuery != "/" || uri.Fragment.Length > 0 || uri.UserInfo.Length > 0)
        {
            return null;
        }
        return uri.GetLeftPart(UriPartial.Authority).ToLowerInvariant();
    }
}
