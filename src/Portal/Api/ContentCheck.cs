using Portal.Core.Catalog;
using Portal.Core.Tenancy;

namespace Portal.Api;

/// <summary>Validates content that someone posts. One at a time, and not for long: it is work for the whole processor.</summary>
internal sealed class ContentCheck(CatalogLoader loader, IGrants grants, ICatalog catalog, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);
    private readonly SemaphoreSlim _one = new(1);

    /// <summary>The outcome; null where another check is still running or this one took too long.</summary>
    public async Task<LoadResult?> RunAsync(IReadOnlyDictionary<string, string> files, CancellationToken cancellation)
    {
        if (!await _one.WaitAsync(0, cancellation))
        {
            return null;
        }
        try
        {
            using var limit = new CancellationTokenSource(Longest, time);
            using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
            var content = new ContentTree(new RevisionId("posted"), files, []) { Time = time.GetUtcNow() };
            try
            {
                return await loader.LoadAsync(content, grants, catalog.Services, both.Token);
            }
            catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellation.IsCancellationRequested)
            {
                return null;
            }
        }
        finally
        {
            _one.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();
}
