using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;
using Portal.Audit;
using Portal.Core.Metrics;

namespace Portal.Identity.SignIn;

/// <summary>What the forms of the sign-in pages post, and the ways to and from providers. Antiforgery holds for every form.</summary>
internal static class SignInEndpoints
{
    private static readonly TimeSpan Leaving = TimeSpan.FromMinutes(2);

    /// <summary>Maps them; only those whose way of signing in there is.</summary>
    public static void Map(IEndpointRouteBuilder routes, SignInMode mode)
    {
        var open = routes.MapGroup("").AllowAnonymous().ExcludeFromDescription();
        if (mode.Accounts)
        {
            open.MapPost("/sign-in/local", LocalAsync);
            open.MapPost("/sign-in/password", PasswordAsync);
        }
        if (mode.Demo)
        {
            open.MapPost("/sign-in/demo", DemoAsync);
        }
        if (mode.Providers.Count > 0)
        {
            open.MapGet("/sign-in/with/{provider}", (string provider, string? returnUrl, HttpContext http) => ProviderAsync(provider, returnUrl, http, mode));
            open.MapGet("/sign-out/with/{provider}", (string provider, HttpContext http) => LeaveProvider(provider, http, mode));
        }
        open.MapPost("/sign-out", (HttpContext http, [FromForm] string? returnUrl) => SignOutAsync(http, returnUrl, mode));
    }

    private static async Task<IResult> ProviderAsync(string provider, string? returnUrl, HttpContext http, SignInMode mode)
    {
        if (!mode.Providers.ContainsKey(provider))
        {
            return Results.LocalRedirect("/sign-in");
        }
        return await http.RequestServices.GetRequiredService<OpenIdRefresh>().IsReachedAsync(provider, http.RequestAborted)
            ? Results.Challenge(new AuthenticationProperties { RedirectUri = LocalUrl.OrStart(returnUrl) }, [provider])
            : Results.LocalRedirect("/sign-in?failed=unreachable");
    }

    private static async Task<IResult> LocalAsync(
        HttpContext http, LocalAccounts accounts, AuditLog audit, [FromForm] string? name, [FromForm] string? password, [FromForm] string? returnUrl)
    {
        (name, password) = (Cut(name, 200), Cut(password, 1000));
        var (outcome, account, stamp) = await accounts.CheckAsync(name, password, http.RequestAborted);
        switch (outcome)
        {
            case PasswordOutcome.Busy:
                return Busy(http);
            case PasswordOutcome.Right:
                await SignInAsync(http, audit, account!.Person, stamp);
                return Results.LocalRedirect(LocalUrl.OrStart(returnUrl));
            case PasswordOutcome.MustChange:
                return Results.LocalRedirect(Page("/password", ("name", account!.Name), ("must", "1"), ("returnUrl", LocalUrl.OrStart(returnUrl))));
            default:
                audit.Add(Failed(http, account, name) with { Action = outcome == PasswordOutcome.LockedNow ? AuditActions.AccountLocked : AuditActions.SignIn });
                return Results.LocalRedirect(Page("/sign-in", ("failed", "password"), ("returnUrl", LocalUrl.OrStart(returnUrl))));
        }
    }

    private static async Task<IResult> PasswordAsync(
        HttpContext http, LocalAccounts accounts, FirstAdministrator first, Sessions sessions, AuditLog audit,
        [FromForm] string? name, [FromForm] string? password, [FromForm] string? fresh, [FromForm] string? again, [FromForm] string? must, [FromForm] string? returnUrl)
    {
        (name, password, fresh) = (Cut(name, 200), Cut(password, 1000), Cut(fresh, 1000));
        IResult Back(string problem) => Results.LocalRedirect(Page("/password", ("name", name), ("must", must == "1" ? "1" : ""), ("problem", problem), ("returnUrl", LocalUrl.OrStart(returnUrl))));
        if (fresh != again)
        {
            return Back("differ");
        }
        var (outcome, account, problems) = await accounts.ChangeAsync(name, password, fresh, http.RequestAborted);
        if (outcome == PasswordOutcome.Busy)
        {
            return Busy(http);
        }
        if (outcome is PasswordOutcome.Wrong or PasswordOutcome.LockedNow)
        {
            audit.Add(Failed(http, account, name) with { Action = outcome == PasswordOutcome.LockedNow ? AuditActions.AccountLocked : AuditActions.PasswordChanged });
            return Back("wrong");
        }
        if (problems.Count > 0)
        {
            return Back("weak");
        }
        first.Forget(account!.Name);
        // Whoever knew the old password is out.
        await sessions.EndAllAsync(account.Id, http.RequestAborted);
        audit.Add(AuditEvent.By(RequestPerson.From(account.Person.ToPrincipal(Sessions.Scheme), RequestPerson.Address(http)), AuditActions.PasswordChanged));
        var (attempt, signedIn, stamp) = await accounts.CheckAsync(name, fresh, http.RequestAborted);
        if (attempt == PasswordOutcome.Right)
        {
            await SignInAsync(http, audit, signedIn!.Person, stamp);
        }
        return Results.LocalRedirect(LocalUrl.OrStart(returnUrl));
    }

    private static async Task<IResult> DemoAsync(HttpContext http, DemoPersonas personas, AuditLog audit, [FromForm] string? persona, [FromForm] string? returnUrl)
    {
        if (personas.Find(persona) is not { } person)
        {
            return Results.LocalRedirect("/sign-in");
        }
        await SignInAsync(http, audit, person, null);
        return Results.LocalRedirect(LocalUrl.OrStart(returnUrl));
    }

    private static async Task<IResult> SignOutAsync(HttpContext http, string? returnUrl, SignInMode mode)
    {
        var session = await http.AuthenticateAsync(Sessions.Scheme);
        await http.SignOutAsync(Sessions.Scheme);
        if (session.Principal is { } person)
        {
            http.RequestServices.GetRequiredService<AuditLog>().Add(AuditEvent.By(RequestPerson.From(person, RequestPerson.Address(http)), AuditActions.SignOut));
            if (person.FindFirst(PersonClaims.Provider)?.Value is { } provider && mode.Providers.ContainsKey(provider))
            {
                KeepHint(http, session.Properties?.GetTokenValue("id_token"));
                // A form may lead on to pages of the portal alone; that page leads on to the provider.
                return Results.LocalRedirect(Page("/signed-out", ("provider", provider)));
            }
        }
        return Results.LocalRedirect(mode.IsRequired ? "/signed-out" : LocalUrl.OrStart(returnUrl));
    }

    private static IResult LeaveProvider(string provider, HttpContext http, SignInMode mode)
    {
        if (!mode.Providers.ContainsKey(provider))
        {
            return Results.LocalRedirect("/signed-out");
        }
        if (http.Request.Cookies[OpenIdSetup.HintCookie] is { } hint)
        {
            http.Items[OpenIdSetup.HintCookie] = Protector(http).Unprotect(hint);
            http.Response.Cookies.Delete(OpenIdSetup.HintCookie);
        }
        return Results.SignOut(new AuthenticationProperties { RedirectUri = "/signed-out" }, [provider]);
    }

    private static void KeepHint(HttpContext http, string? token)
    {
        // A browser keeps no larger cookie; the provider then asks the person.
        if (token is { Length: > 0 and < 2500 })
        {
            var cookie = new PortalCookie(OpenIdSetup.HintCookie) { Expiration = Leaving, Path = "/sign-out" };
            http.Response.Cookies.Append(OpenIdSetup.HintCookie, Protector(http).Protect(token), cookie.Build(http, http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow()));
        }
    }

    private static async Task SignInAsync(HttpContext http, AuditLog audit, Person person, string? stamp)
    {
        var properties = Sessions.With(new AuthenticationProperties(), person);
        if (stamp is not null)
        {
            properties.Items[LocalAccounts.StampItem] = stamp;
        }
        var principal = person.ToPrincipal(Sessions.Scheme);
        await http.SignInAsync(Sessions.Scheme, principal, properties);
        audit.Add(AuditEvent.By(RequestPerson.From(principal, RequestPerson.Address(http)), AuditActions.SignIn) with { What = person.Provider });
    }

    private static ContentHttpResult Busy(HttpContext http)
    {
        PortalMeter.Limited("sign-in");
        http.Response.Headers.RetryAfter = "10";
        return TypedResults.Text("Too many people sign in at this moment. Wait 10 s, go back and try again.", statusCode: StatusCodes.Status429TooManyRequests);
    }

    private static AuditEvent Failed(HttpContext http, LocalAccount? account, string name) => new()
    {
        Action = AuditActions.SignIn, Person = account?.Id ?? PersonId.Nobody, Name = account?.Name ?? name, Address = RequestPerson.Address(http), What = "local", Outcome = AuditOutcome.Failed,
    };

    private static HintProtector Protector(HttpContext http) => http.RequestServices.GetRequiredService<HintProtector>();

    private static string Page(string path, params (string Key, string Value)[] query) =>
        QueryHelpers.AddQueryString(path, query.Where(q => q.Value.Length > 0).ToDictionary(q => q.Key, q => (string?)q.Value));

    private static string Cut(string? text, int length) => text is null ? "" : text.Length <= length ? text : text[..length];
}
