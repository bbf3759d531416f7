using Microsoft.AspNetCore.Authentication.Cookies;

namespace Portal.Identity.SignIn;

/// <summary>Reads and writes the cookie of a stay: as <c>__Host-…</c> where it travels by https alone, so that no other host and no unencrypted answer can set one in its place.</summary>
internal sealed class SessionCookies : ICookieManager
{
    private readonly ChunkingCookieManager _cookies = new();

    /// <inheritdoc/>
    public string? GetRequestCookie(HttpContext context, string key) => _cookies.GetRequestCookie(context, Name(context, key));

    /// <inheritdoc/>
    public void AppendResponseCookie(HttpContext context, string key, string? value, CookieOptions options) => _cookies.AppendResponseCookie(context, Name(context, key), value, options);

    /// <inheritdoc/>
    public void DeleteCookie(HttpContext context, string key, CookieOptions options) => _cookies.DeleteCookie(context, Name(context, key), options);

    private static string Name(HttpContext context, string key) => PortalCookie.IsSecure(context) ? $"__Host-{key}" : key;
}
