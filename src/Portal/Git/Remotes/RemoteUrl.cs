using System.Text.RegularExpressions;

namespace Portal.Git.Remotes;

/// <summary>The address of a repository, checked: nothing in it can be taken for an option, a helper or a credential.</summary>
/// <param name="Text">As it is given to Git; holds no password.</param>
/// <param name="Protocol">The one protocol that Git may use: <c>https</c>, <c>http</c>, <c>ssh</c> or <c>file</c>.</param>
internal sealed partial record RemoteUrl(string Text, string Protocol)
{
    /// <summary>The most characters of an address.</summary>
    public const int MaxLength = 1_000;

    /// <summary>Whether a name and password may be sent.</summary>
    public bool IsHttp => Protocol is "https" or "http";

    /// <summary>Reads <c>https://…</c>, <c>ssh://…</c>, <c>user@host:path</c>, <c>file:///…</c>, and <c>http://</c> for this machine only.</summary>
    /// <param name="text">The address.</param>
    /// <param name="problem">What is wrong with it, or null. Does not repeat the address, which may hold a password.</param>
    /// <returns>Null where it is refused.</returns>
    public static RemoteUrl? Read(string text, out string? problem)
    {
        problem = null;
        if (text.Length is 0 or > MaxLength || text.Any(c => c is <= ' ' or > '~' or '"' or '\'' or '`' or '\\'))
        {
            problem = $"an address has 1 to {MaxLength:N0} printable characters without white space, quotes or backslashes";
            return null;
        }
        var hasProtocol = text.Contains("://", StringComparison.Ordinal);
        if (!hasProtocol && Short().IsMatch(text))
        {
            return new RemoteUrl(text, "ssh");
        }
        if (!hasProtocol || !Uri.TryCreate(text, UriKind.Absolute, out var uri))
        {
            problem = "it is none of https://host/path, ssh://user@host/path, user@host:path and file:///path";
            return null;
        }
        problem = uri.Scheme switch
        {
            "https" or "http" when uri.UserInfo.Length > 0 => "a name or password does not belong into the address: set Content:Remote:Username and Content:Remote:PasswordSecret",
            "http" when !uri.IsLoopback => "http is for this machine only, as it would show the password and the content to others: use https",
            "ssh" when uri.UserInfo.Contains(':', StringComparison.Ordinal) => "a password does not belong into the address: set Content:Remote:SshKeySecret",
            "ssh" when !User().IsMatch(uri.UserInfo) => "the user name may hold letters, digits, '.', '_' and '-' only",
            "file" when uri.Host.Length > 0 => "a file has no host: write file:///path",
            "https" or "http" or "ssh" or "file" when uri.Query.Length > 0 || uri.Fragment.Length > 0 => "an address has neither '?' nor '#'",
            "https" or "http" or "ssh" when uri.Host.Length == 0 || uri.Host.StartsWith('-') => "the host is missing",
            "https" or "http" or "ssh" or "file" => uri.AbsolutePath.Length < 2 || uri.AbsolutePath.StartsWith("/-", StringComparison.Ordinal) ? "the path is missing" : null,
            _ => $"the protocol '{uri.Scheme}' is not allowed: use https or ssh",
        };
        return problem is null ? new RemoteUrl(text, uri.Scheme) : null;
    }

    /// <inheritdoc/>
    public override string ToString() => Text;

    // The form that git itself takes for SSH: user@host:path.
    [GeneratedRegex(@"^[A-Za-z0-9_][A-Za-z0-9._-]*@[A-Za-z0-9][A-Za-z0-9.-]*:[A-Za-z0-9_./~][A-Za-z0-9_./~+-]*\z")]
    private static partial Regex Short();

    [GeneratedRegex(@"^([A-Za-z0-9_][A-Za-z0-9._-]*)?\z")]
    private static partial Regex User();
}
