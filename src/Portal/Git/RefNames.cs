using System.Text.RegularExpressions;

namespace Portal.Git;

/// <summary>The names of references: which there are, and what may be handed to <c>git</c>.</summary>
internal static partial class RefNames
{
    /// <summary>Where the remote's <c>HEAD</c> is kept.</summary>
    public const string RemoteHead = "refs/portal/HEAD";

    private const string Prefix = "refs/portal/";

    /// <summary>Whether that may be asked of the remote: a full reference or a SHA, that can be no option and no pattern.</summary>
    public static bool IsSource(string source) => Sha().IsMatch(source) || (source.StartsWith("refs/", StringComparison.Ordinal) && IsName(source));

    /// <summary>The reference below <c>refs/portal/</c>.</summary>
    /// <exception cref="ArgumentException">It is no name that Git takes.</exception>
    public static string Own(string name) => IsName(Prefix + name) ? Prefix + name : throw new ArgumentException($"'{name}' is no name of a reference.", nameof(name));

    /// <summary>The name below <c>refs/portal/</c> of a reference that is there.</summary>
    public static string Name(string reference) => reference[Prefix.Length..];

    // The rules of git-check-ref-format, tightened: no pattern, no colon, no white space.
    private static bool IsName(string name) =>
        name.Length <= 300 && Pattern().IsMatch(name) && !name.Contains("..", StringComparison.Ordinal) && !name.Contains("@{", StringComparison.Ordinal)
        && name.Split('/').All(part => part.Length > 0 && part[0] is not ('.' or '-') && part[^1] != '.' && !part.EndsWith(".lock", StringComparison.Ordinal));

    [GeneratedRegex(@"^[^\x00-\x20\x7f~^:?*\[\\]+\z")]
    private static partial Regex Pattern();

    [GeneratedRegex(@"^[0-9a-f]{40}\z")]
    private static partial Regex Sha();
}
