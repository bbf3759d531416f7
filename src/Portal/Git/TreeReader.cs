using LibGit2Sharp;
using Portal.Configuration;
using Portal.Core.Catalog;

namespace Portal.Git;

/// <summary>Reads the tree of a commit. Never looks at the work directory. Safe to call from any thread.</summary>
/// <param name="prefix">Where the content is within the repository: empty, or folders with a <c>/</c> at the end.</param>
/// <param name="options">The limits.</param>
internal sealed class TreeReader(string prefix, ContentOptions options)
{
    // Holds the texts of the last tree only, so it is as bounded as the content.
    private volatile Dictionary<ObjectId, (string Text, long Bytes)> _texts = [];

    /// <summary>Reads all content of a commit.</summary>
    /// <param name="repo">The repository.</param>
    /// <param name="commit">The commit.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <param name="only">Which files; null for all.</param>
    public ContentTree Read(Repository repo, Commit commit, CancellationToken cancellation, Func<string, bool>? only = null)
    {
        var collector = new ContentCollector(options);
        var texts = new Texts(repo.ObjectDatabase, _texts, []);
        var found = false;
        foreach (var folder in ContentCollector.Folders)
        {
            var entry = commit[prefix + folder];
            if (entry is { TargetType: TreeEntryTargetType.Tree })
            {
                found = true;
                Walk((Tree)entry.Target, folder, 1, collector, texts, only, cancellation);
            }
            else if (entry is not null)
            {
                collector.Diagnostics.Add(ContentDiagnostics.Link(folder));
            }
        }
        foreach (var file in ContentCollector.RootFiles)
        {
            if (commit[prefix + file] is { } entry)
            {
                AddFile(entry, file, collector, texts);
            }
        }
        if (!found)
        {
            collector.Diagnostics.Add(ContentDiagnostics.NoContent($"The commit {commit.Sha[..8]}"));
        }
        _texts = texts.Read;
        return new ContentTree(new RevisionId(commit.Sha), collector.Files, collector.Diagnostics)
        {
            Message = commit.MessageShort,
            Author = commit.Author.Name,
            Time = commit.Committer.When,
        };
    }

    private static void Walk(Tree tree, string path, int depth, ContentCollector collector, Texts texts, Func<string, bool>? only, CancellationToken cancellation)
    {
        if (depth > ContentCollector.MaxDepth)
        {
            collector.Diagnostics.Add(ContentDiagnostics.TooDeep(path));
            return;
        }
        foreach (var entry in tree)
        {
            cancellation.ThrowIfCancellationRequested();
            var entryPath = $"{path}/{entry.Name}";
            if (!collector.AdmitsEntry())
            {
                return;
            }
            if (!ContentCollector.IsContentFolder(entry.Name))
            {
                continue;
            }
            if (entry.Mode is Mode.SymbolicLink or Mode.GitLink)
            {
                collector.Diagnostics.Add(ContentDiagnostics.Link(entryPath));
            }
            else if (entry.TargetType == TreeEntryTargetType.Tree)
            {
                Walk((Tree)entry.Target, entryPath, depth + 1, collector, texts, only, cancellation);
            }
            else if (ContentCollector.IsContentFile(entry.Name) && only?.Invoke(entryPath) != false)
            {
                AddBlob((Blob)entry.Target, entryPath, collector, texts);
            }
        }
    }

    private static void AddFile(TreeEntry entry, string path, ContentCollector collector, Texts texts)
    {
        if (entry.TargetType == TreeEntryTargetType.Blob && entry.Mode != Mode.SymbolicLink)
        {
            AddBlob((Blob)entry.Target, path, collector, texts);
        }
        else
        {
            collector.Diagnostics.Add(ContentDiagnostics.Link(path));
        }
    }

    private static void AddBlob(Blob blob, string path, ContentCollector collector, Texts texts)
    {
        // Unpacking costs more than all else.
        if (texts.Read.TryGetValue(blob.Id, out var known) || texts.Known.TryGetValue(blob.Id, out known))
        {
            if (collector.Admits(path, known.Bytes))
            {
                texts.Read[blob.Id] = known;
                collector.Add(path, known.Text);
            }
            return;
        }
        // A few bytes may be packed gigabytes: the size is read before they are unpacked.
        var size = texts.Objects.RetrieveObjectMetadata(blob.Id).Size;
        if (!collector.Admits(path, size))
        {
            return;
        }
        using var stream = blob.GetContentStream();
        var bytes = new byte[size];
        stream.ReadExactly(bytes);
        if (collector.Decode(path, bytes) is { } text)
        {
            texts.Read[blob.Id] = (text, bytes.Length);
            collector.Add(path, text);
        }
    }

    private sealed record Texts(ObjectDatabase Objects, Dictionary<ObjectId, (string Text, long Bytes)> Known, Dictionary<ObjectId, (string Text, long Bytes)> Read);
}
