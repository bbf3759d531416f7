using Portal.Core.Catalog;
using Portal.Core.Tenancy;

namespace Portal.Identity.Rights;

/// <summary>All grants of one moment, found by who gets them. Immutable.</summary>
internal sealed class GrantBook
{
    private readonly Dictionary<string, List<Grant>> _ofUsers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<Grant>> _ofGroups = new(StringComparer.Ordinal);

    /// <summary>Makes the book of what is live, what is stored, and what is configured. Stored grants of tenants that are not live give nothing.</summary>
    public GrantBook(CatalogSnapshot? live, IReadOnlyList<StoredGrant> stored, IReadOnlyList<PlatformLine> platform)
    {
        (Live, Stored) = (live, stored);
        foreach (var line in platform)
        {
            AddAll(Roles.Parse(line.Role), null, line.Groups, line.Users, null, "the server's configuration");
        }
        foreach (var tenant in live?.Tenants.Values ?? [])
        {
            foreach (var line in tenant.Access)
            {
                AddAll(line.Role, tenant.Id, line.Groups, line.Users, line.Environments, $"{line.Location.File}:{line.Location.Line}");
            }
        }
        foreach (var grant in stored.Select(s => s.Grant).Where(g => g.Tenant is not { } tenant || live?.Tenants.ContainsKey(tenant) == true))
        {
            Add(grant);
        }
    }

    /// <summary>The revision that it was made of.</summary>
    public CatalogSnapshot? Live { get; }

    /// <summary>The stored grants that it was made of.</summary>
    public IReadOnlyList<StoredGrant> Stored { get; }

    /// <summary>What a user gets by name.</summary>
    public IEnumerable<Grant> OfUser(string name) => _ofUsers.GetValueOrDefault(UserNames.Normalize(name)) ?? [];

    /// <summary>What the members of a group get.</summary>
    public IEnumerable<Grant> OfGroup(string name) => _ofGroups.GetValueOrDefault(name) ?? [];

    private void AddAll(Role? role, TenantId? tenant, IEnumerable<string> groups, IEnumerable<string> users, IReadOnlyList<string>? environments, string origin)
    {
        // What names no role that is known gives nothing.
        if (role is not { } known)
        {
            return;
        }
        foreach (var name in groups)
        {
            Add(new Grant(known, tenant, true, name, environments, origin));
        }
        foreach (var name in users)
        {
            Add(new Grant(known, tenant, false, name, environments, origin));
        }
    }

    private void Add(Grant grant)
    {
        if (string.IsNullOrWhiteSpace(grant.Name))
        {
            return;
        }
        var (book, key) = grant.IsGroup ? (_ofGroups, grant.Name) : (_ofUsers, UserNames.Normalize(grant.Name));
        if (!book.TryGetValue(key, out var grants))
        {
            book[key] = grants = [];
        }
        grants.Add(grant);
    }
}
