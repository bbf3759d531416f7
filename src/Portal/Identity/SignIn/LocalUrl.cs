namespace Portal.Identity.SignIn;

/// <summary>Addresses to go on to: within the portal and nowhere else.</summary>
internal static class LocalUrl
{
    /// <summary>The address where it is a path of the portal; else the start.</summary>
    public static string OrStart(string? url) => IsLocal(url) ? url! : "/";

    private static bool IsLocal(string? url) =>
        url is ['/', ..] && (url.Length == 1 || url[1] is not ('/' or '\\')) && !url.Any(c => char.IsControl(c) || c == '\\') && url.Length <= 2000;
}
