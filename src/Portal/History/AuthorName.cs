namespace Portal.History;

/// <summary>Who wrote a commit, as everybody may read it.</summary>
internal static class AuthorName
{
    /// <summary>The name; of one that is an e-mail address, what stands before its <c>@</c>.</summary>
    public static string Of(string? author)
    {
        var name = author?.Trim() ?? "";
        var at = name.IndexOf('@', StringComparison.Ordinal);
        return at > 0 ? name[..at].TrimStart('<') : name;
    }
}
