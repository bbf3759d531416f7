using System.IO.Compression;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Catalog;
using Portal.Core.Diagnostics;

namespace Portal.Data;

/// <summary>Remembers revisions: what went live with its files, so that a restart finds it even when its commit is gone, and what was refused and why.</summary>
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

    /// <summary>Stores a revision that went live; false where its files are too large to be kept.</summary>
    public async Task<bool> AcceptedAsync(ContentTree content, IReadOnlyList<Diagnostic> diagnostics, CancellationToken cancellation)
    {
        var files = await CompressAsync(content.Files, cancellation);
        var kept = files.Length <= MaxContentBytes;
        await StoreAsync(content, diagnostics, accepted: true, kept ? files : null, cancellation);
        return kept;
    }

    /// <summary>Stores a revision that was refused.</summary>
    public Task RefusedAsync(ContentTree content, IReadOnlyList<Diagnostic> diagnostics, CancellationToken cancellation) =>
        StoreAsync(content, diagnostics, accepted: false, null, cancellation);

    /// <summary>The files of the revision that was live last; null where there is none.</summary>
    public async Task<ContentTree?> LastGoodAsync(CancellationToken cancellation)
    {
        await using var context = database.Open();
        var row = await context.Revisions.AsNoTracking().Where(r => r.Accepted && r.Content != null).OrderByDescending(r => r.LoadedAt).FirstOrDefaultAsync(cancellation);
        return row is null
            ? null
            : new ContentTree(new RevisionId(row.Id), await ExpandAsync(row.Content!, cancellation), []) { Message = row.Message, Author = row.Author, Time = row.Time };
    }

    /// <summary>The newest revision if it was refused; else null.</summary>
    public async Task<RefusedRevision?> LastRefusedAsync(CancellationToken cancellation)
    {
        await using var context = database.Open();
        var row = await context.Revisions.AsNoTracking().OrderByDescending(r => r.LoadedAt).Select(r => new { r.Id, r.Accepted, r.LoadedAt, r.Diagnostics }).FirstOrDefaultAsync(cancellation);
        return row is null or { Accepted: true }
            ? null
            : new RefusedRevision(new RevisionId(row.Id), row.LoadedAt, JsonSerializer.Deserialize<List<Diagnostic>>(row.Diagnostics) ?? []);
    }

    private async Task StoreAsync(ContentTree content, IReadOnlyList<Diagnostic> diagnostics, bool accepted, byte[]? files, CancellationToken cancellation)
    {
        try
        {
            await StoreOnceAsync(content, diagnostics, accepted, files, cancellation);
        }
        catch (DbUpdateException)
        {
            // Another replica has stored the same revision in between: now it is an update.
            await StoreOnceAsync(content, diagnostics, accepted, files, cancellation);
        }
    }

    private async Task StoreOnceAsync(ContentTree content, IReadOnlyList<Diagnostic> diagnostics, bool accepted, byte[]? files, CancellationToken cancellation)
    {
        await using var context = database.Open();
        var id = Shorten(content.Revision.Value, RevisionRow.MaxId)!;
        var row = await context.Revisions.FirstOrDefaultAsync(r => r.Id == id, cancellation);
        if (row is null)
        {
            row = new RevisionRow { Id = id, Diagnostics = "[]" };
            context.Revisions.Add(row);
        }
        row.Accepted = accepted;
        row.LoadedAt = time.GetUtcNow();
        row.Time = content.Time;
        row.Message = Shorten(content.Message, RevisionRow.MaxText);
        row.Author = Shorten(content.Author, RevisionRow.MaxText);
        row.Diagnostics = JsonSerializer.Serialize(diagnostics.Take(MaxDiagnostics)).Replace("\\u0000", "");
        row.Content = files;
        await context.SaveChangesAsync(cancellation);
        await ForgetAsync(context, id, files is not null, cancellation);
    }

    private static async Task ForgetAsync(PortalDbContext context, string newest, bool hasFiles, CancellationToken cancellation)
    {
        if (hasFiles)
        {
            await context.Revisions.Where(r => r.Id != newest && r.Content != null).ExecuteUpdateAsync(set => set.SetProperty(r => r.Content, (byte[]?)null), cancellation);
        }
        var old = await context.Revisions.Where(r => r.Content == null).OrderByDescending(r => r.LoadedAt).Skip(MaxRevisions).Select(r => r.Id).ToListAsync(cancellation);
        await context.Revisions.Where(r => old.Contains(r.Id)).ExecuteDeleteAsync(cancellation);
    }

    /// <summary>No longer than the column and without NUL, which PostgreSQL does not take.</summary>
    private static string? Shorten(string? text, int length)
    {
        text = text?.Replace("\0", "");
        return text is null || text.Length <= length ? text : text[..length];
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
        using var expanded = new MemoryStream();
        await using var brotli = new BrotliStream(new MemoryStream(content), CompressionMode.Decompress);
        var chunk = new byte[81_920];
        for (int read; (read = await brotli.ReadAsync(chunk, cancellation)) > 0;)
        {
            if (expanded.Length + read > MaxExpandedBytes)
            {
                throw new InvalidDataException("The stored revision expands to more than is allowed.");
            }
            expanded.Write(chunk, 0, read);
        }
        expanded.Position = 0;
        return await JsonSerializer.DeserializeAsync<Dictionary<string, string>>(expanded, cancellationToken: cancellation) ?? [];
    }
}
