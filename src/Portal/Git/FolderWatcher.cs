using System.Threading.Channels;

namespace Portal.Git;

/// <summary>Tells that something was saved in <c>templates/</c> or <c>tenants/</c>, or one of the files beside them. May miss things, so whoever waits also looks from time to time.</summary>
/// <param name="folder">The folder that holds them.</param>
internal sealed class FolderWatcher(string folder) : IDisposable
{
    private const string Top = "";

    private readonly Channel<bool> _saves = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly Dictionary<string, FileSystemWatcher> _watchers = [];

    /// <summary>Waits for a save; false where there was none for so long.</summary>
    public async Task<bool> WaitAsync(TimeSpan atMost, TimeProvider time, CancellationToken cancellation)
    {
        Watch();
        using var timeout = new CancellationTokenSource(atMost, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellation);
        try
        {
            return await _saves.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var watcher in _watchers.Values)
        {
            watcher.Dispose();
        }
        _watchers.Clear();
    }

    /// <summary>Begins to watch folders that have appeared and lets go of those that have gone.</summary>
    private void Watch()
    {
        foreach (var name in ContentCollector.Folders.Append(Top))
        {
            var path = Path.Combine(folder, name);
            var exists = Directory.Exists(path);
            if (!exists && _watchers.Remove(name, out var gone))
            {
                gone.Dispose();
            }
            else if (exists && !_watchers.ContainsKey(name))
            {
                TryAdd(name, path);
            }
        }
    }

    private void TryAdd(string name, string path)
    {
        try
        {
            var watcher = new FileSystemWatcher(path) { IncludeSubdirectories = name != Top };
            foreach (var file in name == Top ? ContentCollector.RootFiles : [])
            {
                watcher.Filters.Add(file);
            }
            watcher.Changed += (_, _) => _saves.Writer.TryWrite(true);
            watcher.Created += (_, _) => _saves.Writer.TryWrite(true);
            watcher.Deleted += (_, _) => _saves.Writer.TryWrite(true);
            watcher.Renamed += (_, _) => _saves.Writer.TryWrite(true);
            watcher.Error += (_, _) => _saves.Writer.TryWrite(true);
            watcher.EnableRaisingEvents = true;
            _watchers[name] = watcher;
        }
        catch (Exception e) when (e is IOException or ArgumentException)
        {
            // The system's limit of watches is used up, or the folder has just gone: looking from time to time finds changes too.
        }
    }
}
