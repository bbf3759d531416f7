using System.Security.Claims;
using Portal.Audit;
using Portal.Core.Catalog;
using Portal.Core.Tenancy;
using Portal.Data;
using Portal.Identity.SignIn;

namespace Portal.Identity.Rights;

/// <summary>A person with the reasons for its rights.</summary>
/// <param name="Person">The person.</param>
/// <param name="SeenAt">When the sign-in last told of it.</param>
/// <param name="Reasons">Those that the asker may know.</param>
internal sealed record KnownPerson(Person Person, DateTimeOffset SeenAt, IReadOnlyList<RoleReason> Reasons);

/// <summary>What administrators do with people and rights: asked here, recorded here. Those of a tenant see and change what is the tenant's.</summary>
/// <param name="access">Who may.</param>
/// <param name="catalog">What is live.</param>
/// <param name="grants">What was given in the portal.</param>
/// <param name="people">Who has signed in.</param>
/// <param name="audit">Hears of it.</param>
internal sealed class Administration(IAccess access, ICatalog catalog, StoredGrants grants, PeopleStore people, AuditLog audit)
{
    private const int MaxName = 200;

    /// <summary>Whether the person administers the portal, and with it every tenant.</summary>
    public bool MayAll(ClaimsPrincipal person) => access.May(person, Right.Administer);

    /// <summary>The tenants that the person administers, by name.</summary>
    public IReadOnlyList<Tenant> Tenants(ClaimsPrincipal person) => [.. access.Administered(person, catalog.Live).OrderBy(t => t.Name, StringComparer.OrdinalIgnoreCase)];

    /// <summary>Whether the person administers anything.</summary>
    public bool MayAny(ClaimsPrincipal person) => access.MayAdministerAny(person, catalog.Live);

    /// <summary>People who have signed in, the last first, at most 1,000; to a tenant's administrator only those who are something to the tenant.</summary>
    public async Task<IReadOnlyList<KnownPerson>> PeopleAsync(ClaimsPrincipal person, CancellationToken cancellation)
    {
        if (!MayAny(person))
        {
            return [];
        }
        var all = MayAll(person);
        var known = from seen in await people.AllAsync(cancellation)
                    let reasons = Known(person, access.Explain(seen.Person.ToPrincipal(Sessions.Scheme)))
                    where all || reasons.Count > 0
                    select new KnownPerson(seen.Person, seen.SeenAt, reasons);
        return [.. known];
    }

    /// <summary>What was given in the portal and the person may take away.</summary>
    public IReadOnlyList<StoredGrant> Given(ClaimsPrincipal person) => [.. (grants.Current ?? []).Where(g => May(person, g.Grant.Tenant))];

    /// <summary>Gives a role. Null where it was given; else what is wrong.</summary>
    public async Task<string?> GiveAsync(ClaimsPrincipal person, Grant grant, CancellationToken cancellation)
    {
        if (!May(person, grant.Tenant))
        {
            Record(person, AuditActions.RoleGiven, grant, AuditOutcome.Refused);
            return "You may not give that role.";
        }
        if (grant.Name.Length is 0 or > MaxName || grant.Name != grant.Name.Trim() || grant.Name.Any(char.IsControl))
        {
            return $"Write the name as the sign-in names it: 1 to {MaxName} characters.";
        }
        if (grant.Tenant is { } id && grant.Environments?.FirstOrDefault(name => catalog.Live?.Tenants.GetValueOrDefault(id)?.Environment(name) is null) is { } unknown)
        {
            return $"The tenant has no environment '{unknown}'.";
        }
        if (!await grants.GiveAsync(grant, person.Identity?.Name ?? PersonId.Of(person), cancellation))
        {
            return "The same role is given already; take it away first to change its environments.";
        }
        Record(person, AuditActions.RoleGiven, grant, AuditOutcome.Done);
        return null;
    }

    /// <summary>Takes a given role away; false where there is none of that number that the person may take.</summary>
    public async Task<bool> TakeAsync(ClaimsPrincipal person, long id, CancellationToken cancellation)
    {
        if (Given(person).FirstOrDefault(g => g.Id == id) is not { } given || await grants.TakeAsync(id, cancellation) is null)
        {
            return false;
        }
        Record(person, AuditActions.RoleTaken, given.Grant, AuditOutcome.Done);
        return true;
    }

    private bool May(ClaimsPrincipal person, TenantId? tenant) => tenant is { } id ? access.May(person, Right.Administer, id) : MayAll(person);

    // Roles in the portal hold in each tenant, so that its administrator sees them.
    private List<RoleReason> Known(ClaimsPrincipal person, IEnumerable<RoleReason> reasons) => [.. reasons.Where(r => r.Tenant is null || May(person, r.Tenant))];

    private void Record(ClaimsPrincipal person, string action, Grant grant, AuditOutcome outcome) =>
        audit.Add(AuditEvent.By(person, action) with { Tenant = grant.Tenant, Outcome = outcome, What = grant.Reason.ToString() });
}
