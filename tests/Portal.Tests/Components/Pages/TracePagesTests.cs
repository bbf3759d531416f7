using Bunit;
using Portal.Components.Explore;
using Portal.Components.Pages;

namespace Portal.Tests.Components.Pages;

public sealed class TracePagesTests : PageTests
{
    [Fact]
    public async Task The_address_is_the_search()
    {
        await LoadObservedAsync();

        var page = Traces("?service=checkout&from=now-6h&operation=GET&tags=error%3Dtrue%20a%3D%22b%20c%22&min=250ms&limit=50&view=list");

        var json = System.Text.Json.JsonSerializer.Serialize(page.FindComponent<ModuleView>().Instance.Settings);
        Assert.Contains("\"Api\":\"/api/v1/traces/acme/prod\"", json, StringComparison.Ordinal);
        Assert.Contains("\"Tags\":\"error=true\\na=b c\",\"Min\":\"250ms\",\"Max\":\"\",\"Limit\":50,\"From\":\"now-6h\",\"To\":\"now\"", json, StringComparison.Ordinal);
        Assert.Equal("checkout", page.Find("[name=service]").GetAttribute("value"));
        Assert.Equal("/t/acme/prod/logs?service=checkout&from=now-6h", page.Find(".pt-head-tools > a").GetAttribute("href"));
    }

    [Fact]
    public async Task A_search_becomes_the_address_and_the_same_one_asks_again()
    {
        await LoadObservedAsync();
        var page = Traces();

        page.Find("[name=service]").Change(" cart ");
        page.Find("[name=min]").Change("1s");
        page.Find(".pt-traces-form").Submit();

        page.WaitForAssertion(() => Assert.EndsWith("/t/acme/prod/traces?service=cart&min=1s", Navigation.Uri, StringComparison.Ordinal));
        var before = page.FindComponent<ModuleView>().Instance.Settings;
        page.Find(".pt-traces-form").Submit();
        page.WaitForAssertion(() => Assert.NotEqual(before, page.FindComponent<ModuleView>().Instance.Settings));
    }

    [Fact]
    public async Task A_trace_is_told_where_its_lines_are()
    {
        await LoadObservedAsync();

        var page = Open<TracePage>("/t/acme/prod/trace/ab", p => p.Add(t => t.Tenant, "acme").Add(t => t.Environment, "prod").Add(t => t.Id, "ab"));

        Assert.Equal(
            "{\"Api\":\"/api/v1/traces/acme/prod\",\"Place\":\"/t/acme/prod\",\"Id\":\"000000000000000000000000000000ab\",\"Logs\":true,\"TraceInLogs\":true,\"ServiceAttribute\":\"k8s.deployment.name\"}",
            System.Text.Json.JsonSerializer.Serialize(page.FindComponent<ModuleView>().Instance.Settings));
        Assert.Equal("ab", page.Find("h1 code").TextContent);
    }

    [Theory]
    [InlineData("acme", "prod", "0")]
    [InlineData("acme", "prod", "what")]
    [InlineData("acme", "none", "ab")]
    [InlineData("nova", "prod", "ab")]
    public async Task What_is_not_there_or_another_s_is_not_found(string tenant, string environment, string id)
    {
        await LoadObservedAsync();
        Access.Sees = scope => scope.Tenant.Value == "acme";

        Assert.Contains("There is no such page here", Open<TracePage>($"/t/{tenant}/{environment}/trace/{id}", p => p.Add(t => t.Tenant, tenant).Add(t => t.Environment, environment).Add(t => t.Id, id)).Markup, StringComparison.Ordinal);
        if (id == "ab")
        {
            Assert.Contains("There is no such page here", Traces("", tenant, environment).Markup, StringComparison.Ordinal);
        }
    }

    private Task LoadObservedAsync() => LoadAsync(("tenants/acme.yaml", Observed("acme", ["prod"], ["cart", "checkout"])), ("tenants/nova.yaml", Observed("nova", ["prod"], ["billing"])));

    private IRenderedComponent<TracesPage> Traces(string query = "", string tenant = "acme", string environment = "prod") =>
        Open<TracesPage>($"/t/{tenant}/{environment}/traces{query}", p => p.Add(page => page.Tenant, tenant).Add(page => page.Environment, environment));
}
