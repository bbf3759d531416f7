namespace Portal.Git.Remotes;

/// <summary>Keeps other processes, which may share the data folder, from changing the copy at the same time. Let go of when the process ends, however it ends.</summary>
internal sealed class MirrorLock : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private readonly FileStream _file;

    private MirrorLock(FileStream file) => _file = file;

    /// <summary>Waits for the lock; null where others have held it for so long.</summary>
    public static async Task<MirrorLock?> TakeAsync(string path, TimeSpan atMost, TimeProvider time, CancellationToken cancellation)
    {
        var start = time.GetTimestamp();
        while (true)
        {
            try
            {
                return new MirrorLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
            }
            catch (IOException) when (File.Exists(path))
            {
                if (time.GetElapsedTime(start) > atMost)
                {
                    return null;
                }
                await Task.Delay(Pause, time, cancellation);
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _file.DisposeAsync();
}
