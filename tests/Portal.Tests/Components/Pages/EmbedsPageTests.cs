using Bunit;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor.Services;
using Portal.Browsing;
using Portal.Components.Dashboards;
using Portal.Components.Embeds;
using Portal.Components.Pages;
using Portal.Core.Catalog;
using Portal.Core.Queries;
using Portal.Core.Tenancy;
using Portal.Embedding;
using Portal.Tests.Embedding;

namespace Portal.Tests.Components.Pages;

public sealed class EmbedsPageTests : BunitContext
{
    [Fact]
    public async Task What_is_shared_from_the_drawer_is_held_to_what_is_shown_and_is_revoked_on_the_page()
    {
        await using var world = await EmbedWorld.StartAsync();
        Offer(world);
        var view = ContentView.Live(new CatalogView(world.Get<ICatalog>(), world.Get<IAccess>(), world.Person));
        var opened = Assert.IsType<Opening.Opened>(await Opening.FindAsync(view, world.Get<DashboardService>(), new Scope(new TenantId("acme"), "prod"), "notes", null, Xunit.TestContext.Current.CancellationToken));
        var state = new ViewState { From = "now-3h", To = "now", Variables = new Dictionary<string, IReadOnlyList<string>> { ["customer"] = ["b"] } };
        var variables = await world.Get<PanelDataService>().ResolveVariablesAsync(opened.Snapshot, opened.Binding.Key, opened.Dashboard, state.ForVariables(opened.Dashboard, "UTC"), Portal.Core.Tenancy.Role.Editor, Xunit.TestContext.Current.CancellationToken);
        var drawer = Render<ShareDialog>(p => p.Add(c => c.Opened, opened).Add(c => c.View, state).Add(c => c.Person, world.Person).Add(c => c.Variables, variables).Add(c => c.Panel, "rate"));

        Assert.Equal("Last 3 hours only", drawer.Find("[name=window] option").TextContent);
        drawer.Find("[name=origins]").Change("status.example.com");
        await drawer.Find("form").SubmitAsync();
        Assert.Contains("is not an origin", drawer.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        drawer.Find("[name=origins]").Change(EmbedWorld.Host);
        drawer.FindAll(".pt-check input[type=checkbox]").Single(c => c.Closest("label")!.TextContent.Contains("route", StringComparison.Ordinal)).Change(true);
        await drawer.Find("form").SubmitAsync();

        Assert.Equal(3, drawer.FindAll("pre").Count);
        var token = drawer.Find("pre").TextContent.Split("/embed/")[1];
        Assert.Contains($"<iframe src=\"http://localhost/embed/{token}\"", drawer.FindAll("pre")[1].TextContent, StringComparison.Ordinal);
        Assert.True(await world.HoldsAsync(token));
        var claims = CompactToken.Read(token)!.Claims;
        Assert.Equal(("rate", "now-3h", "support", "route"), (claims.Panel, claims.From, claims.Role, Assert.Single(claims.Free!)));
        Assert.Equal(["b"], Assert.Single(claims.Variables!, v => v.Key == "customer").Value);

        var page = Render<EmbedsPage>(p => p.Add(c => c.Tenant, "acme").AddCascadingValue<HttpContext>(new DefaultHttpContext()));
        var row = page.WaitForElement($"tr[data-embed=\"{claims.Jti}\"]");
        Assert.Contains(EmbedWorld.Host, row.TextContent, StringComparison.Ordinal);
        await row.QuerySelector("button")!.ClickAsync(new());

        Assert.Equal("revoked", page.Find($"tr[data-embed=\"{claims.Jti}\"]").GetAttribute("data-state"));
        Assert.False(await world.HoldsAsync(token));
    }

    [Fact]
    public async Task Whoever_may_not_issue_embeds_is_told_nothing_of_them()
    {
        await using var world = await EmbedWorld.StartAsync();
        Offer(world, new FakeAccess { IsEditor = false });

        var page = Render<EmbedsPage>(p => p.Add(c => c.Tenant, "acme").AddCascadingValue<HttpContext>(new DefaultHttpContext()));

        page.WaitForAssertion(() => Assert.Contains("There is no such page here", page.Markup, StringComparison.Ordinal));
    }

    private void Offer(EmbedWorld world, IAccess? access = null)
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        access ??= world.Get<IAccess>();
        Services.AddMudServices();
        Services.AddSingleton<TimeProvider>(world.Clock).AddSingleton(world.Get<ICatalog>()).AddSingleton(access).AddSingleton<AuthenticationStateProvider>(new Anyone())
            .AddSingleton(new EmbedIssuer(
                access, world.Get<EmbedGate>(), world.Get<EmbedTokens>(), world.Get<EmbedKeys>(), world.Get<Portal.Data.EmbedStore>(), world.Get<EmbedSnapshots>(), world.Get<Portal.Audit.AuditLog>(),
                world.Get<Microsoft.Extensions.Options.IOptions<EmbedOptions>>(), world.Get<Microsoft.Extensions.Options.IOptions<QueryOptions>>(), world.Clock));
    }
}
