using LibGit2Sharp;
using Portal.Configuration;
using Portal.Core.Catalog;

namespace Portal.Git;

/// <summary>Reads the tree of a commit. Never looks at the work directory.</summary>
/// <param name="repository">The repository's folder.</param>
/// <param name="prefix">Where the content is within the repository: empty, or folders with a <c>/</c> at the end.</param>
/// <param name="revision">A branch, tag or SHA.</param>
/// <param name="options">The limits.</param>
internal sealed class GitReader(string repository, string prefix, string revision, ContentOptions options) : IContentReader
{
    // Holds the texts of the last tree only, so it is as bounded as the content.
    private Dictionary<ObjectId, string> _texts = [];

    /// <inheritdoc/>
    public string Stamp()
    {
        try
        {
            using var repo = new Repository(repository);
            return Resolve(repo).Sha;
        }
        catch (Exception e) when (e is LibGit2SharpException or IOException)
        {
            return e.Message;
        }
    }

    /// <inheritdoc/>
    public ContentTree Read(CancellationToken cancellation)
    {
        try
        {
            using var repo = new Repository(repository);
            return Read(repo, Resolve(repo), cancellation);
        }
        catch (Exception e) when (e is LibGit2SharpException or IOException)
        {
            return new ContentTree(new RevisionId(revision), new Dictionary<string, string>(), [ContentDiagnostics.NoRevision(revision, e.Message)]);
        }
    }

    private Commit Resolve(Repository repo)
    {
        // A fresh repository has a HEAD that points nowhere.
        if (revision == "HEAD")
        {
            return repo.Head.Tip ?? throw new NotFoundException("the repository has no commit yet.");
        }
        return repo.Lookup(revision + "^{commit}") as Commit ?? throw new NotFoundException("there is no such branch, tag or commit.");
    }

    private ContentTree Read(Repository repo, Commit commit, CancellationToken cancellation)
    {
        var collector = new ContentCollector(options);
        var texts = new Dictionary<ObjectId, string>();
        var found = false;
        foreach (var folder in ContentCollector.Folders)
        {
            var entry = commit[prefix + folder];
            if (entry is { TargetType: TreeEntryTargetType.Tree })
            {
                found = true;
                Walk((Tree)entry.Target, folder, 1, collector, texts, cancellation);
            }
            else if (entry is not null)
            {
                collector.Diagnostics.Add(ContentDiagnostics.Link(folder));
            }
        }
        if (!found)
        {
            collector.Diagnostics.Add(ContentDiagnostics.NoContent($"The commit {commit.Sha[..8]}"));
        }
        _texts = texts;
        return new ContentTree(new RevisionId(commit.Sha), collector.Files, collector.Diagnostics)
        {
            Message = commit.MessageShort,
            Author = commit.Author.Name,
            Time = commit.Committer.When,
        };
    }

    private void Walk(Tree tree, string path, int depth, ContentCollector collector, Dictionary<ObjectId, string> texts, CancellationToken cancellation)
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
            if (collector.Full)
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
                Walk((Tree)entry.Target, entryPath, depth + 1, collector, texts, cancellation);
            }
            else if (ContentCollector.IsContentFile(entry.Name))
            {
                AddBlob((Blob)entry.Target, entryPath, collector, texts);
            }
        }
    }

    private void AddBlob(Blob blob, string path, ContentCollector collector, Dictionary<ObjectId, string> texts)
    {
        if (!collector.Admits(path, blob.Size))
        {
            return;
        }
        if (!texts.TryGetValue(blob.Id, out var text) && !_texts.TryGetValue(blob.Id, out text))
        {
            using var stream = blob.GetContentStream();
            var bytes = new byte[blob.Size];
            stream.ReadExactly(bytes);
            text = collector.Decode(path, bytes);
        }
        if (text is not null)
        {
            texts[blob.Id] = text;
            collector.Add(path, text);
        }
    }
}
