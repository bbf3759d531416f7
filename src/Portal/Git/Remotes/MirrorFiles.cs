namespace Portal.Git.Remotes;

/// <summary>The files of a copy, where git is not running. For who holds its lock.</summary>
internal static class MirrorFiles
{
    /// <summary>The end of the name of a copy that is being made.</summary>
    public const string New = ".new";

    /// <summary>The end of the name of a copy that was replaced.</summary>
    public const string Old = ".old";

    private static readonly EnumerationOptions Everywhere = new() { RecurseSubdirectories = true, AttributesToSkip = 0, IgnoreInaccessible = true };

    /// <summary>Removes what a process that was killed has left: half a copy, locks, half a pack.</summary>
    public static void RemoveLeftovers(string parent, string name)
    {
        Delete(Path.Combine(parent, name + New));
        Delete(Path.Combine(parent, name + Old));
        var copy = Path.Combine(parent, name + ".git");
        if (!Directory.Exists(copy))
        {
            return;
        }
        foreach (var file in Directory.EnumerateFiles(copy, "*.lock", Everywhere).Concat(Directory.EnumerateFiles(Path.Combine(copy, "objects"), "tmp_*", Everywhere)).ToList())
        {
            File.Delete(file);
        }
    }

    /// <summary>Puts a copy into the place of another one.</summary>
    public static void Replace(string current, string made, string old)
    {
        if (Directory.Exists(current))
        {
            Directory.Move(current, old);
        }
        Directory.Move(made, current);
        Delete(old);
    }

    /// <summary>The bytes of a folder's files; 0 where there is none.</summary>
    public static long Size(string folder)
    {
        try
        {
            return new DirectoryInfo(folder).EnumerateFiles("*", Everywhere).Sum(file => file.Length);
        }
        catch (IOException)
        {
            // Git moves files while they are counted; the next look counts them.
            return 0;
        }
    }

    private static void Delete(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
