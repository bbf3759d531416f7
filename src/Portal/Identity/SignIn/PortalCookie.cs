using System.Net;

namespace Portal.Identity.SignIn;

/// <summary>Cookies travel by https; on the machine itself also without.</summary>
internal sealed class PortalCookie : CookieBuilder
{
    /// <summary>Makes a cookie that scripts cannot read and that other sites' requests do not carry, but for links that a person follows.</summary>
    public PortalCookie(string name) => (Name, HttpOnly, SameSite, IsEssential, Path) = (name, true, SameSiteMode.Lax, true, "/");

    /// <inheritdoc/>
    public override CookieOptions Build(HttpContext context, DateTimeOffset expiresFrom)
    {
        var options = base.Build(context, expiresFrom);
        options.Secure = IsSecure(context);
        return options;
    }

    /// <summary>Whether cookies of an answer travel by https alone.</summary>
    public static bool IsSecure(HttpContext context) => context.Request.IsHttps || !IsThisMachine(context.Request.Host.Host);

    /// <summary>Whether a name leads to the machine that the browser is on.</summary>
    public static bool IsThisMachine(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
