using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Diagnostics;
using Portal.Core.Tenancy;

namespace Portal.Data;

/// <summary>The services that were last discovered in each environment, in memory and in the database.</summary>
/// <param name="database">The database.</param>
/// <param name="time">When they are stored.</param>
internal sealed class ServiceLists(PortalDatabase database, TimeProvider time)
{
    private const int MaxNotices = 100;
    private readonly ConcurrentDictionary<Scope, IReadOnlyList<string>> _lists = new();
    private readonly ConcurrentDictionary<Scope, Diagnostic> _notices = new();

    /// <summary>Raised, on any thread, when a list or a notice has changed.</summary>
    public event Action<Scope>? Changed;

    /// <summary>The services of an environment, sorted; empty where none were discovered yet.</summary>
    public IReadOnlyList<string> Get(Scope scope) => _lists.GetValueOrDefault(scope, []);

    /// <summary>What is to be told of the discoveries, by place; at most 100.</summary>
    public IReadOnlyList<Diagnostic> Notices => [.. _notices.Values.OrderBy(n => n.Location).Take(MaxNotices)];

    /// <summary>Takes what is to be told of an environment's discovery; null for nothing.</summary>
    public void SetNotice(Scope scope, Diagnostic? notice)
    {
        var changed = notice is null ? _notices.TryRemove(scope, out _) : !_notices.TryGetValue(scope, out var known) || known != notice;
        if (notice is not null)
        {
            _notices[scope] = notice;
        }
        if (changed)
        {
            Changed?.Invoke(scope);
        }
    }

    /// <summary>Reads what an earlier run has stored.</summary>
    public async Task LoadAsync(CancellationToken cancellation)
    {
        await using var context = database.Open();
        foreach (var row in await context.ServiceLists.AsNoTracking().ToListAsync(cancellation))
        {
            _lists.TryAdd(new Scope(new TenantId(row.Tenant), row.Environment), JsonSerializer.Deserialize<List<string>>(row.Names) ?? []);
        }
    }

    /// <summary>Forgets the lists of all but these environments.</summary>
    public async Task KeepAsync(IReadOnlySet<Scope> wanted, CancellationToken cancellation)
    {
        foreach (var gone in _lists.Keys.Where(scope => !wanted.Contains(scope)).ToList())
        {
            await using var context = database.Open();
            await context.ServiceLists.Where(row => row.Tenant == gone.Tenant.Value && row.Environment == gone.Environment).ExecuteDeleteAsync(cancellation);
            _lists.TryRemove(gone, out _);
            _notices.TryRemove(gone, out _);
            Changed?.Invoke(gone);
        }
    }

    /// <summary>Takes a list that was just discovered; writes only what has changed.</summary>
    public async Task SetAsync(Scope scope, IReadOnlyList<string> services, CancellationToken cancellation)
    {
        var names = services.Order(StringComparer.Ordinal).Distinct().ToList();
        if (_lists.TryGetValue(scope, out var known) && known.SequenceEqual(names))
        {
            return;
        }
        _lists[scope] = names;
        Changed?.Invoke(scope);
        await using var context = database.Open();
        var row = await context.ServiceLists.FindAsync([scope.Tenant.Value, scope.Environment], cancellation);
        if (row is null)
        {
            row = new ServiceListRow { Tenant = scope.Tenant.Value, Environment = scope.Environment, Names = "[]" };
            context.ServiceLists.Add(row);
        }
        row.Names = JsonSerializer.Serialize(names);
        row.DiscoveredAt = time.GetUtcNow();
        try
        {
            await context.SaveChangesAsync(cancellation);
        }
        catch (DbUpdateException)
        {
            // Another replica has stored its list of the same environment in between; both have asked the same backend.
        }
    }
}
