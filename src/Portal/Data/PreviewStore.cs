using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Portal.Core.Catalog;
using Portal.Core.Tenancy;
using Portal.Previews;

namespace Portal.Data;

/// <summary>The previews that are open, and the commits that were approved. All replicas have the same ones.</summary>
/// <param name="database">The database.</param>
/// <param name="options">How many there may be, and for how long.</param>
/// <param name="time">Tells when.</param>
internal sealed class PreviewStore(PortalDatabase database, IOptions<PreviewOptions> options, TimeProvider time)
{
    private const int MaxText = 300;

    // Whoever looks keeps a preview open; this is often enough to know.
    private static readonly TimeSpan Looked = TimeSpan.FromMinutes(10);

    /// <summary>All that are open, those that were pushed to or looked at last first.</summary>
    public async Task<IReadOnlyList<Preview>> OpenAsync(CancellationToken cancellation)
    {
        await using var context = database.Open();
        var rows = await context.Previews.AsNoTracking().OrderByDescending(r => r.UpdatedAt).Take(options.Value.MaxOpen).ToListAsync(cancellation);
        var approvals = await context.PreviewApprovals.AsNoTracking().ToListAsync(cancellation);
        return [.. rows.Select(row => Read(row, approvals.Find(approval => approval.Preview == row.Id && approval.Head == row.Head)))];
    }

    /// <summary>The names of the pull requests' previews that are open.</summary>
    public async Task<IReadOnlySet<string>> PullsAsync(CancellationToken cancellation)
    {
        await using var context = database.Open();
        return (await context.Previews.Where(r => r.Kind == PreviewKind.Pull).Select(r => r.Id).ToListAsync(cancellation)).ToHashSet();
    }

    /// <summary>The preview of that name if it is open; else null.</summary>
    public async Task<Preview?> FindAsync(string id, CancellationToken cancellation)
    {
        if (id.Length > PreviewIds.MaxLength || id.Contains('\0'))
        {
            return null;
        }
        await using var context = database.Open();
        if (await context.Previews.AsNoTracking().FirstOrDefaultAsync(r => r.Id == id, cancellation) is not { } row)
        {
            return null;
        }
        var now = time.GetUtcNow();
        if (now - row.UpdatedAt > Looked)
        {
            await context.Previews.Where(r => r.Id == id).ExecuteUpdateAsync(set => set.SetProperty(r => r.UpdatedAt, now), cancellation);
            row.UpdatedAt = now;
        }
        return Read(row, await context.PreviewApprovals.AsNoTracking().FirstOrDefaultAsync(a => a.Preview == row.Id && a.Head == row.Head, cancellation));
    }

    /// <summary>Keeps what a preview is now, and lets go of those beyond the bound.</summary>
    public async Task<Preview> SaveAsync(Preview preview, CancellationToken cancellation)
    {
        try
        {
            await SaveOnceAsync(preview, cancellation);
        }
        catch (DbUpdateException)
        {
            // Another has opened or closed the same one in between: now it is there, or is to be made anew.
            await SaveOnceAsync(preview, cancellation);
        }
        return await FindAsync(preview.Id, cancellation) ?? preview;
    }

    /// <summary>Keeps in which environments something is different.</summary>
    public async Task LoadedAsync(string id, RevisionId head, IReadOnlyList<Scope> scopes, CancellationToken cancellation)
    {
        await using var context = database.Open();
        var text = JsonSerializer.Serialize(scopes.Select(scope => scope.ToString()));
        await context.Previews.Where(r => r.Id == id && r.Head == head.Value).ExecuteUpdateAsync(set => set.SetProperty(r => r.Scopes, text), cancellation);
    }

    /// <summary>Keeps that somebody has approved a commit.</summary>
    public async Task ApproveAsync(string id, RevisionId head, string person, CancellationToken cancellation)
    {
        await using var context = database.Open();
        if (await context.PreviewApprovals.AnyAsync(a => a.Preview == id && a.Head == head.Value, cancellation))
        {
            return;
        }
        context.PreviewApprovals.Add(new PreviewApprovalRow { Preview = id, Head = head.Value, Person = person, At = time.GetUtcNow() });
        try
        {
            await context.SaveChangesAsync(cancellation);
        }
        catch (DbUpdateException)
        {
            // Two have approved it at the same moment; one of them is enough.
        }
    }

    /// <summary>Closes a preview; its approvals go with it.</summary>
    public async Task CloseAsync(string id, CancellationToken cancellation)
    {
        await using var context = database.Open();
        await CloseAsync(context, [id], cancellation);
    }

    /// <summary>Closes those that nobody has pushed to or looked at for long; tells which.</summary>
    public async Task<IReadOnlyList<string>> ExpireAsync(CancellationToken cancellation)
    {
        await using var context = database.Open();
        var limit = time.GetUtcNow() - options.Value.Expiry;
        var old = await context.Previews.Where(r => r.UpdatedAt < limit).Select(r => r.Id).ToListAsync(cancellation);
        await CloseAsync(context, old, cancellation);
        return old;
    }

    private async Task SaveOnceAsync(Preview preview, CancellationToken cancellation)
    {
        await using var context = database.Open();
        var now = time.GetUtcNow();
        var row = await context.Previews.FirstOrDefaultAsync(r => r.Id == preview.Id, cancellation);
        if (row is null)
        {
            row = new PreviewRow { Id = preview.Id, OpenedAt = now };
            context.Previews.Add(row);
        }
        // Who is told of a commit is found out when it is loaded.
        row.Scopes = row.Head == preview.Head?.Value ? row.Scopes : "[]";
        (row.Kind, row.Number, row.IsFork, row.Head, row.UpdatedAt) = (preview.Kind, preview.Number, preview.IsFork, preview.Head?.Value, now);
        (row.Title, row.Author, row.Branch, row.Failure) = (ColumnText.Shorten(preview.Title, MaxText), ColumnText.Shorten(preview.Author, MaxText), ColumnText.Shorten(preview.Branch, MaxText), ColumnText.Shorten(preview.Failure, MaxText));
        await context.SaveChangesAsync(cancellation);
        var beyond = await context.Previews.OrderByDescending(r => r.UpdatedAt).Skip(options.Value.MaxOpen).Select(r => r.Id).ToListAsync(cancellation);
        await CloseAsync(context, beyond, cancellation);
    }

    private static async Task CloseAsync(PortalDbContext context, List<string> ids, CancellationToken cancellation)
    {
        if (ids.Count > 0)
        {
            await context.PreviewApprovals.Where(a => ids.Contains(a.Preview)).ExecuteDeleteAsync(cancellation);
            await context.Previews.Where(r => ids.Contains(r.Id)).ExecuteDeleteAsync(cancellation);
        }
    }

    private static Preview Read(PreviewRow row, PreviewApprovalRow? approval) => new(row.Id, row.Kind)
    {
        Number = row.Number,
        Title = row.Title,
        Author = row.Author,
        Branch = row.Branch,
        IsFork = row.IsFork,
        Head = row.Head is { } head ? new RevisionId(head) : null,
        Failure = row.Failure,
        OpenedAt = row.OpenedAt,
        UpdatedAt = row.UpdatedAt,
        Approval = approval is null ? null : new PreviewApproval(approval.Person, approval.At),
        Scopes = [.. (JsonSerializer.Deserialize<List<string>>(row.Scopes) ?? []).Select(text => text.Split('/', 2)).Where(parts => parts.Length == 2).Select(parts => new Scope(new TenantId(parts[0]), parts[1]))],
    };
}
