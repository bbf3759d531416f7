using Bunit;
using Bunit.TestDoubles;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Portal.Components.Pages;
using Portal.Components.Panels;
using Portal.Core.Catalog;
using Portal.Core.Queries;
using Portal.Core.Queries.Traffic;
using Portal.Core.Tenancy;
using Portal.Identity;
using Portal.Limits;
using Portal.Tests.Components.Dashboards;

namespace Portal.Tests.Components.Pages;

public sealed class DashboardPageTests : BunitContext
{
    private const string Acme =
        """
        id: acme
        name: Acme
        defaultEnvironment: prod
        environments:
          - {name: prod, datasources: [{kind: prometheus, url: "http://a"}], isolation: {dedicated: true}, services: [cart, checkout]}
          - {name: staging, datasources: [{kind: prometheus, url: "http://b"}], isolation: {dedicated: true}, services: [cart]}
          - {name: dev, datasources: [{kind: prometheus, url: "http://c"}], isolation: {dedicated: true}, services: {discover: {label: service}}}
        dashboards:
          - template: red
          - template: nodes
            environments: [prod]
        """;

    private const string Red =
        """
        ---
        title: RED
        ---
        title: "{{ service_name }} in {{ environment }}"
        panels:
          - title: Rate
            type: timeseries
            queries: [{expr: up}]
        """;

    private const string Nodes =
        """
        ---
        title: Nodes
        scope: environment
        ---
        title: Nodes
        panels:
          - title: Load
            type: stat
            queries: [{expr: up}]
        """;

    private readonly FakeCatalog _catalog = new();
    private readonly FakeAccess _access = new();
    private readonly StartingResponse _response = new();
    private readonly DefaultHttpContext _context = new();

    public DashboardPageTests()
    {
        _context.Features.Set<IHttpResponseFeature>(_response);
        var (clock, options) = (new FakeTimeProvider(), new QueryOptions());
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddSingleton<TimeProvider>(clock).AddSingleton<ICatalog>(_catalog).AddSingleton<IAccess>(_access).AddSingleton<IPersonalState>(new FakePersonalState());
        Services.AddSingleton(new DashboardService(_catalog, clock)).AddSingleton(new PanelDataService(new FakeMetrics(), new NoLogs(), new QueryTraffic(options, clock), options, clock));
        Services.AddSingleton<AuthenticationStateProvider>(new Anyone()).AddSingleton(new Rates(Options.Create(new RateOptions()), _catalog, _access));
    }

    private BunitNavigationManager Navigation => Services.GetRequiredService<BunitNavigationManager>();

    [Fact]
    public async Task The_dashboard_of_the_address_is_shown()
    {
        var page = await OpenAsync("/d/acme/prod/red?service=checkout");

        Assert.Equal("checkout in prod", page.Find("h1").TextContent);
        Assert.Equal(StatusCodes.Status200OK, await _response.StartAsync());
    }

    [Theory]
    [InlineData("/d/other/prod/red?service=checkout")]
    [InlineData("/d/acme/test/red?service=checkout")]
    [InlineData("/d/acme/prod/blue?service=checkout")]
    [InlineData("/d/acme/staging/nodes")]
    public async Task What_is_not_there_is_not_found(string address)
    {
        var page = await OpenAsync(address);

        Assert.Equal("There is no such page here", page.Find("h1").TextContent);
        Assert.Equal(StatusCodes.Status404NotFound, await _response.StartAsync());
    }

    [Fact]
    public async Task Another_s_dashboard_cannot_be_told_from_none()
    {
        var missing = (await OpenAsync("/d/other/prod/red?service=checkout")).Markup;

        _access.Sees = scope => scope.Environment != "prod";
        Assert.Equal(missing, (await OpenAsync("/d/acme/prod/red?service=checkout")).Markup);

        _access.Sees = _ => false;
        Assert.Equal(missing, (await OpenAsync("/d/acme/staging/red?service=cart")).Markup);
    }

    [Fact]
    public async Task Without_a_service_the_first_one_is_taken_into_the_address()
    {
        await LoadAsync();
        Navigation.NavigateTo("/d/acme/prod/red?from=now-2h");

        var page = Show("acme", "prod", "red");

        page.WaitForAssertion(() => Assert.Equal("cart in prod", page.Find("h1").TextContent));
        Assert.EndsWith("/d/acme/prod/red?service=cart&from=now-2h", Navigation.Uri, StringComparison.Ordinal);
        Assert.True(Navigation.History.First().Options.ReplaceHistoryEntry);
    }

    [Fact]
    public async Task A_service_that_is_not_in_this_environment_is_told_and_others_are_offered()
    {
        var page = await OpenAsync("/d/acme/staging/red?service=checkout&from=now-2h");

        Assert.Equal("There is no service checkout in staging", page.Find("h2").TextContent);
        Assert.Equal("/d/acme/staging/red?service=cart&from=now-2h", page.Find(".pt-offers a").GetAttribute("href"));
        Assert.Contains("/d/acme/prod/red?service=checkout&from=now-2h", page.FindAll("#environment-picker a").Select(a => a.GetAttribute("href")));
        Assert.Equal(StatusCodes.Status404NotFound, await _response.StartAsync());
    }

    [Fact]
    public async Task Where_no_service_is_known_yet_it_is_said_what_to_do_and_the_page_opens_once_one_is()
    {
        var page = await OpenAsync("/d/acme/dev/red");
        Assert.Contains("discovered from telemetry", page.Find(".pt-page-message").TextContent, StringComparison.Ordinal);

        _catalog.Discovered = ["cart"];
        _catalog.Raise();

        page.WaitForAssertion(() => Assert.Equal("cart in dev", page.Find("h1").TextContent));
    }

    [Fact]
    public async Task A_dashboard_that_is_not_made_for_services_has_no_services_to_choose()
    {
        var page = await OpenAsync("/d/acme/prod/nodes?service=checkout");

        Assert.Empty(page.FindAll("#service-picker"));
        Assert.Equal("does not have this dashboard", page.Find("#environment-picker [aria-disabled] small").TextContent);
        Assert.Equal("/d/acme/prod/nodes", page.Find("#environment-picker a").GetAttribute("href"));
    }

    [Fact]
    public async Task Before_a_revision_is_live_the_page_says_so_and_opens_by_itself()
    {
        Navigation.NavigateTo("/d/acme/prod/red?service=cart");
        var page = Show("acme", "prod", "red");
        Assert.Equal("No dashboards are live yet", page.Find("h2").TextContent);
        Assert.Equal(StatusCodes.Status503ServiceUnavailable, await _response.StartAsync());

        await LoadAsync();

        page.WaitForAssertion(() => Assert.Equal("cart in prod", page.Find("h1").TextContent));
    }

    [Fact]
    public async Task A_saved_template_is_on_screen_at_once_and_the_view_stays()
    {
        var page = await OpenAsync("/d/acme/prod/red?service=cart&from=now-2h");

        await LoadAsync(("templates/red.yaml.sbn", Red.Replace("title: Rate", "title: Requests", StringComparison.Ordinal)));

        page.WaitForAssertion(() => Assert.Equal("Requests", page.FindComponent<PanelView>().Instance.Panel.Title));
        Assert.Equal("now-2h", page.FindComponent<PanelView>().Instance.State.From);
    }

    [Fact]
    public async Task An_edited_query_is_asked_anew_and_another_template_s_edit_is_not()
    {
        var page = await OpenAsync("/d/acme/prod/red?service=cart");

        await LoadAsync(("templates/nodes.yaml.sbn", Nodes.Replace("expr: up", "expr: up == 1", StringComparison.Ordinal)));
        Assert.Equal(0, page.FindComponent<PanelView>().Instance.State.RefreshToken);

        await LoadAsync(("templates/red.yaml.sbn", Red.Replace("expr: up", "expr: up == 1", StringComparison.Ordinal)));
        page.WaitForAssertion(() => Assert.Equal(1, page.FindComponent<PanelView>().Instance.State.RefreshToken));
    }

    [Fact]
    public async Task While_a_revision_is_refused_the_old_dashboard_stays()
    {
        var page = await OpenAsync("/d/acme/prod/red?service=cart");

        _catalog.Refused = new RefusedRevision(new RevisionId("bad"), default, []);
        _catalog.Raise();

        Assert.Equal("cart in prod", page.Find("h1").TextContent);
    }

    [Fact]
    public async Task A_dashboard_that_is_taken_away_is_not_found_any_more()
    {
        var page = await OpenAsync("/d/acme/prod/nodes");

        await LoadAsync(("tenants/acme.yaml", Acme.Replace("  - template: nodes\n    environments: [prod]", "", StringComparison.Ordinal)));

        page.WaitForAssertion(() => Assert.Equal("There is no such page here", page.Find("h1").TextContent));
    }

    [Fact]
    public async Task Going_back_shows_the_view_of_that_address()
    {
        var page = await OpenAsync("/d/acme/prod/red?service=cart");

        Navigation.NavigateTo("/d/acme/prod/red?service=cart&from=now-5h");
        page.WaitForAssertion(() => Assert.Equal("now-5h", page.FindComponent<PanelView>().Instance.State.From));

        Navigation.NavigateTo("/d/acme/prod/red?service=checkout");
        page.WaitForAssertion(() => Assert.Equal("checkout in prod", page.Find("h1").TextContent));
        Assert.Equal("now-1h", page.FindComponent<PanelView>().Instance.State.From);
    }

    [Fact]
    public async Task A_page_that_is_left_listens_no_more()
    {
        await OpenAsync("/d/acme/prod/red?service=cart");

        await DisposeComponentsAsync();

        Assert.False(_catalog.IsHeard);
    }

    private async Task<IRenderedComponent<DashboardPage>> OpenAsync(string address)
    {
        if (_catalog.Live is null)
        {
            await LoadAsync();
        }
        Navigation.NavigateTo(address);
        var parts = address.Split('?')[0].Split('/');
        return Show(parts[2], parts[3], parts[4]);
    }

    private IRenderedComponent<DashboardPage> Show(string tenant, string environment, string dashboard)
    {
        var page = Render<DashboardPage>(p => p.Add(d => d.Tenant, tenant).Add(d => d.Environment, environment).Add(d => d.Dashboard, dashboard).AddCascadingValue<HttpContext>(_context));
        page.WaitForState(() => page.FindAll("h1, h2").Count > 0);
        return page;
    }

    private async Task LoadAsync(params (string Path, string Text)[] changed)
    {
        var files = new Dictionary<string, string> { ["tenants/acme.yaml"] = Acme, ["templates/red.yaml.sbn"] = Red, ["templates/nodes.yaml.sbn"] = Nodes };
        foreach (var (path, text) in changed)
        {
            files[path] = text;
        }
        var tree = new ContentTree(new RevisionId($"r{_catalog.Revisions}"), files, []);
        var result = await new CatalogLoader().LoadAsync(tree, new AllGrants(), _ => [], Xunit.TestContext.Current.CancellationToken);
        Assert.True(result.Snapshot is not null, string.Join('\n', result.Diagnostics.Select(d => $"{d.Location} {d.Message}")));
        _catalog.Live = result.Snapshot;
        _catalog.Raise();
    }

    /// <summary>Calls what waits for the start, as a server does; the last one first.</summary>
    private sealed class StartingResponse : HttpResponseFeature
    {
        private readonly Stack<(Func<object, Task> Call, object State)> _waiting = [];

        public override void OnStarting(Func<object, Task> callback, object state) => _waiting.Push((callback, state));

        public async Task<int> StartAsync()
        {
            while (_waiting.TryPop(out var next))
            {
                await next.Call(next.State);
            }
            return StatusCode;
        }
    }
}
