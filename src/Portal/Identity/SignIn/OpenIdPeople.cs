using System.Security.Claims;

namespace Portal.Identity.SignIn;

/// <summary>Makes a person of what a provider tells.</summary>
internal static class OpenIdPeople
{
    private const int MaxName = 200;

    /// <summary>The person; null where the provider names none.</summary>
    /// <param name="name">The provider's name.</param>
    /// <param name="provider">Its settings.</param>
    /// <param name="all">All providers: names that look like another's people are not taken.</param>
    /// <param name="claims">What it tells.</param>
    public static Person? From(string name, OpenIdProvider provider, IEnumerable<OpenIdProvider> all, IReadOnlyCollection<Claim> claims)
    {
        if (First(claims, "sub") is not { Length: > 0 } subject || subject.Length + name.Length + 1 > MaxName)
        {
            return null;
        }
        var others = all.Select(p => p.Prefix).Where(p => p.Length > 0 && p != provider.Prefix).Concat(PersonPrefixes.Reserved).ToList();
        var user = First(claims, provider.UserClaim) ?? "";
        if (provider.UserClaim == "email" && !provider.TrustEmail && First(claims, "email_verified") is not ("true" or "True"))
        {
            user = "";
        }
        return new Person
        {
            Id = $"{name}/{subject}",
            User = user.Length > 0 && Own(user) is { } own ? own : "",
            Name = Readable(First(claims, provider.NameClaim) ?? user),
            Groups = [.. All(provider.GroupsClaim).Select(Own).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Take(Person.MaxGroups)],
            Tenants = provider.TenantClaim.Length == 0 ? null : [.. All(provider.TenantClaim).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Take(Person.MaxGroups)],
            TenantRole = provider.TenantRole.Length == 0 ? null : provider.TenantRole,
        };

        IEnumerable<string> All(string claim) => claims.Where(c => c.Type == claim).Select(c => c.Value).Where(value => value.Length > 0);

        string? Own(string text)
        {
            var own = provider.Prefix + text;
            return own.Length <= MaxName && !own.Any(char.IsControl) && !others.Any(other => own.StartsWith(other, StringComparison.OrdinalIgnoreCase)) ? own : null;
        }
    }

    private static string? First(IEnumerable<Claim> claims, string type) => claims.FirstOrDefault(c => c.Type == type)?.Value;

    private static string Readable(string text)
    {
        var clean = new string([.. text.Where(c => !char.IsControl(c)).Take(MaxName)]);
        return clean.Trim();
    }
}
