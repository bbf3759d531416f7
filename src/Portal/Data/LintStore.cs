using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Catalog;
using Portal.Core.Diagnostics;

namespace Portal.Data;

/// <summary>Remembers what trying the queries of a revision has found, so that replicas come to the same decision: whoever is first to find it good decides for all, and a refusal counts until somebody tries again.</summary>
/// <param name="database">The database.</param>
internal sealed class LintStore(PortalDatabase database)
{
    private const int Most = 1_000;

    /// <summary>What was found in a revision, compared with what was live; null where nobody has looked. Without <paramref name="before"/>, whatever it was compared with.</summary>
    public async Task<IReadOnlyList<Diagnostic>?> FindAsync(RevisionId revision, RevisionId? before, CancellationToken cancellation)
    {
        await using var context = database.Open();
        var compared = before?.Value;
        var found = await context.Revisions.AsNoTracking()
            .Where(row => row.Id == revision.Value && row.Lint != null && (compared == null || row.LintBefore == compared))
            .Select(row => row.Lint).FirstOrDefaultAsync(cancellation);
        return found is null ? null : JsonSerializer.Deserialize<List<Diagnostic>>(found) ?? [];
    }

    /// <summary>Stores what was found, unless somebody else was faster and found nothing that refuses the revision.</summary>
    /// <returns>What counts.</returns>
    public async Task<IReadOnlyList<Diagnostic>> KeepAsync(RevisionId revision, RevisionId before, IReadOnlyList<Diagnostic> found, CancellationToken cancellation)
    {
        if (await FindAsync(revision, before, cancellation) is { } known && !known.HasErrors())
        {
            return known;
        }
        // The errors first: they are the decision.
        var text = JsonSerializer.Serialize(found.OrderByDescending(diagnostic => diagnostic.Severity).Take(Most)).Replace("\\u0000", "");
        await using var context = database.Open();
        await context.Revisions.Where(row => row.Id == revision.Value)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.Lint, text).SetProperty(row => row.LintBefore, before.Value), cancellation);
        return found;
    }
}
