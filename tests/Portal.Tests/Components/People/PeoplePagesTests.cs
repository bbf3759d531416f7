using System.Security.Claims;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using MudBlazor.Services;
using Portal.Audit;
using Portal.Components.People;
using Portal.Core.Catalog;
using Portal.Core.Tenancy;
using Portal.Data;
using Portal.Identity;
using Portal.Identity.Rights;
using Portal.Identity.SignIn;
using Portal.Identity.Tokens;
using Portal.Tests.Identity.SignIn;

namespace Portal.Tests.Components.People;

/// <summary>A portal with people who have signed in and things that have happened; all tests look at the same one.</summary>
public sealed class PeopleWorld : IAsyncLifetime
{
    internal static readonly Person Boss = new() { Id = "idp/1", User = "boss@acme.example", Name = "Boss" };
    internal static readonly Person Ada = new() { Id = "idp/2", User = "ada@acme.example", Name = "Ada", Groups = ["sre-acme"] };
    internal static readonly Person Nils = new() { Id = "idp/3", User = "nils@nova.example", Name = "Nils", Groups = ["sre-nova"] };
    internal static readonly Person Root = new() { Id = "idp/4", User = "root@example.com", Name = "Root" };

    internal TwoTenants Portal { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Portal = await TwoTenants.StartAsync(("SignIn:Local", "true"), ("Access:Platform:0:Role", "administrator"), ("Access:Platform:0:Users:0", Root.User));
        foreach (var person in new[] { Boss, Ada, Nils, Root })
        {
            await Portal.Services.GetRequiredService<PeopleStore>().SeenAsync(person, CancellationToken.None);
        }
        await Portal.Services.GetRequiredService<AuditStore>().AddAsync(
            [
                AuditEvent.By(Ada.ToPrincipal(Sessions.Scheme), AuditActions.AccessDenied) with { Tenant = new TenantId("acme"), Outcome = AuditOutcome.Refused, What = "GET /t/acme", Time = DateTimeOffset.UtcNow },
                AuditEvent.By(Nils.ToPrincipal(Sessions.Scheme), AuditActions.EmbedIssued) with { Tenant = new TenantId("nova"), What = "Nodes of nova", Time = DateTimeOffset.UtcNow },
            ],
            CancellationToken.None);
    }

    public ValueTask DisposeAsync() => Portal.DisposeAsync();
}

public sealed class PeoplePagesTests(PeopleWorld world) : BunitContext, IClassFixture<PeopleWorld>
{
    private static readonly CancellationToken Token = Xunit.TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_tenant_s_administrator_sees_its_people_and_gives_and_takes_roles_in_it()
    {
        var page = Show<PeoplePage>(PeopleWorld.Boss);
        page.WaitForAssertion(() => Assert.Equal(["Ada", "Boss", "Root"], page.FindAll("table")[0].QuerySelectorAll("tbody th").Select(th => th.FirstChild!.TextContent).Order()));
        Assert.Contains("because group sre-acme", page.FindAll("table")[0].TextContent, StringComparison.Ordinal);
        Assert.Equal(["acme"], page.FindAll("select")[1].QuerySelectorAll("option").Select(o => o.GetAttribute("value")));
        Assert.DoesNotContain("Local accounts", page.Markup, StringComparison.Ordinal);

        await GiveAsync(page, "nils@nova.example", "nowhere");
        Assert.Contains("no environment 'nowhere'", page.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        await GiveAsync(page, "nils@nova.example", "staging");
        Assert.Contains("viewer of acme in staging", page.Markup, StringComparison.Ordinal);
        Assert.Equal(Role.Viewer, world.Portal.Services.GetRequiredService<IAccess>().RoleIn(PeopleWorld.Nils.ToPrincipal(Sessions.Scheme), new TenantId("acme"), "staging"));

        await page.FindAll("button").Single(b => b.TextContent == "Take away").ClickAsync(new());
        Assert.DoesNotContain(page.FindAll("button"), b => b.TextContent == "Take away");
        Assert.Null(world.Portal.Services.GetRequiredService<IAccess>().RoleIn(PeopleWorld.Nils.ToPrincipal(Sessions.Scheme), new TenantId("acme"), "staging"));
    }

    [Fact]
    public async Task Whoever_runs_the_portal_makes_accounts_and_hands_over_passwords_once()
    {
        var page = Show<PeoplePage>(PeopleWorld.Root);
        Says(page, "Nils");

        var form = page.FindComponent<AccountList>();
        form.Find("input").Change("eve");
        await form.Find("form").SubmitAsync();
        var password = form.Find(".pt-once-text").TextContent;
        Assert.Equal(PasswordOutcome.MustChange, (await world.Portal.Services.GetRequiredService<LocalAccounts>().CheckAsync("eve", password)).Outcome);

        await form.Find("[aria-label='Reset the password of eve']").ClickAsync(new());
        Assert.NotEqual(password, form.Find(".pt-once-text").TextContent);
        await form.Find("[aria-label='Remove the account eve']").ClickAsync(new());
        Assert.Empty(form.FindAll(".pt-once-text"));
        Assert.Empty(form.FindAll("[aria-label='Remove the account eve']"));
    }

    [Fact]
    public async Task A_token_is_shown_once_and_revoked_on_the_page()
    {
        var page = Show<TokensPage>(PeopleWorld.Ada);
        Says(page, "You have no tokens");
        Assert.Equal(["", "acme"], page.FindAll("select")[0].QuerySelectorAll("option").Select(o => o.GetAttribute("value")));

        await page.Find("form").SubmitAsync();
        Assert.Contains("Give the token a name", page.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        page.Find("input").Change("nightly");
        await page.Find("form").SubmitAsync();
        var token = page.Find(".pt-once-text").TextContent;
        Assert.NotNull(await world.Portal.Services.GetRequiredService<ApiTokens>().ReadAsync(token, "", Token));

        var again = Render<TokensPage>();
        await again.WaitForElement("[aria-label='Revoke nightly']").ClickAsync(new());
        Assert.DoesNotContain(token, again.Markup, StringComparison.Ordinal);
        Assert.Contains("revoked", again.Find("tbody").TextContent, StringComparison.Ordinal);
        Assert.Null(await world.Portal.Services.GetRequiredService<ApiTokens>().ReadAsync(token, "", Token));
    }

    [Fact]
    public void Tokens_are_for_people_who_have_signed_in_and_not_for_tokens()
    {
        Offer(new ClaimsPrincipal(new ClaimsIdentity()));
        Says(Render<TokensPage>(), "Tokens belong to people who have signed in");
    }

    [Fact]
    public void The_record_shows_an_administrator_of_a_tenant_what_is_about_the_tenant_and_narrows_by_the_address()
    {
        var page = Show<AuditPage>(PeopleWorld.Boss);
        Says(page, "GET /t/acme");
        Assert.DoesNotContain("Nodes of nova", page.Markup, StringComparison.Ordinal);
        Assert.Equal("refused", page.FindAll(".pt-outcome").Single(e => e.TextContent.StartsWith("access-denied", StringComparison.Ordinal)).GetAttribute("data-state"));

        page.FindAll("select")[0].Change("embed-issued");
        Assert.EndsWith("/audit?action=embed-issued", Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal);
        Says(page, "Nothing here");
        Assert.Equal("/api/v1/audit.csv?action=embed-issued&limit=10000", page.Find("a[download='audit.csv']").GetAttribute("href"));
    }

    [Fact]
    public void To_everyone_else_people_and_record_are_not_there()
    {
        Offer(PeopleWorld.Ada.ToPrincipal(Sessions.Scheme));

        Says(Render<PeoplePage>(), "There is no such page here");
        Says(Render<AuditPage>(), "There is no such page here");
    }

    private static void Says<T>(IRenderedComponent<T> page, string text)
        where T : IComponent => page.WaitForAssertion(() => Assert.Contains(text, page.Markup, StringComparison.Ordinal));

    private static async Task GiveAsync(IRenderedComponent<PeoplePage> page, string name, string environments)
    {
        page.FindAll("form .pt-field").Single(f => f.GetAttribute("maxlength") == "200").Change(name);
        page.FindAll("form .pt-field").Single(f => f.GetAttribute("maxlength") == "500").Change(environments);
        await page.Find("form").SubmitAsync();
    }

    private IRenderedComponent<T> Show<T>(Person person)
        where T : IComponent
    {
        Offer(person.ToPrincipal(Sessions.Scheme));
        return Render<T>();
    }

    private void Offer(ClaimsPrincipal person)
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        var portal = world.Portal.Services;
        Services.AddMudServices();
        Services.AddSingleton(TimeProvider.System).AddSingleton(portal.GetRequiredService<ICatalog>()).AddSingleton(portal.GetRequiredService<IAccess>())
            .AddSingleton(portal.GetRequiredService<Administration>()).AddSingleton(portal.GetRequiredService<AccountAdministration>()).AddSingleton(portal.GetRequiredService<ApiTokens>())
            .AddSingleton(portal.GetRequiredService<AuditReader>()).AddSingleton(portal.GetRequiredService<IOptions<AuditOptions>>())
            .AddSingleton<AuthenticationStateProvider>(new Someone(person));
        // Pages that are not there say so to the request.
        RenderTree.Add<CascadingValue<HttpContext>>(p => p.Add(c => c.Value, new DefaultHttpContext()));
    }

    private sealed class Someone(ClaimsPrincipal person) : AuthenticationStateProvider
    {
        public override Task<AuthenticationState> GetAuthenticationStateAsync() => Task.FromResult(new AuthenticationState(person));
    }
}
