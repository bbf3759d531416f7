using Portal.Audit;
using Portal.Core.Catalog;
using Portal.Core.Changes;
using Portal.Core.Tenancy;

namespace Portal.Git;

/// <summary>Records in the audit log what a revision that goes live changes of tenants' masking. Of several replicas the one records it that has made the revision live.</summary>
/// <param name="host">Tells what is live.</param>
/// <param name="source">Whether it is agreed on with other replicas.</param>
/// <param name="line">Who has made it live.</param>
/// <param name="audit">Keeps the record.</param>
internal sealed class MaskingRecord(CatalogHost host, CatalogSource source, LiveLine line, AuditLog audit) : IHostedService
{
    private const string Content = "the content";
    private CatalogSnapshot? _known;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        host.Changed += Look;
        Look();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        host.Changed -= Look;
        return Task.CompletedTask;
    }

    private void Look()
    {
        if (host.Live is not { } live || Interlocked.Exchange(ref _known, live) is not { } before || ReferenceEquals(before, live) || (source.IsCommit && line.Made != live.Revision))
        {
            return;
        }
        foreach (var id in before.Tenants.Keys.Union(live.Tenants.Keys))
        {
            var changes = Changes(before.Tenants.GetValueOrDefault(id), live.Tenants.GetValueOrDefault(id));
            if (changes.Count > 0)
            {
                audit.Add(new AuditEvent
                {
                    Action = AuditActions.MaskingChanged,
                    Person = host.LiveSince?.Person ?? Content,
                    Tenant = id,
                    What = $"revision {live.Revision.Short}",
                    Detail = string.Join("; ", changes.Select(change => $"{change.Property} {ChangeText.Word(change.Kind)}: {ChangeText.Values(change)}")),
                });
            }
        }
    }

    // A file that has not changed is the same object.
    private static List<Change> Changes(Tenant? before, Tenant? after) => ReferenceEquals(before, after) ? [] : [.. TenantComparison.Compare(before, after).Where(change => change.Topic == ChangeTopic.Masking)];
}
