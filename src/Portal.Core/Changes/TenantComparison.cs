using Portal.Core.Tenancy;

namespace Portal.Core.Changes;

/// <summary>Tells how a tenant's file differs from what it was. What decides who can reach what is marked: see <see cref="Change.IsSecurity"/>.</summary>
public static class TenantComparison
{
    /// <summary>The differences, those about security first. Comments and the order of keys are none.</summary>
    /// <param name="before">The older file; null where the tenant is new.</param>
    /// <param name="after">The newer file; null where the tenant is gone.</param>
    public static IReadOnlyList<Change> Compare(Tenant? before, Tenant? after)
    {
        var changes = new List<Change>();
        if ((after ?? before) is not { } tenant)
        {
            return changes;
        }
        changes.AddRange(Compare(new Change(default, ChangedPart.Tenant, tenant.Id.Value), ChangeTopic.Grant, before, after, TenantFacts.Of));
        foreach (var (older, newer) in Pairing.Of(before?.Environments ?? [], after?.Environments ?? [], environment => environment.Name))
        {
            var name = (newer ?? older)!.Name;
            changes.AddRange(Compare(new Change(default, ChangedPart.Environment, name), ChangeTopic.Isolation, older, newer, TenantFacts.Of));
            foreach (var (from, to) in Pairing.Of(older?.Datasources ?? [], newer?.Datasources ?? [], datasource => datasource.Name))
            {
                changes.AddRange(Compare(new Change(default, ChangedPart.Datasource, $"{name}/{(to ?? from)!.Name}"), ChangeTopic.Datasource, from, to, TenantFacts.Of));
            }
        }
        var grants = Pairing.Of<DashboardGrant>(
            before?.Dashboards ?? [], after?.Dashboards ?? [],
            grant => (grant.Template, Text(grant.Environments), Text(grant.Services)), grant => (grant.Template, Text(grant.Services)), grant => grant.Template);
        foreach (var (from, to) in grants)
        {
            changes.AddRange(Compare(new Change(default, ChangedPart.Grant, (to ?? from)!.Template), ChangeTopic.Grant, from, to, TenantFacts.Of));
        }
        return [.. changes.OrderByDescending(change => change.IsSecurity)];
    }

    // Of what is new or gone everything is told: where it asks and with which secrets is what a reviewer must see.
    private static IEnumerable<Change> Compare<T>(Change part, ChangeTopic topic, T? before, T? after, Func<T, IEnumerable<Fact>> facts)
        where T : class
    {
        if (before is null || after is null)
        {
            yield return part with { Kind = before is null ? ChangeKind.Added : ChangeKind.Removed, Topic = topic };
        }
        foreach (var change in FactComparison.Compare(part, before is null ? [] : facts(before), after is null ? [] : facts(after), whole: true))
        {
            yield return change;
        }
    }

    private static string Text(IReadOnlyList<string>? names) => names is null ? "*" : string.Join('\n', names.Order(StringComparer.Ordinal));
}
