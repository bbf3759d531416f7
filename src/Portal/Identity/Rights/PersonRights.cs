using System.Security.Claims;
using Portal.Core.Tenancy;

namespace Portal.Identity.Rights;

/// <summary>What one person may, out of one book of grants. Asking allocates nothing.</summary>
internal sealed class PersonRights
{
    private readonly Dictionary<TenantId, TenantRoles> _tenants = [];
    private readonly Role? _platform;
    private readonly Role? _ceiling;
    private readonly TenantId? _onlyTenant;
    private readonly HashSet<TenantId>? _keptTo;

    /// <summary>Works it out of the claims that the portal itself has made.</summary>
    public PersonRights(GrantBook book, ClaimsPrincipal person)
    {
        Book = book;
        if (person.Identity?.IsAuthenticated != true)
        {
            return;
        }
        _keptTo = person.HasClaim(c => c.Type == PersonClaims.KeptToTenants) ? [.. person.FindAll(PersonClaims.Tenant).Select(c => new TenantId(c.Value))] : null;
        if (person.HasClaim(c => c.Type == PersonClaims.Token))
        {
            // A token without a known right may do nothing.
            if (Ceiling(person.FindFirstValue(PersonClaims.TokenRight)) is not { } ceiling)
            {
                return;
            }
            (_ceiling, _onlyTenant) = (ceiling, person.FindFirstValue(PersonClaims.TokenTenant) is { } tenant ? new TenantId(tenant) : null);
        }
        foreach (var reason in Find(book, person).Where(Holds))
        {
            Reasons.Add(reason);
            if (reason.Tenant is not { } tenant)
            {
                _platform = Max(_platform, reason.Role);
                continue;
            }
            if (!_tenants.TryGetValue(tenant, out var roles))
            {
                _tenants[tenant] = roles = new TenantRoles();
            }
            roles.Add(reason.Role, reason.Environments);
        }
    }

    /// <summary>What it was worked out of.</summary>
    public GrantBook Book { get; }

    /// <summary>One for each grant.</summary>
    public List<RoleReason> Reasons { get; } = [];

    /// <summary>What the person is to the portal as a whole.</summary>
    public Role? InPortal => _onlyTenant is null ? Cap(_platform) : null;

    /// <summary>What the person is to a tenant and environment; with null, to the tenant as a whole.</summary>
    public Role? In(TenantId tenant, string? environment)
    {
        if (_onlyTenant is { } only && only != tenant)
        {
            return null;
        }
        return Cap(Max(_platform, _tenants.GetValueOrDefault(tenant)?.In(environment)));
    }

    private static IEnumerable<RoleReason> Find(GrantBook book, ClaimsPrincipal person)
    {
        var user = person.FindFirstValue(PersonClaims.User);
        var grants = (user is null ? [] : book.OfUser(user)).Concat(person.FindAll(PersonClaims.Group).Select(c => c.Value).Distinct(StringComparer.Ordinal).SelectMany(book.OfGroup));
        foreach (var grant in grants)
        {
            yield return grant.Reason;
        }
        if (Roles.Parse(person.FindFirstValue(PersonClaims.TenantRole)) is { } role)
        {
            foreach (var tenant in person.FindAll(PersonClaims.Tenant).Select(c => new TenantId(c.Value)).Distinct().Where(t => book.Live?.Tenants.ContainsKey(t) == true))
            {
                yield return new RoleReason(role, tenant, null, $"the sign-in says that the person belongs to {tenant}", "the server's configuration");
            }
        }
    }

    // Whoever is kept to tenants is nothing elsewhere, and nothing to the portal as a whole.
    private bool Holds(RoleReason reason) => _keptTo is null || (reason.Tenant is { } tenant && _keptTo.Contains(tenant));

    private Role? Cap(Role? role) => role is { } known && _ceiling is { } ceiling && known > ceiling ? ceiling : role;

    private static Role? Ceiling(string? right) => right switch
    {
        nameof(Right.View) => Role.Viewer,
        nameof(Right.Edit) => Role.Editor,
        nameof(Right.Administer) => Role.Administrator,
        _ => null,
    };

    private static Role? Max(Role? a, Role? b) => a is null ? b : b is null ? a : a > b ? a : b;

    private sealed class TenantRoles
    {
        private readonly Dictionary<string, Role> _environments = new(StringComparer.Ordinal);
        private Role? _everywhere;

        public void Add(Role role, IReadOnlyList<string>? environments)
        {
            if (environments is null)
            {
                _everywhere = Max(_everywhere, role);
                return;
            }
            foreach (var name in environments)
            {
                _environments[name] = Max(role, _environments.TryGetValue(name, out var known) ? known : null)!.Value;
            }
        }

        public Role? In(string? environment) => Max(_everywhere, environment is not null && _environments.TryGetValue(environment, out var role) ? role : null);
    }
}
