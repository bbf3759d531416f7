using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Portal.Audit;

namespace Portal.Identity.SignIn;

/// <summary>Sets up the handler of an OpenID Connect provider: authorization code with PKCE, nothing else.</summary>
internal static partial class OpenIdSetup
{
    /// <summary>Where the identity token waits between signing out here and at the provider.</summary>
    public const string HintCookie = "portal-leaving";

    /// <summary>Adds a provider as an authentication scheme of its name.</summary>
    public static void Add(AuthenticationBuilder authentication, string name, SignInMode mode)
    {
        var provider = mode.Providers[name];
        authentication.AddOpenIdConnect(name, provider.Title.Length > 0 ? provider.Title : name, handler => Configure(handler, name, provider, mode));
    }

    private static void Configure(OpenIdConnectOptions handler, string name, OpenIdProvider provider, SignInMode mode)
    {
        handler.Authority = provider.Authority;
        handler.ClientId = provider.ClientId;
        handler.ClientSecret = provider.ClientSecret.Length > 0 ? provider.ClientSecret : null;
        handler.RequireHttpsMetadata = !provider.Authority.StartsWith("http://", StringComparison.OrdinalIgnoreCase);
        handler.ResponseType = OpenIdConnectResponseType.Code;
        // A form that the provider's page posts would be another site's, which the portal refuses.
        handler.ResponseMode = OpenIdConnectResponseMode.Query;
        handler.UsePkce = true;
        handler.SignInScheme = Sessions.Scheme;
        handler.SaveTokens = true;
        handler.MapInboundClaims = false;
        handler.GetClaimsFromUserInfoEndpoint = true;
        handler.CallbackPath = $"/sign-in/callback/{name}";
        handler.SignedOutCallbackPath = $"/sign-out/callback/{name}";
        handler.RemoteSignOutPath = default;
        handler.SignedOutRedirectUri = "/signed-out";
        handler.BackchannelTimeout = TimeSpan.FromSeconds(10);
        handler.Scope.Clear();
        foreach (var scope in provider.Scopes.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            handler.Scope.Add(scope);
        }
        handler.ClaimActions.Clear();
        foreach (var claim in new[] { provider.UserClaim, provider.NameClaim, provider.GroupsClaim, provider.TenantClaim, "email_verified" }.Where(c => c.Length > 0).Distinct())
        {
            handler.ClaimActions.MapJsonKey(claim, claim);
        }
        handler.CorrelationCookie = new PortalCookie(handler.CorrelationCookie.Name!) { Expiration = TimeSpan.FromMinutes(15) };
        handler.NonceCookie = new PortalCookie(handler.NonceCookie.Name!) { Expiration = TimeSpan.FromMinutes(15) };
        handler.Events = new OpenIdConnectEvents
        {
            OnTicketReceived = context => ReceivedAsync(context, name, provider, mode),
            OnRemoteFailure = context => FailedAsync(context, name),
            OnRedirectToIdentityProviderForSignOut = context =>
            {
                if (context.HttpContext.Items[HintCookie] is string hint)
                {
                    context.ProtocolMessage.IdTokenHint = hint;
                }
                return Task.CompletedTask;
            },
        };
    }

    private static Task ReceivedAsync(TicketReceivedContext context, string name, OpenIdProvider provider, SignInMode mode)
    {
        var audit = context.HttpContext.RequestServices.GetRequiredService<AuditLog>();
        if (OpenIdPeople.From(name, provider, mode.Providers.Values, [.. context.Principal?.Claims ?? []]) is not { } person)
        {
            context.Fail("The provider names no person.");
            return Task.CompletedTask;
        }
        context.Principal = person.ToPrincipal(Sessions.Scheme);
        Sessions.With(context.Properties!, person);
        context.ReturnUri = LocalUrl.OrStart(context.ReturnUri);
        audit.Add(AuditEvent.By(context.Principal, AuditActions.SignIn) with { Address = RequestPerson.Address(context.HttpContext), What = name });
        return Task.CompletedTask;
    }

    private static Task FailedAsync(RemoteFailureContext context, string name)
    {
        var audit = context.HttpContext.RequestServices.GetRequiredService<AuditLog>();
        audit.Add(new AuditEvent
        {
            Action = AuditActions.SignIn, Person = PersonId.Nobody, Address = RequestPerson.Address(context.HttpContext), What = name, Outcome = AuditOutcome.Failed, Detail = Reason(context.Failure),
        });
        context.Response.Redirect("/sign-in?failed=provider");
        context.HandleResponse();
        return Task.CompletedTask;
    }

    /// <summary>Why, in no words from outside: whoever begins to sign in can write what comes back as an error.</summary>
    private static string Reason(Exception? failure) => failure switch
    {
        // The framework's own texts and the portal's.
        AuthenticationFailureException { InnerException: null } => failure.Message,
        { Data: var data } when data["error"] is string code && Code().IsMatch(code) => code,
        _ => failure?.GetType().Name ?? "",
    };

    [GeneratedRegex(@"^[a-z_]{1,40}\z")]
    private static partial Regex Code();
}
