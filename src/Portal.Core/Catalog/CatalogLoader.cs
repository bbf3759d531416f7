using Portal.Core.Diagnostics;
using Portal.Core.Tenancy;

namespace Portal.Core.Catalog;

/// <summary>The outcome of loading a revision.</summary>
/// <param name="Snapshot">The snapshot; null where any diagnostic is an error: a revision is accepted or refused whole.</param>
/// <param name="Diagnostics">All that was found, over all bindings, deduplicated by place.</param>
/// <param name="Bindings">How many bindings were rendered and validated.</param>
public sealed record LoadResult(CatalogSnapshot? Snapshot, IReadOnlyList<Diagnostic> Diagnostics, int Bindings);

/// <summary>Reads all content of a revision, validates every binding and makes a snapshot.</summary>
public sealed class CatalogLoader
{
    /// <summary>Loads a revision. Needs no backend.</summary>
    /// <param name="content">The files.</param>
    /// <param name="grants">What the server allows.</param>
    /// <param name="services">The last stored services of an environment, for those that discover them; empty where there are none: a sample name is used.</param>
    /// <param name="cancellation">Stops the work.</param>
    public Task<LoadResult> LoadAsync(ContentTree content, IGrants grants, Func<Scope, IReadOnlyList<string>> services, CancellationToken cancellation) =>
        throw new NotImplementedException();
}
