using System.IO.Compression;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Catalog;
using Portal.Core.Diagnostics;

namespace Portal.Data;

/// <summary>Remembers revisions: how they were judged, so that one replica's work serves all, and the files of what went live, so that a restart finds them even when their commit is gone.</summary>
/// <param name="database">The database.</param>
/// <param name="time">When a revision is stored.</param>
internal sealed class RevisionStore(PortalDatabase database, TimeProvider time)
{
    /// <summary>How many revisions are remembered.</summary>
    public const int MaxRevisions = 50;

    /// <summary>How many bytes the compressed files of a revision may have. A larger one is not kept for a restart.</summary>
    public const int MaxContentBytes = 32 << 20;

    // More text than this has come from a file that is not ours to trust.
    private const int MaxExpandedBytes = 1 << 30;
    private const int MaxDiagnostics = 2_000;

    // What was live before is at hand where a replica is late, or a pin is released.
    private const int MostKept = 3;

    /// <summary>Stores how a revision was judged.</summary>
    /// <param name="content">The revision.</param>
    /// <param name="judge">By which rules and grants, as a hash.</param>
    /// <param name="result">How.</param>
    /// <param name="cancellation">Ends it.</param>
    public Task JudgedAsync(ContentTree content, string judge, LoadResult result, CancellationToken cancellation) => StoreAsync(content, row =>
    {
        row.Accepted = result.Snapshot is not null;
        row.Judge = judge;
        row.Bindings = result.Bindings;
        row.Diagnostics = JsonSerializer.Serialize(result.Diagnostics.Take(MaxDiagnostics)).Replace("\\u0000", "");
    }, cancellation);

    /// <summary>How that judge has judged a revision, here or on another replica; null where it has not.</summary>
    public async Task<StoredJudgement?> FindAsync(RevisionId revision, string judge, CancellationToken cancellation)
    {
        await using var context = database.Open();
        var row = await context.Revisions.AsNoTracking().Where(r => r.Id == revision.Value && r.Judge == judge).Select(r => new { r.Accepted, r.Bindings, r.Diagnostics }).FirstOrDefaultAsync(cancellation);
        return row is null ? null : new StoredJudgement(row.Accepted, JsonSerializer.Deserialize<List<Diagnostic>>(row.Diagnostics) ?? [], row.Bindings);
    }

    /// <summary>Keeps the files of a revision that goes live; false where they are too large to be kept.</summary>
    public async Task<bool> KeepAsync(ContentTree content, CancellationToken cancellation)
    {
        var files = await CompressAsync(content.Files, cancellation);
        if (files.Length > MaxContentBytes)
        {
            return false;
        }
        await StoreAsync(content, row => row.Content = files, cancellation);
        return true;
    }

    /// <summary>The files of a revision that went live lately; null where they are not kept.</summary>
    public async Task<ContentTree?> FilesAsync(RevisionId revision, CancellationToken cancellation)
    {
        await using var context = database.Open();
        var row = await context.Revisions.AsNoTracking().Where(r => r.Id == revision.Value && r.Content != null).FirstOrDefaultAsync(cancellation);
        return row is null
            ? null
            : new ContentTree(new RevisionId(row.Id), await ExpandAsync(row.Content!, cancellation), []) { Message = row.Message, Author = row.Author, Time = row.Time };
    }

    private async Task StoreAsync(ContentTree content, Action<RevisionRow> change, CancellationToken cancellation)
    {
        try
        {
            await StoreOnceAsync(content, change, cancellation);
        }
        catch (DbUpdateException)
        {
            // Another replica has stored the same revision in between: now it is an update.
            await StoreOnceAsync(content, change, cancellation);
        }
    }

    private async Task StoreOnceAsync(ContentTree content, Action<RevisionRow> change, CancellationToken cancellation)
    {
        await using var context = database.Open();
        var id = ColumnText.Shorten(content.Revision.Value, RevisionRow.MaxId)!;
        var row = await context.Revisions.FirstOrDefaultAsync(r => r.Id == id, cancellation);
        if (row is null)
        {
            row = new RevisionRow { Id = id, Diagnostics = "[]" };
            context.Revisions.Add(row);
        }
        row.LoadedAt = time.GetUtcNow();
        row.Time = content.Time;
        row.Message = ColumnText.Shorten(content.Message, RevisionRow.MaxText);
        row.Author = ColumnText.Shorten(content.Author, RevisionRow.MaxText);
        change(row);
        await context.SaveChangesAsync(cancellation);
        await ForgetAsync(context, cancellation);
    }

    private static async Task ForgetAsync(PortalDbContext context, CancellationToken cancellation)
    {
        var large = await context.Revisions.Where(r => r.Content != null).OrderByDescending(r => r.LoadedAt).Skip(MostKept).Select(r => r.Id).ToListAsync(cancellation);
        await context.Revisions.Where(r => large.Contains(r.Id)).ExecuteUpdateAsync(set => set.SetProperty(r => r.Content, (byte[]?)null), cancellation);
        var old = await context.Revisions.Where(r => r.Content == null).OrderByDescending(r => r.LoadedAt).Skip(MaxRevisions).Select(r => r.Id).ToListAsync(cancellation);
        await context.Revisions.Where(r => old.Contains(r.Id)).ExecuteDeleteAsync(cancellation);
    }

    private static async Task<byte[]> CompressAsync(IReadOnlyDictionary<string, string> files, CancellationToken cancellation)
    {
        using var buffer = new MemoryStream();
        await using (var brotli = new BrotliStream(buffer, CompressionLevel.Fastest, leaveOpen: true))
        {
            await JsonSerializer.SerializeAsync(brotli, files, cancellationToken: cancellation);
        }
        return buffer.ToArray();
    }

    private static async Task<IReadOnlyDictionary<string, string>> ExpandAsync(byte[] content, CancellationToken cancellation)
    {
        using var expanded = await Compressed.ExpandAsync(content, MaxExpandedBytes, cancellation);
        return await JsonSerializer.DeserializeAsync<Dictionary<string, string>>(expanded, cancellationToken: cancellation) ?? [];
    }
}

/// <summary>How a revision was judged.</summary>
/// <param name="Accepted">Whether it may go live.</param>
/// <param name="Diagnostics">What was found.</param>
/// <param name="Bindings">How many bindings were validated.</param>
internal sealed record StoredJudgement(bool Accepted, IReadOnlyList<Diagnostic> Diagnostics, int Bindings);
