using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.Extensions.Options;

namespace Portal.Identity.SignIn;

/// <summary>
/// Lets in whoever brings the cookie of a stay. Each sign-in begins a stay of its own: the framework would put the next person behind the key of the cookie that the browser brought,
/// so that whoever knew it before knew it still.
/// </summary>
internal sealed class SessionHandler(IOptionsMonitor<CookieAuthenticationOptions> options, ILoggerFactory logger, UrlEncoder encoder) : CookieAuthenticationHandler(options, logger, encoder)
{
    private readonly UrlEncoder _encoder = encoder;
    private readonly ILoggerFactory _loggers = logger;

    /// <inheritdoc/>
    protected override async Task HandleSignInAsync(ClaimsPrincipal user, AuthenticationProperties? properties)
    {
        await base.HandleSignOutAsync(null);
        Context.Request.Headers.Remove("Cookie");
        // Knows of no cookie, and with it of no key.
        var anew = new CookieAuthenticationHandler(OptionsMonitor, _loggers, _encoder);
        await anew.InitializeAsync(Scheme, Context);
        await anew.SignInAsync(user, properties);
    }
}
