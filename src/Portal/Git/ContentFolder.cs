using Portal.Configuration;

namespace Portal.Git;

/// <summary>Where content is on this machine.</summary>
/// <param name="Folder">The folder that holds <c>templates/</c> and <c>tenants/</c> as files; null where there is none.</param>
/// <param name="Repository">The repository's folder; null where the content is in none.</param>
/// <param name="Prefix">Where the content is within the repository: empty, or folders with a <c>/</c> at the end.</param>
internal sealed record ContentPlace(string? Folder, string? Repository, string Prefix);

/// <summary>Finds the folder that holds the content, and the repository around it.</summary>
internal static class ContentFolder
{
    /// <summary>The place that the options name, or that is found.</summary>
    public static ContentPlace Locate(ContentOptions options)
    {
        if (Find(options.Path) is not { } found)
        {
            return new ContentPlace(null, null, "");
        }
        var folder = Path.Combine(found, options.Folder);
        return Repository(found) is { } repository
            ? new ContentPlace(folder, repository.Repository, repository.Prefix + Prefix(options.Folder))
            : new ContentPlace(folder, null, "");
    }

    /// <summary>The option <c>Content:Folder</c> as a prefix.</summary>
    public static string Prefix(string folder) => folder.Length == 0 ? "" : folder + "/";

    /// <summary>The configured folder, or the nearest one with <c>templates/</c> and <c>tenants/</c> above the current directory or the program; null where there is none.</summary>
    public static string? Find(string configured) =>
        configured.Length > 0 ? Path.GetFullPath(configured) : Above(Directory.GetCurrentDirectory()) ?? Above(AppContext.BaseDirectory);

    /// <summary>The repository that a folder is in and the path from it to the folder, as a prefix that is empty or ends with <c>/</c>; null where it is in none.</summary>
    private static (string Repository, string Prefix)? Repository(string folder)
    {
        if (IsBare(folder))
        {
            return (folder, "");
        }
        var prefix = "";
        for (var directory = new DirectoryInfo(folder); directory is not null; directory = directory.Parent)
        {
            // A linked work tree has a file there.
            if (Path.Exists(Path.Combine(directory.FullName, ".git")))
            {
                return (directory.FullName, prefix);
            }
            prefix = $"{directory.Name}/{prefix}";
        }
        return null;
    }

    private static bool IsBare(string folder) =>
        File.Exists(Path.Combine(folder, "HEAD")) && Directory.Exists(Path.Combine(folder, "objects")) && Directory.Exists(Path.Combine(folder, "refs"));

    private static string? Above(string start)
    {
        for (var directory = new DirectoryInfo(start); directory is not null; directory = directory.Parent)
        {
            if (ContentCollector.Folders.All(name => Directory.Exists(Path.Combine(directory.FullName, name))))
            {
                return directory.FullName;
            }
        }
        return null;
    }
}
