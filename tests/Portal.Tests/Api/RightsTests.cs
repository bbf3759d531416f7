using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Portal.Tests.Attacks;

namespace Portal.Tests.Api;

/// <summary>What each person gets of the API, see <see cref="Persons"/>.</summary>
public sealed class RightsTests(AttackedPortal portal) : IClassFixture<AttackedPortal>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Persons.Viewer, "acme:prod")]
    [InlineData(Persons.Editor, "acme:prod")]
    [InlineData(Persons.Stranger, "")]
    [InlineData(Persons.Administrator, "acme:prod,staging hydra:prod,staging nova:prod,staging")]
    public async Task Lists_hold_what_the_person_may_see(string person, string expected)
    {
        using var client = portal.As(person);
        var tenants = (await client.GetFromJsonAsync<JsonArray>("/api/v1/tenants", Cancellation))!;
        Assert.Equal(expected, string.Join(' ', tenants.Select(tenant => $"{tenant!["id"]}:{string.Join(',', tenant["environments"]!.AsArray().Select(environment => environment!["name"]))}")));
        Assert.DoesNotContain(portal.Store.Address.Authority, tenants.ToJsonString(), StringComparison.Ordinal);

        var rows = (await client.GetFromJsonAsync<JsonArray>("/api/v1/dashboards", Cancellation))!;
        Assert.Equal(expected.Length > 0, rows.Count > 0);
        Assert.All(rows, row => Assert.Contains($"{row!["environment"]}", expected.Split(' ').Single(one => one.StartsWith($"{row["tenant"]}:", StringComparison.Ordinal)), StringComparison.Ordinal));
        using var narrowed = await client.GetAsync("/api/v1/dashboards?tenant=nova&q=plan", Cancellation);
        Assert.Equal(person == Persons.Administrator ? "2" : "0", Assert.Single(narrowed.Headers.GetValues("X-Total-Count")));
    }

    [Theory]
    [InlineData(Persons.Viewer, false)]
    [InlineData(Persons.Editor, true)]
    public async Task Queries_are_told_to_editors_only(string person, bool told)
    {
        using var client = portal.As(person);
        foreach (var dashboard in (string[])["metrics", "logs", "service"])
        {
            foreach (var format in (string[])["json", "yaml"])
            {
                var text = await client.GetStringAsync($"/api/v1/dashboards/acme/prod/{dashboard}?service=checkout&format={format}", Cancellation);
                Assert.Equal(told, text.Contains("expr", StringComparison.Ordinal));
                Assert.Equal(told, text.Contains(dashboard == "logs" ? "{app=" : "up{", StringComparison.Ordinal));
                Assert.Equal(told, text.Contains("label_values", StringComparison.Ordinal) || (dashboard != "metrics" && text.Contains("expr", StringComparison.Ordinal)));
            }
        }
        foreach (var (dashboard, panel) in ((string, string)[])[("metrics", "plain"), ("logs", "lines"), ("metrics", "grouping")])
        {
            var data = JsonNode.Parse(await portal.PanelAsync(person, dashboard, panel, "job"))!;
            Assert.All(data["queries"]!.AsArray(), query => Assert.Equal((told, told), (query!["expr"] is not null, query["scoped"] is not null)));
            Assert.Equal(told, data.ToJsonString().Contains("environment=", StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData(Persons.Viewer, HttpStatusCode.NotFound)]
    [InlineData(Persons.Stranger, HttpStatusCode.NotFound)]
    [InlineData(Persons.Editor, HttpStatusCode.OK)]
    public async Task What_metrics_are_is_told_to_those_who_are_told_queries(string person, HttpStatusCode expected)
    {
        using var client = portal.As(person);
        async Task<(HttpStatusCode Status, string Body)> AskAsync(string place)
        {
            using var answer = await client.PostAsync($"/api/v1/dashboards/{place}/metrics", null, Cancellation);
            return (answer.StatusCode, (await answer.Content.ReadAsStringAsync(Cancellation)).Split("\"traceId\"")[0]);
        }
        var nothing = await AskAsync("none/prod/metrics/panels/plain");
        var own = await AskAsync("acme/prod/metrics/panels/plain");

        Assert.Equal(HttpStatusCode.NotFound, nothing.Status);
        Assert.Equal(expected, own.Status);
        Assert.Equal(expected == HttpStatusCode.OK, own != nothing);
        Assert.Equal(nothing, await AskAsync("nova/prod/metrics/panels/plain"));
        Assert.Equal(nothing, await AskAsync("acme/prod/metrics/panels/none"));
        if (expected == HttpStatusCode.OK)
        {
            Assert.Equal((HttpStatusCode.OK, """{"metrics":[]}"""), await AskAsync("acme/prod/logs/panels/lines"));
            Assert.Equal((HttpStatusCode.OK, """{"metrics":[]}"""), await AskAsync("acme/prod/traces/panels/found"));
        }
    }

    [Theory]
    [InlineData("", HttpStatusCode.BadRequest)]
    [InlineData("?service=", HttpStatusCode.BadRequest)]
    [InlineData("?service=none", HttpStatusCode.NotFound)]
    [InlineData("?service=CHECKOUT", HttpStatusCode.NotFound)]
    [InlineData("?service=checkout&service=checkout", HttpStatusCode.NotFound)]
    [InlineData("?service=checkout", HttpStatusCode.OK)]
    public async Task A_dashboard_of_services_wants_one_that_there_is(string query, HttpStatusCode expected)
    {
        using var client = portal.As(Persons.Viewer);
        foreach (var answer in (HttpResponseMessage[])[
            await client.GetAsync($"/api/v1/dashboards/acme/prod/service{query}", Cancellation),
            await client.PostAsync($"/api/v1/dashboards/acme/prod/service/panels/p/data{query}", null, Cancellation),
            await client.PostAsync($"/api/v1/dashboards/acme/prod/service/variables{query}", null, Cancellation)])
        {
            Assert.Equal(expected, answer.StatusCode);
            if (expected == HttpStatusCode.BadRequest)
            {
                Assert.Equal("Add ?service=<name>.", JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancellation))!["remedy"]!.ToString());
            }
        }
    }

    [Theory]
    [InlineData(Persons.Administrator, HttpStatusCode.OK)]
    [InlineData(Persons.Editor, HttpStatusCode.NotFound)]
    [InlineData(Persons.Viewer, HttpStatusCode.NotFound)]
    [InlineData(Persons.Stranger, HttpStatusCode.NotFound)]
    public async Task The_content_as_a_whole_is_for_those_who_edit_all_of_it(string person, HttpStatusCode expected)
    {
        using var client = portal.As(person);
        Assert.Equal(expected, (await client.GetAsync("/api/v1/catalog", Cancellation)).StatusCode);
        Assert.Equal(expected, (await client.PostAsync("/api/v1/validate", null, Cancellation)).StatusCode);
        Assert.Equal(expected, (await client.PostAsJsonAsync("/api/v1/validate", new { files = new Dictionary<string, string> { ["tenants/x.yaml"] = "id: x\n" } }, Cancellation)).StatusCode);
    }

    [Fact]
    public async Task Posted_content_is_validated_and_changes_nothing()
    {
        using var client = portal.As(Persons.Administrator);
        var answer = await client.PostAsJsonAsync("/api/v1/validate", new { files = new Dictionary<string, string> { ["tenants/x.yaml"] = "id: x\n" } }, Cancellation);
        var outcome = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancellation))!;
        Assert.False((bool)outcome["accepted"]!);
        Assert.Contains(outcome["diagnostics"]!.AsArray(), diagnostic => (string?)diagnostic!["file"] == "tenants/x.yaml");
        Assert.Equal(3, (await client.GetFromJsonAsync<JsonArray>("/api/v1/tenants", Cancellation))!.Count);
    }

    [Theory]
    [InlineData("application/json", "{\"files\":{\"../etc/passwd\":\"\"}}", HttpStatusCode.BadRequest)]
    [InlineData("application/json", "{\"files\":{\"templates/../../x\":\"\"}}", HttpStatusCode.BadRequest)]
    [InlineData("application/json", "{\"files\":{\"templates\\\\x\":\"\"}}", HttpStatusCode.BadRequest)]
    [InlineData("application/json", "{\"files\":{\"templates/x\":null}}", HttpStatusCode.BadRequest)]
    [InlineData("application/json", "{\"files\":{},\"more\":1}", HttpStatusCode.BadRequest)]
    [InlineData("application/json", "{\"files\":{},\"files\":{}}", HttpStatusCode.BadRequest)]
    [InlineData("application/json", "null", HttpStatusCode.BadRequest)]
    [InlineData("application/json", "[", HttpStatusCode.BadRequest)]
    [InlineData("text/plain", "{\"files\":{}}", HttpStatusCode.BadRequest)]
    public async Task A_body_of_another_shape_is_refused_as_a_problem(string type, string body, HttpStatusCode expected)
    {
        using var client = portal.As(Persons.Administrator);
        using var answer = await client.PostAsync("/api/v1/validate", new StringContent(body, Encoding.UTF8, type), Cancellation);
        Assert.Equal((expected, "application/problem+json"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
    }

    [Fact]
    public async Task A_body_beyond_its_bound_is_refused()
    {
        using var client = portal.As(Persons.Administrator);
        var large = new { files = new Dictionary<string, string> { ["templates/x"] = new('x', 1024 * 1024) } };
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await client.PostAsJsonAsync("/api/v1/validate", large, Cancellation)).StatusCode);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await client.PostAsJsonAsync("/api/v1/dashboards/acme/prod/metrics/panels/plain/data", new { from = new string('x', 70_000) }, Cancellation)).StatusCode);
    }

    [Theory]
    [InlineData("", null, "application/json")]
    [InlineData("", "*/*", "application/json")]
    [InlineData("", "text/html", "application/json")]
    [InlineData("", "application/yaml", "application/yaml")]
    [InlineData("", "text/yaml;q=0.9, application/json;q=0.5", "application/yaml")]
    [InlineData("", "application/yaml;q=0.2, application/json", "application/json")]
    [InlineData("?format=yaml", "application/json", "application/yaml")]
    [InlineData("?format=json", "application/yaml", "application/json")]
    [InlineData("?format=xml", null, "application/problem+json")]
    public async Task A_dashboard_comes_as_it_is_wanted(string query, string? accept, string expected)
    {
        using var client = portal.As(Persons.Viewer);
        client.DefaultRequestHeaders.TryAddWithoutValidation("Accept", accept);
        using var answer = await client.GetAsync($"/api/v1/dashboards/acme/prod/metrics{query}", Cancellation);
        Assert.Equal(expected, answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal(expected == "application/problem+json" ? HttpStatusCode.BadRequest : HttpStatusCode.OK, answer.StatusCode);
        Assert.True(answer.Headers.CacheControl?.NoStore);
    }

    [Fact]
    public async Task The_description_names_every_endpoint_once_and_no_query()
    {
        using var client = portal.As(Persons.Stranger);
        var text = await client.GetStringAsync("/openapi/v1.json", Cancellation);
        var document = JsonDocument.Parse(text).RootElement;
        var operations = document.GetProperty("paths").EnumerateObject().Where(path => path.Name.StartsWith("/api/v1/", StringComparison.Ordinal))
            .SelectMany(path => path.Value.EnumerateObject()).Select(operation => operation.Value.GetProperty("operationId").GetString()!).ToList();
        Assert.Superset(
            new HashSet<string> { "ListTenants", "ListDashboards", "GetDashboard", "GetPanelData", "ResolveVariables", "GetPanelLines", "TailPanelLines", "SearchTraces", "GetTrace", "GetSpan", "GetCatalog", "Validate" }, operations.ToHashSet());
        Assert.Equal(operations.Count, operations.Distinct().Count());
        Assert.False(document.TryGetProperty("servers", out var servers) && servers.GetArrayLength() > 0);
        Assert.DoesNotContain("*/*", text, StringComparison.Ordinal);
        // A question has no place for a query.
        Assert.DoesNotContain("\"expr\"", document.GetProperty("components").GetProperty("schemas").GetProperty("DataQuestion").GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain(portal.Store.Address.Authority, text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/", HttpStatusCode.OK)]
    [InlineData("/t/acme", HttpStatusCode.OK)]
    [InlineData("/d/acme/prod/metrics", HttpStatusCode.OK)]
    [InlineData("/t/nova", HttpStatusCode.NotFound)]
    [InlineData("/d/nova/prod/metrics", HttpStatusCode.NotFound)]
    [InlineData("/nothing", HttpStatusCode.NotFound)]
    public async Task A_page_answers_HEAD_as_it_does_GET(string address, HttpStatusCode expected)
    {
        using var client = portal.As(Persons.Viewer);
        using var head = await client.SendAsync(new HttpRequestMessage(HttpMethod.Head, address), Cancellation);
        using var get = await client.GetAsync(address, Cancellation);
        Assert.Equal((expected, expected), (head.StatusCode, get.StatusCode));
        Assert.Equal(get.Content.Headers.ContentType, head.Content.Headers.ContentType);
    }

    [Fact]
    public async Task Another_sites_request_to_the_API_is_refused_as_a_problem()
    {
        using var client = portal.As(Persons.Administrator);
        client.DefaultRequestHeaders.Add("Origin", "https://evil.example.org");
        foreach (var (address, type) in ((string, string?)[])[("/api/v1/tenants", "application/problem+json"), ("/t/acme", null)])
        {
            using var answer = await client.GetAsync(address, Cancellation);
            Assert.Equal((HttpStatusCode.Forbidden, type), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        }
    }
}
