using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Portal.Configuration;
using Portal.Core.Catalog;

namespace Portal.Git;

/// <summary>Reads saved files.</summary>
/// <param name="folder">The folder that holds <c>templates/</c> and <c>tenants/</c>.</param>
/// <param name="isRepository">Whether a Git repository is around it; where not, a notice says so.</param>
/// <param name="options">The limits.</param>
/// <param name="time">When it is read.</param>
internal sealed class FolderReader(string folder, bool isRepository, ContentOptions options, TimeProvider time) : IContentReader
{
    /// <inheritdoc/>
    public string Stamp()
    {
        var hash = new StringBuilder();
        foreach (var (path, info) in Entries(new ContentCollector(options), CancellationToken.None))
        {
            hash.Append(CultureInfo.InvariantCulture, $"{path}\n{info.LastWriteTimeUtc.Ticks}\n{Length(info)}\n");
        }
        return Hash(hash.ToString());
    }

    // Editors exchange files while they are looked at.
    private static long Length(FileSystemInfo info)
    {
        try
        {
            return info is FileInfo file ? file.Length : -1;
        }
        catch (IOException)
        {
            return -1;
        }
    }

    /// <inheritdoc/>
    public ContentTree Read(CancellationToken cancellation)
    {
        var collector = new ContentCollector(options);
        foreach (var (path, info) in Entries(collector, cancellation))
        {
            if (info.LinkTarget is not null)
            {
                collector.Diagnostics.Add(ContentDiagnostics.Link(path));
            }
            else if (info is FileInfo file)
            {
                Add(file, path, collector);
            }
        }
        if (!ContentCollector.Folders.Any(name => Directory.Exists(Path.Combine(folder, name))))
        {
            collector.Diagnostics.Add(ContentDiagnostics.NoContent($"The folder {folder}"));
        }
        if (!isRepository)
        {
            collector.Diagnostics.Add(ContentDiagnostics.NotARepository());
        }
        var all = new StringBuilder();
        foreach (var (path, text) in collector.Files)
        {
            all.Append(path).Append('\0').Append(text).Append('\0');
        }
        return new ContentTree(new RevisionId("working-tree-" + Hash(all.ToString())), collector.Files, collector.Diagnostics) { Time = time.GetUtcNow() };
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..12];

    private static void Add(FileInfo file, string path, ContentCollector collector)
    {
        try
        {
            if (collector.Admits(path, file.Length) && collector.Decode(path, File.ReadAllBytes(file.FullName)) is { } text)
            {
                collector.Add(path, text);
            }
        }
        catch (FileNotFoundException)
        {
            // Editors replace a file by moving another over it; the watcher tells of that.
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            collector.Diagnostics.Add(ContentDiagnostics.Unreadable(path, e.Message));
        }
    }

    /// <summary>The content's files, and the links among files and folders, by path.</summary>
    private List<(string Path, FileSystemInfo Info)> Entries(ContentCollector collector, CancellationToken cancellation)
    {
        var entries = new List<(string, FileSystemInfo)>();
        foreach (var name in ContentCollector.Folders)
        {
            var root = new DirectoryInfo(Path.Combine(folder, name));
            if (root.LinkTarget is not null)
            {
                entries.Add((name, root));
            }
            else if (root.Exists)
            {
                Walk(root, name, 1, entries, collector, cancellation);
            }
        }
        entries.AddRange(ContentCollector.RootFiles.Select(name => (name, (FileSystemInfo)new FileInfo(Path.Combine(folder, name)))).Where(file => file.Item2.Exists || file.Item2.LinkTarget is not null));
        return entries;
    }

    private void Walk(DirectoryInfo directory, string path, int depth, List<(string, FileSystemInfo)> entries, ContentCollector collector, CancellationToken cancellation)
    {
        if (depth > ContentCollector.MaxDepth)
        {
            collector.Diagnostics.Add(ContentDiagnostics.TooDeep(path));
            return;
        }
        FileSystemInfo[] children;
        try
        {
            children = directory.GetFileSystemInfos();
        }
        catch (DirectoryNotFoundException)
        {
            return;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            collector.Diagnostics.Add(ContentDiagnostics.Unreadable(path, e.Message));
            return;
        }
        foreach (var child in children.Where(c => ContentCollector.IsContentFolder(c.Name)).OrderBy(c => c.Name, StringComparer.Ordinal))
        {
            cancellation.ThrowIfCancellationRequested();
            if (entries.Count > options.MaxFiles)
            {
                return;
            }
            var childPath = $"{path}/{child.Name}";
            if (child.LinkTarget is not null || (child is FileInfo && ContentCollector.IsContentFile(child.Name)))
            {
                entries.Add((childPath, child));
            }
            else if (child is DirectoryInfo inner)
            {
                Walk(inner, childPath, depth + 1, entries, collector, cancellation);
            }
        }
    }
}
