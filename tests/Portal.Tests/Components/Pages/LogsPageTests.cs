using Bunit;
using Portal.Components.Pages;
using Portal.Components.Panels;

namespace Portal.Tests.Components.Pages;

public sealed class LogsPageTests : PageTests
{
    private const string Full = "?service=checkout&from=now-6h&level=warn&level=error&text=a%20b&without=c&match=exact&trace=ab&label=pod%3Dp-1&field=status!%3D500&order=oldest&dedup=exact&wrap=0&json=1";

    [Fact]
    public async Task Where_nothing_is_looked_for_services_are_offered()
    {
        await LoadObservedAsync();

        var page = Show();

        Assert.Equal("Logs", page.Find("h1").TextContent);
        Assert.NotNull(page.Find(".pt-logs-services"));
        Assert.Empty(page.FindComponents<PanelView>());
        Assert.Equal(["/t/acme/prod/logs?service=%2A", "/t/acme/prod/logs?service=cart", "/t/acme/prod/logs?service=checkout"], Choices(page, "logs-service"));
        Assert.Equal(["/t/acme/prod/logs", "/t/acme/staging/logs"], Choices(page, "logs-environment"));
    }

    [Fact]
    public async Task The_address_is_the_state_of_the_view()
    {
        await LoadObservedAsync();

        var page = Show(Full);
        var panel = page.FindComponent<PanelView>().Instance;

        Assert.Equal("/api/v1/logs/acme/prod/data?service=checkout&level=warn&level=error&text=a%20b&without=c&match=exact&trace=000000000000000000000000000000ab&label=pod%3Dp-1&field=status!%3D500&order=oldest", panel.DataUrl);
        Assert.Equal(("now-6h", "now", true, true), (panel.State.From, panel.State.To, panel.Explores, panel.Alone));
        Assert.Equal(("oldest", "exact", false, true), (panel.Panel.Display.Logs.Order, panel.Panel.Display.Logs.Dedup, panel.Panel.Display.Logs.Wrap, panel.Panel.Display.Logs.PrettifyJson));
        Assert.Equal(["a b"], panel.Panel.Display.Logs.Highlight);
        Assert.Equal("a b", page.Find("[name=text]").GetAttribute("value"));
        Assert.Equal(["error", "warn"], page.FindAll(".pt-levels [aria-current]").Select(a => a.TextContent));
        Assert.Equal("/t/acme/prod/traces?service=checkout&from=now-6h", page.Find(".pt-head-tools > a").GetAttribute("href"));
    }

    [Fact]
    public async Task What_was_chosen_can_be_taken_back_and_turned_around()
    {
        await LoadObservedAsync();

        var page = Show("?service=checkout&level=warn&trace=ab&field=status%3D500");

        Assert.Equal("/t/acme/prod/logs?service=checkout&level=warn&field=status%3D500", page.Find("[aria-label='Without the trace']").GetAttribute("href"));
        Assert.Equal("/t/acme/prod/trace/000000000000000000000000000000ab", page.Find(".pt-condition a").GetAttribute("href"));
        var condition = page.FindAll(".pt-condition")[1];
        Assert.EndsWith("field=status!%3D500", condition.QuerySelector("a")!.GetAttribute("href"), StringComparison.Ordinal);
        Assert.DoesNotContain("status", condition.QuerySelector(".pt-condition-off")!.GetAttribute("href"), StringComparison.Ordinal);
        Assert.DoesNotContain("level", page.Find(".pt-levels [data-level=warn]").GetAttribute("href"), StringComparison.Ordinal);
        Assert.Contains("level=warn&level=error", page.Find(".pt-levels [data-level=error]").GetAttribute("href"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_text_becomes_a_part_of_the_address_and_the_same_search_asks_again()
    {
        await LoadObservedAsync();
        var page = Show();

        page.Find("[name=text]").Change(" timed out ");
        page.Find(".pt-traces-form").Submit();

        page.WaitForAssertion(() => Assert.EndsWith("/t/acme/prod/logs?service=%2A&text=timed%20out", Navigation.Uri, StringComparison.Ordinal));
        page.WaitForAssertion(() => Assert.Single(page.FindComponents<PanelView>()));
        var token = page.FindComponent<PanelView>().Instance.State.RefreshToken;
        page.Find(".pt-traces-form").Submit();
        page.WaitForAssertion(() => Assert.NotEqual(token, page.FindComponent<PanelView>().Instance.State.RefreshToken));
        Assert.True(page.FindComponent<PanelView>().Instance.State.Fresh);
    }

    [Fact]
    public async Task Wrapping_lines_asks_for_nothing_anew()
    {
        await LoadObservedAsync();
        var page = Show("?service=checkout");
        var before = page.FindComponent<PanelView>().Instance;
        var (panel, url) = (before.Panel, before.DataUrl);

        Navigation.NavigateTo("/t/acme/prod/logs?service=checkout&wrap=0");

        page.WaitForAssertion(() => Assert.Contains("wrap=0", page.FindComponent<PanelView>().Instance.PanelHref, StringComparison.Ordinal));
        Assert.Same(panel, page.FindComponent<PanelView>().Instance.Panel);
        Assert.Equal(url, page.FindComponent<PanelView>().Instance.DataUrl);
    }

    [Fact]
    public async Task A_range_that_is_dragged_becomes_the_page_s()
    {
        await LoadObservedAsync();
        var page = Show("?service=checkout");

        await page.InvokeAsync(() => page.FindComponent<PanelView>().Instance.Zoom(1_700_000_000_000, 1_700_000_060_000));

        Assert.EndsWith("?service=checkout&from=2023-11-14T22:13:20Z&to=2023-11-14T22:14:20Z", Navigation.Uri, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("acme", "prod", true, false)]
    [InlineData("acme", "none", false, false)]
    [InlineData("nobody", "prod", false, false)]
    [InlineData("nova", "prod", false, true)]
    public async Task Another_s_logs_none_and_unknown_ones_look_alike(string tenant, string environment, bool found, bool seen)
    {
        await LoadAsync(("tenants/acme.yaml", Observed("acme", ["prod"], ["checkout"])), ("tenants/nova.yaml", seen ? Tenant("nova", ["prod"], ["billing"]) : Observed("nova", ["prod"], ["billing"])));
        Access.Sees = scope => scope.Tenant.Value == "acme" || seen;

        Assert.Equal(found, !Show("?service=checkout", tenant, environment).Markup.Contains("There is no such page here", StringComparison.Ordinal));
    }

    private Task LoadObservedAsync() => LoadAsync(("tenants/acme.yaml", Observed("acme", ["prod", "staging"], ["cart", "checkout"])));

    private static IEnumerable<string?> Choices(IRenderedComponent<LogsPage> page, string picker) => page.Find($"#{picker}").QuerySelectorAll("a").Select(a => a.GetAttribute("href"));

    private IRenderedComponent<LogsPage> Show(string query = "", string tenant = "acme", string environment = "prod") =>
        Open<LogsPage>($"/t/{tenant}/{environment}/logs{query}", p => p.Add(page => page.Tenant, tenant).Add(page => page.Environment, environment));
}
