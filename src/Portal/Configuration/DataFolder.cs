namespace Portal.Configuration;

/// <summary>The folder of the portal's own files: the SQLite database, the copy of the remote repository.</summary>
/// <param name="Path">Its full path; it may not be there yet.</param>
internal sealed record DataFolder(string Path)
{
    /// <summary>The configured one, or the default.</summary>
    /// <param name="configured">The key <c>Data:Folder</c>.</param>
    /// <param name="content">The folder of the content, or null.</param>
    public static DataFolder Find(string configured, string? content) => new(System.IO.Path.GetFullPath(
        configured.Length > 0 ? configured
        : content is not null ? System.IO.Path.Combine(content, "data")
        : System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "portal")));
}
