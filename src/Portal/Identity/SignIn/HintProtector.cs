using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace Portal.Identity.SignIn;

/// <summary>Encrypts the identity token while it waits in the browser for the way to the provider.</summary>
/// <param name="protection">The portal's keys.</param>
internal sealed class HintProtector(IDataProtectionProvider protection)
{
    private readonly IDataProtector _protector = protection.CreateProtector("Portal.SignOutHint.v1");

    /// <summary>Encrypts it.</summary>
    public string Protect(string token) => _protector.Protect(token);

    /// <summary>Decrypts it; null where it was not encrypted here.</summary>
    public string? Unprotect(string text)
    {
        try
        {
            return _protector.Unprotect(text);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
