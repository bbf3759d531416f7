using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.DependencyInjection;
using Portal.Components.Dashboards;
using Portal.Components.History;
using Portal.Components.Pages;
using Portal.Core.Catalog;
using Portal.Core.Queries;
using Portal.Core.Tenancy;
using Portal.History;
using Portal.Tests.History;
using Portal.Tests.Previews;

namespace Portal.Tests.Components.Pages;

public sealed class HistoryPageTests : BunitContext
{
    private static readonly BindingKey Key = new(new Scope(new TenantId("acme"), "prod"), null, "overview");

    [Fact]
    public async Task Changes_are_listed_with_who_and_what_and_lead_to_the_dashboard_as_of_then()
    {
        await using var world = await StartAsync();
        var unit = world.Content.Head();

        var page = Render<DashboardHistoryPage>(parameters => parameters.Add(p => p.Tenant, "acme").Add(p => p.Environment, "prod").Add(p => p.Dashboard, "overview"));
        page.WaitForState(() => page.FindAll(".pt-history > li").Count == 2);

        var entry = page.Find(".pt-history > li");
        Assert.Contains("Change", entry.QuerySelector("h2")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("Ada", entry.TextContent, StringComparison.Ordinal);
        Assert.Contains("panel 'Up': unit", entry.TextContent, StringComparison.Ordinal);
        Assert.Equal($"/d/acme/prod/overview?rev={unit}", entry.QuerySelector("a.pt-button")!.GetAttribute("href"));
        Assert.Equal("added", page.FindAll(".pt-history .pt-status")[^1].TextContent);

        world.Access.All = false;
        var missing = Render<DashboardHistoryPage>(parameters => parameters.Add(p => p.Tenant, "acme").Add(p => p.Environment, "prod").Add(p => p.Dashboard, "overview"));
        Assert.Equal("There is no such page here", missing.Find("h1").TextContent);
    }

    [Fact]
    public async Task The_menu_keeps_what_was_chosen_and_offers_the_way_back()
    {
        await using var world = await StartAsync();
        var view = new ViewState { From = "now-2h", Revision = world.Content.Head() };

        var menu = Render<RevisionMenu>(parameters => parameters.Add(p => p.Key, Key).Add(p => p.View, view).Add(p => p.Href, state => "/d/x" + state.ToQuery()).Add(p => p.Person, new()));
        menu.WaitForState(() => menu.FindAll("a").Count == 4);

        Assert.Equal(["/d/x?from=now-2h", $"/d/x?from=now-2h&rev={view.Revision}"], menu.FindAll("a").Take(2).Select(a => a.GetAttribute("href")));
        Assert.Equal("true", menu.FindAll("a")[1].GetAttribute("aria-current"));
        Assert.Equal("/d/acme/prod/overview/history", menu.FindAll("a")[^1].GetAttribute("href"));
    }

    [Fact]
    public async Task A_template_s_history_has_the_commits_of_the_parts_of_its_dashboards_too_each_with_the_files_that_it_touched()
    {
        await using var world = await StartAsync();
        var (template, own, others) = ("templates/overview.yaml.sbn", "templates/partials/up.sbn", "templates/partials/nova.sbn");
        var text = await File.ReadAllTextAsync(Path.Combine(world.Content.Folder, template), Xunit.TestContext.Current.CancellationToken);
        // Which part it is is known only where it is rendered.
        await PastRevisionTests.CommitAsync(world, (template, text.Replace("'partials/up.sbn'", "('partials/' + (tenant.id == 'nova' ? 'nova' : 'up') + '.sbn')", StringComparison.Ordinal)), (others, "- {title: N, id: n, type: text, content: N}"));
        await PastRevisionTests.CommitAsync(world, ("templates/partials/unused.sbn", "- {}"));
        await PastRevisionTests.CommitAsync(world, (own, "- {title: Up, id: up, type: timeseries, unit: ms, queries: [{expr: live_metric}]}"));
        await PastRevisionTests.CommitAsync(world, (others, "- {title: N, id: n, type: text, content: M}"));
        Services.GetRequiredService<NavigationManager>().NavigateTo("/templates/overview?tab=history");

        var page = Render<TemplatePage>(parameters => parameters.Add(p => p.Slug, "overview"));

        page.WaitForState(() => page.FindAll("tbody tr").Count > 0, TimeSpan.FromSeconds(30));
        Assert.Equal([others, own, $"{template} {others}", own, $"{template} {own}"], page.FindAll("[data-label=Files]").Select(cell => string.Join(' ', cell.QuerySelectorAll("code").Select(code => code.TextContent))));
    }

    [Fact]
    public void A_history_that_cannot_be_read_takes_no_dashboard_off_the_screen()
    {
        Services.AddLogging().AddSingleton(TimeProvider.System).AddSingleton<ICatalog>(new FakeCatalog()).AddSingleton<IAccess>(new FakeAccess());

        var menu = Render<RevisionMenu>(parameters => parameters.Add(p => p.Key, Key).Add(p => p.View, new ViewState()).Add(p => p.Href, state => "/d/x" + state.ToQuery()).Add(p => p.Person, new()));

        Assert.Contains("cannot be read now", menu.Find("[role=status]").TextContent, StringComparison.Ordinal);
        Assert.Equal("/d/acme/prod/overview/history", menu.FindAll("a")[^1].GetAttribute("href"));
    }

    private async Task<PreviewWorld> StartAsync()
    {
        var world = await PreviewWorld.StartAsync();
        await PastRevisionTests.CommitAsync(world, ("templates/partials/up.sbn", "- {title: Up, id: up, type: timeseries, unit: s, queries: [{expr: live_metric}]}"));
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddSingleton(TimeProvider.System).AddSingleton(world.Services.GetRequiredService<ICatalog>()).AddSingleton<IAccess>(world.Access)
            .AddSingleton(world.Services.GetRequiredService<DashboardService>()).AddSingleton(world.Services.GetRequiredService<HistoryBook>()).AddSingleton<AuthenticationStateProvider>(new Anyone());
        SetRendererInfo(new Microsoft.AspNetCore.Components.RendererInfo("Server", true));
        return world;
    }
}
