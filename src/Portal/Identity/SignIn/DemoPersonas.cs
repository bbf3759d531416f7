using Portal.Core.Catalog;

namespace Portal.Identity.SignIn;

/// <summary>People of the demo, signed in as with one click: whoever the live tenants' <c>access</c> names with <c>demo/</c> before it, and someone who runs the portal.</summary>
/// <param name="mode">Whether there are any.</param>
/// <param name="catalog">What is live.</param>
internal sealed class DemoPersonas(SignInMode mode, ICatalog catalog)
{
    /// <summary>Who runs the portal; not offered where the demo may be reached from elsewhere.</summary>
    public const string PlatformAdministrator = PersonPrefixes.Demo + "platform-administrator";

    /// <summary>All personas, those of tenants by name first.</summary>
    public IReadOnlyList<Person> All => !mode.Demo ? [] :
    [
        .. (catalog.Live?.Tenants.Values ?? []).SelectMany(t => t.Access).SelectMany(a => a.Users)
            .Where(user => user.StartsWith(PersonPrefixes.Demo, StringComparison.Ordinal) && user != PlatformAdministrator).Distinct().Order(StringComparer.Ordinal).Select(Make),
        .. mode.PublicDemo ? Array.Empty<Person>() : [Make(PlatformAdministrator)],
    ];

    /// <summary>The persona of that name, or null.</summary>
    public Person? Find(string? user) => All.FirstOrDefault(person => person.User == user);

    private static Person Make(string user) => new() { Id = user, User = user, Name = char.ToUpperInvariant(user[PersonPrefixes.Demo.Length]) + user[(PersonPrefixes.Demo.Length + 1)..].Replace('-', ' ') };
}
