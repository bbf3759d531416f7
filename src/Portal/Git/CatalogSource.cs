using Microsoft.Extensions.Options;
using Portal.Configuration;
using Portal.Core.Catalog;

namespace Portal.Git;

/// <summary>Where the content comes from: a commit of a repository, or saved files. Nothing else of the portal reads Git or the content's folder.</summary>
internal sealed class CatalogSource : IDisposable
{
    // Editors write a file in several steps; this long without another one means that they are done.
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(30);
    private static readonly TimeSpan LongestBurst = TimeSpan.FromMilliseconds(300);

    private readonly IContentReader? _reader;
    private readonly FolderWatcher? _watcher;
    private readonly ContentOptions _options;
    private readonly TimeProvider _time;
    private string _stamp = "";

    /// <summary>Opens the source that the configuration names.</summary>
    public CatalogSource(ContentRepository repository, IOptions<ContentOptions> options, TimeProvider time)
        : this(repository, options.Value, time)
    {
    }

    /// <summary>Opens a source; never fails: what is wrong is told by <see cref="Read"/>.</summary>
    public CatalogSource(ContentRepository repository, ContentOptions options, TimeProvider time)
    {
        _options = options;
        _time = time;
        var place = ContentFolder.Locate(options);
        IsCommit = repository.IsRemote || (repository.HasCommits && options.Revision != ContentOptions.WorkingTree);
        Name = repository.IsRemote ? repository.Name : place.Folder;
        if (IsCommit)
        {
            _reader = new CommitReader(repository, repository.Head);
        }
        else if (place.Folder is { } folder)
        {
            _reader = new FolderReader(folder, repository.HasCommits, options, time);
            _watcher = options.Follow ? new FolderWatcher(folder) : null;
        }
    }

    /// <summary>What the content comes from: a folder, or the address of a repository; null where none was found.</summary>
    public string? Name { get; }

    /// <summary>Where the content is within the repository.</summary>
    public string Folder => _options.Folder;

    /// <summary>How often the content is looked at besides what is told.</summary>
    public TimeSpan PollInterval => _options.PollInterval;

    /// <summary>Whether it is a commit; else saved files.</summary>
    public bool IsCommit { get; }

    /// <summary>Whether changes are picked up.</summary>
    public bool Follows => _options.Follow && _reader is not null;

    /// <summary>Reads the content as it is now. Where its notices hold errors, the files are not all there and must not go live.</summary>
    public ContentTree Read(CancellationToken cancellation)
    {
        if (_reader is null)
        {
            return new ContentTree(new RevisionId("none"), new Dictionary<string, string>(), [ContentDiagnostics.NoFolder()]);
        }
        ContentTree tree;
        string stamp;
        var tries = 0;
        do
        {
            stamp = _reader.Stamp();
            tree = _reader.Read(cancellation);
            // Files that are saved while others are read would mix two states.
        }
        while (++tries < 3 && stamp != _reader.Stamp());
        _stamp = stamp;
        return tree;
    }

    /// <summary>Ends when the content differs from what was last read.</summary>
    public async Task WaitForChangeAsync(CancellationToken cancellation)
    {
        while (_reader is null || _stamp == _reader.Stamp())
        {
            if (_watcher is null)
            {
                await Task.Delay(_options.PollInterval, _time, cancellation);
            }
            else if (await _watcher.WaitAsync(_options.PollInterval, _time, cancellation))
            {
                await SettleAsync(_watcher, cancellation);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _watcher?.Dispose();

    private async Task SettleAsync(FolderWatcher watcher, CancellationToken cancellation)
    {
        var start = _time.GetTimestamp();
        while (_time.GetElapsedTime(start) < LongestBurst && await watcher.WaitAsync(Quiet, _time, cancellation))
        {
        }
    }
}
