using Bunit;
using Bunit.TestDoubles;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Portal.Components.Dashboards;
using Portal.Components.Panels;
using Portal.Core.Dashboards;
using Portal.Core.Queries;
using Portal.Core.Queries.Traffic;
using Portal.Core.Tenancy;
using Portal.Identity;
using Portal.Limits;
using Portal.Tests.Components.Pages;

namespace Portal.Tests.Components.Dashboards;

public sealed class DashboardScreenTests : BunitContext
{
    private static readonly Variable Route = new() { Name = "route", Kind = VariableKind.Query, Query = "label_values(http_requests_total, route)" };
    private static readonly Dashboard Two = ScreenWorld.Dashboard(
        new DashboardRow("", false, [ScreenWorld.Panel("rate")]), new DashboardRow("Errors", false, [ScreenWorld.Panel("errors"), ScreenWorld.Panel("about", PanelKind.Text)]));

    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 11, 25, 12, 0, 0, TimeSpan.Zero));
    private readonly FakeMetrics _metrics = new();
    private readonly FakePersonalState _personal = new();
    private readonly Rates _rates = new(Options.Create(new RateOptions { PerPerson = 60 }), new FakeCatalog(), new FakeAccess());
    private readonly BunitJSModuleInterop _module;

    public DashboardScreenTests()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        _module = JSInterop.SetupModule("./Components/Dashboards/DashboardScreen.razor.js");
        _module.Mode = JSRuntimeMode.Loose;
        var options = new QueryOptions();
        Services.AddSingleton<TimeProvider>(_clock);
        Services.AddSingleton(new PanelDataService(_metrics, new NoLogs(), new QueryTraffic(options, _clock), options, _clock));
        Services.AddSingleton<IPersonalState>(_personal).AddSingleton(_rates);
    }

    private string Address => Services.GetRequiredService<BunitNavigationManager>().Uri;

    [Fact]
    public void The_head_names_the_dashboard_and_leads_elsewhere_with_the_same_view()
    {
        var screen = Show(Two, "?service=checkout&from=now-2h&kiosk=0");

        Assert.Equal("Acme PROD - checkout", screen.Find("h1").TextContent);
        Assert.Equal(["/d/acme/prod/red?service=checkout&from=now-2h", "/d/acme/staging/red?service=checkout&from=now-2h"], Links(screen, "#environment-picker a"));
        Assert.Equal(["/d/acme/prod/red?service=cart&from=now-2h", "/d/acme/prod/red?service=checkout&from=now-2h"], Links(screen, "#service-picker a"));
        Assert.Equal("checkout", screen.Find("#service-picker [aria-current]").TextContent.Trim());
        Assert.Contains("dev", screen.Find("#environment-picker [aria-disabled]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Panels_ask_with_the_view_at_their_place()
    {
        var panels = Show(Two, "?from=now-2h&var-route=/a").FindComponents<PanelView>();

        Assert.Equal(["rate", "errors", "about"], panels.Select(p => p.Instance.Panel.Id));
        Assert.Equal("/api/v1/dashboards/acme/prod/red/panels/rate/data?service=checkout", panels[0].Instance.DataUrl);
        Assert.Equal(("now-2h", "now", "browser"), (panels[0].Instance.State.From, panels[0].Instance.State.To, panels[0].Instance.State.TimeZone));
        Assert.Equal(["/a"], panels[0].Instance.State.Variables["route"]);
        Assert.Contains("viewPanel=rate", panels[0].Instance.PanelHref, StringComparison.Ordinal);
    }

    [Fact]
    public void A_row_is_closed_and_opened_and_that_is_kept()
    {
        var screen = Show(Two);

        screen.Find(".pt-row-toggle").Click();
        Assert.Equal(["rate"], Panels(screen));
        Assert.Equal("false", screen.Find(".pt-row-toggle").GetAttribute("aria-expanded"));
        _module.VerifyInvoke("keepRows");

        screen.Find(".pt-row-toggle").Click();
        Assert.Equal(["rate", "errors", "about"], Panels(screen));
    }

    [Fact]
    public void A_row_that_the_template_collapses_opens_closed() =>
        Assert.Equal(["rate"], Panels(Show(Two with { Rows = [Two.Rows[0], Two.Rows[1] with { Collapsed = true }] })));

    [Fact]
    public async Task A_dragged_range_becomes_the_address_and_can_be_gone_back_from()
    {
        var screen = Show(Two);

        await screen.InvokeAsync(() => screen.FindComponents<PanelView>()[0].Instance.Zoom(1764072000000, 1764075600000));

        Assert.EndsWith("/d/acme/prod/red?service=checkout&from=2025-11-25T12:00:00Z&to=2025-11-25T13:00:00Z", Address, StringComparison.Ordinal);
        Assert.False(Services.GetRequiredService<BunitNavigationManager>().History.First().Options.ReplaceHistoryEntry);
    }

    [Fact]
    public void A_refresh_lets_every_panel_load_again()
    {
        var screen = Show(Two);
        Assert.All(Tokens(screen), token => Assert.Equal(0, token));

        screen.Find("[data-keys=r]").Click();

        Assert.All(Tokens(screen), token => Assert.Equal(1, token));
    }

    [Fact]
    public void Only_who_asks_to_refresh_is_given_no_remembered_answers()
    {
        var screen = Show(Two, "?refresh=10s");
        Assert.All(screen.FindComponents<PanelView>(), panel => Assert.False(panel.Instance.State.Fresh));

        screen.Find("[data-keys=r]").Click();
        Assert.All(screen.FindComponents<PanelView>(), panel => Assert.True(panel.Instance.State.Fresh));

        _clock.Advance(TimeSpan.FromSeconds(10));
        screen.WaitForAssertion(() => Assert.All(screen.FindComponents<PanelView>(), panel => Assert.False(panel.Instance.State.Fresh)));
    }

    [Fact]
    public void It_refreshes_by_itself_but_not_in_a_hidden_tab()
    {
        var screen = Show(Two, "?refresh=10s");
        _clock.Advance(TimeSpan.FromSeconds(10));
        screen.WaitForAssertion(() => Assert.All(Tokens(screen), token => Assert.Equal(1, token)));

        screen.Instance.Hidden(true);
        _clock.Advance(TimeSpan.FromMinutes(10));
        Assert.All(Tokens(screen), token => Assert.Equal(1, token));

        screen.Instance.Hidden(false);
        screen.WaitForAssertion(() => Assert.All(Tokens(screen), token => Assert.Equal(2, token)));
    }

    [Fact]
    public async Task A_page_that_is_left_refreshes_no_more()
    {
        Show(Two, "?refresh=10s");
        await DisposeComponentsAsync();
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.NotEmpty(_module.Invocations["dispose"]);
    }

    [Fact]
    public void One_panel_is_shown_alone_with_a_way_back()
    {
        var screen = Show(Two, "?viewPanel=errors&from=now-2h");

        Assert.Equal(["errors"], Panels(screen));
        Assert.True(screen.FindComponent<PanelView>().Instance.Alone);
        Assert.Equal("/d/acme/prod/red?service=checkout&from=now-2h", screen.Find("[data-keys=Escape]").GetAttribute("href"));
    }

    [Fact]
    public void A_panel_that_is_gone_is_told_and_all_are_shown() => Assert.Multiple(
        () => Assert.Contains("not in the dashboard", Show(Two, "?viewPanel=gone").Markup, StringComparison.Ordinal),
        () => Assert.Equal(["rate", "errors", "about"], Panels(Show(Two, "?viewPanel=gone"))));

    [Fact]
    public void A_dashboard_without_panels_says_what_to_do() =>
        Assert.Contains("templates/red.yaml.sbn", Show(ScreenWorld.Dashboard()).Find(".pt-page-message").TextContent, StringComparison.Ordinal);

    [Fact]
    public void Variables_are_waited_for_without_holding_up_the_panels()
    {
        var answer = new TaskCompletionSource<IReadOnlyList<string>>();
        _metrics.Values = (_, _) => answer.Task;
        var screen = Show(Two with { Variables = [Route] });
        Assert.Single(screen.FindAll(".pt-pick-waiting"));
        Assert.Equal(3, Panels(screen).Count);

        answer.SetResult(["/x", "/y"]);

        screen.WaitForAssertion(() => Assert.Equal(
            ["/d/acme/prod/red?service=checkout&var-route=/x", "/d/acme/prod/red?service=checkout&var-route=/y"], Links(screen, "#var-route a")));
        Assert.Equal(["/x"], screen.FindComponents<PanelView>().Single(p => p.Instance.Panel.Kind == "text").Instance.State.Variables["route"]);
        Assert.Empty(screen.FindComponents<PanelView>()[0].Instance.State.Variables);
    }

    [Fact]
    public async Task A_later_choice_ends_the_resolution_of_an_earlier_one()
    {
        var (asked, ended, waiting) = (new SemaphoreSlim(0), new SemaphoreSlim(0), new List<CancellationToken>());
        _metrics.Values = (_, cancellation) =>
        {
            waiting.Add(cancellation);
            cancellation.Register(() => ended.Release());
            asked.Release();
            return new TaskCompletionSource<IReadOnlyList<string>>().Task.WaitAsync(cancellation);
        };
        var screen = Show(Two with { Variables = [Route] });
        Assert.True(await asked.WaitAsync(Patience.Longest));

        screen.Render(p => p.Add(s => s.View, ViewState.Parse("?from=now-5h")));

        Assert.True(await asked.WaitAsync(Patience.Longest));
        Assert.True(await ended.WaitAsync(Patience.Longest));
        Assert.Equal([true, false], waiting.Select(token => token.IsCancellationRequested));
    }

    [Fact]
    public void A_variable_whose_values_cannot_be_had_says_so_and_is_tried_again()
    {
        _metrics.Values = (_, _) => throw new QueryException(new QueryError(QueryErrorKind.Unavailable, "The metrics backend cannot be reached.", "Try again in a moment."));
        var screen = Show(Two with { Variables = [Route] });
        screen.WaitForAssertion(() => Assert.Contains("cannot be reached", screen.Find(".pt-choices-error").TextContent, StringComparison.Ordinal));

        _metrics.Values = (_, _) => Task.FromResult<IReadOnlyList<string>>(["/x"]);
        screen.Find(".pt-choices-error button").Click();

        screen.WaitForAssertion(() => Assert.Single(screen.FindAll("#var-route a")));
    }

    [Fact]
    public void An_open_page_asks_no_more_often_than_its_person_may()
    {
        var asked = 0;
        _metrics.Values = (_, _) => Task.FromResult<IReadOnlyList<string>>(Interlocked.Increment(ref asked) > 0 ? ["/x"] : []);
        while (_rates.Admits(ScreenWorld.Person, new TenantId("acme")))
        {
        }

        var screen = Show(Two with { Variables = [Route] });

        screen.WaitForAssertion(() => Assert.Contains("asked too often", screen.Find(".pt-choices-error").TextContent, StringComparison.Ordinal));
        Assert.Equal(0, asked);
    }

    [Fact]
    public void Looking_at_one_panel_resolves_nothing_anew()
    {
        var asked = 0;
        _metrics.Values = (_, _) =>
        {
            asked++;
            return Task.FromResult<IReadOnlyList<string>>(["/x"]);
        };
        var screen = Show(Two with { Variables = [Route] });
        screen.WaitForState(() => screen.FindAll("#var-route a").Count == 1);

        screen.Render(p => p.Add(s => s.View, ViewState.Parse("?viewPanel=rate&kiosk=1&theme=light")));

        Assert.Equal(1, asked);
    }

    [Fact]
    public void An_edited_template_is_drawn_at_once_and_what_was_opened_stays_open()
    {
        var screen = Show(Two);
        screen.Find(".pt-row-toggle").Click();

        screen.Render(p => p.Add(s => s.Opened, ScreenWorld.Open(Two with { Title = "Edited" }, revision: "r2")));

        Assert.Equal("Edited", screen.Find("h1").TextContent);
        Assert.Equal(["rate"], Panels(screen));
        Assert.All(Tokens(screen), token => Assert.Equal(1, token));
    }

    [Fact]
    public void Another_revision_of_the_same_dashboard_loads_nothing_again()
    {
        var screen = Show(Two);

        screen.Render(p => p.Add(s => s.Opened, ScreenWorld.Open(Two, revision: "r2")));

        Assert.All(Tokens(screen), token => Assert.Equal(0, token));
        Assert.Contains("r2", screen.Find(".pt-foot").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Opening_is_remembered_once_for_each_dashboard()
    {
        var screen = Show(Two);
        screen.WaitForState(() => _personal.Opened.Count == 1);

        screen.Render(p => p.Add(s => s.View, ViewState.Parse("?from=now-2h")));
        Assert.Single(_personal.Opened);

        screen.Render(p => p.Add(s => s.Opened, ScreenWorld.Open(Two with { Title = "Cart" }, "cart")));
        screen.WaitForAssertion(() => Assert.Equal(["checkout", "cart"], _personal.Opened.Select(k => k.Service)));
    }

    [Fact]
    public void The_star_marks_a_favourite()
    {
        var screen = Show(Two);

        screen.Find(".pt-star").Click();
        Assert.Equal("true", screen.Find(".pt-star").GetAttribute("aria-pressed"));
        Assert.Single(_personal.Favourites);

        screen.Find(".pt-star").Click();
        Assert.Equal("false", screen.Find(".pt-star").GetAttribute("aria-pressed"));
        Assert.Empty(_personal.Favourites);
    }

    [Fact]
    public void A_favourite_too_many_is_told()
    {
        _personal.Full = true;
        var screen = Show(Two);

        screen.Find(".pt-star").Click();

        Assert.Equal("false", screen.Find(".pt-star").GetAttribute("aria-pressed"));
        _module.VerifyInvoke("say");
    }

    [Fact]
    public void In_a_kiosk_only_time_and_panels_are_left_with_a_way_out()
    {
        var screen = Show(Two, "?kiosk=1");

        Assert.Empty(screen.FindAll("#environment-picker"));
        Assert.Equal("/d/acme/prod/red?service=checkout", screen.Find("[data-keys*=Escape]").GetAttribute("href"));
        Assert.Equal("Acme · prod · checkout", screen.Find(".pt-head-where").TextContent);
    }

    [Fact]
    public void A_link_to_this_moment_holds_the_range()
    {
        var screen = Show(Two);

        screen.FindAll(".pt-share-box button")[1].Click();

        Assert.EndsWith("?service=checkout&from=2026-11-25T11:00:00Z&to=2026-11-25T12:00:00Z", (string)_module.VerifyInvoke("copy").Arguments[0]!, StringComparison.Ordinal);
    }

    [Fact]
    public void Links_of_the_dashboard_keep_the_range_where_they_are_told_to_and_unsafe_ones_are_left_out()
    {
        var screen = Show(Two with { Links = [new("Logs", "/logs", KeepTime: true), new("Bad", "javascript:alert(1)")] });

        Assert.Equal(["/logs?from=now-1h&to=now"], Links(screen, ".pt-head-links a"));
    }

    [Fact]
    public void The_list_of_keys_names_every_key_of_the_page()
    {
        var screen = Show(Two);
        var listed = screen.FindAll(".pt-keys kbd").Select(k => k.TextContent).ToHashSet();

        var keys = screen.FindAll("[data-keys]").SelectMany(e => e.GetAttribute("data-keys")!.Split('|')).SelectMany(k => k.Split(' '))
            .Select(k => k switch { "ArrowLeft" => "←", "ArrowRight" => "→", "Escape" => "Esc", _ => k });

        Assert.All(keys, key => Assert.Contains(key, listed));
    }

    private static List<string?> Links(IRenderedComponent<DashboardScreen> screen, string selector) => [.. screen.FindAll(selector).Select(a => a.GetAttribute("href"))];

    private static List<string> Panels(IRenderedComponent<DashboardScreen> screen) => [.. screen.FindComponents<PanelView>().Select(p => p.Instance.Panel.Id)];

    private static IEnumerable<int> Tokens(IRenderedComponent<DashboardScreen> screen) => screen.FindComponents<PanelView>().Select(p => p.Instance.State.RefreshToken);

    private IRenderedComponent<DashboardScreen> Show(Dashboard dashboard, string query = "") => Render<DashboardScreen>(p => p
        .Add(s => s.Opened, ScreenWorld.Open(dashboard)).Add(s => s.View, ViewState.Parse(query)).Add(s => s.Person, ScreenWorld.Person));
}
