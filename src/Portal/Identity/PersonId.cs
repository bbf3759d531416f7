using System.Security.Claims;

namespace Portal.Identity;

/// <summary>Names a person in the portal's state.</summary>
internal static class PersonId
{
    /// <summary>Everyone who has not signed in: whoever sits at this machine.</summary>
    public const string Local = "local";

    /// <summary>Someone who tried to sign in.</summary>
    public const string Nobody = "nobody";

    /// <summary>No one: the portal does it by itself.</summary>
    public const string Portal = "portal";

    /// <summary>The person's id, without NUL and at most 200 characters.</summary>
    public static string Of(ClaimsPrincipal person)
    {
        var id = person.FindFirstValue(ClaimTypes.NameIdentifier)?.Replace("\0", "");
        return string.IsNullOrEmpty(id) ? Local : id.Length <= 200 ? id : id[..200];
    }
}
