using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace Portal.Tests.Attacks;

/// <summary>Addresses and headers that a client makes up: what is not the asker's answers as what does not exist, however it is spelled, and no header of a client reaches a store.</summary>
public sealed partial class Addresses(AttackedPortal portal) : IClassFixture<AttackedPortal>
{
    /// <summary>Method and address; <c>PLACE</c> stands for tenant, environment and what is in it.</summary>
    private static readonly (string Method, string Address)[] Dashboards =
    [
        ("GET", "/api/v1/dashboards/PLACE"), ("GET", "/api/v1/dashboards/PLACE?format=yaml"), ("GET", "/api/v1/dashboards/PLACE?service=checkout"),
        ("POST", "/api/v1/dashboards/PLACE/panels/plain/data"), ("POST", "/api/v1/dashboards/PLACE/panels/none/data"), ("POST", "/api/v1/dashboards/PLACE/panels/plain/metrics"), ("POST", "/api/v1/dashboards/PLACE/variables"),
        ("POST", "/api/v1/dashboards/PLACE/panels/lines/lines"), ("GET", "/api/v1/dashboards/PLACE/panels/lines/tail"),
    ];

    private static readonly (string Method, string Address)[] Traces =
    [
        ("GET", "/api/v1/traces/PLACE?service=checkout"), ("GET", "/api/v1/traces/PLACE/services"), ("GET", "/api/v1/traces/PLACE/operations?service=checkout"), ("GET", "/api/v1/traces/PLACE/dependencies"),
        ("GET", $"/api/v1/traces/PLACE/{HostileStore.OwnTrace}"), ("GET", $"/api/v1/traces/PLACE/{HostileStore.OwnTrace}/spans/0000000000000001"), ("GET", $"/api/v1/traces/PLACE/{HostileStore.OwnTrace}/search?text=x"),
        ("GET", "/api/v1/traces/PLACE?service=checkout&from=nonsense"), ("GET", "/api/v1/traces/PLACE?datasource=none"),
    ];

    [Fact]
    public async Task What_is_anothers_answers_to_the_letter_as_what_does_not_exist()
    {
        foreach (var (method, address) in Dashboards)
        {
            var nothing = await AskAsync(Persons.Viewer, method, address.Replace("PLACE", "none/prod/metrics", StringComparison.Ordinal));
            foreach (var place in (string[])["nova/prod/metrics", "nova/prod/secret-plan", "acme/staging/metrics", "acme/none/metrics", "acme/prod/secret-plan", "acme/prod/none", "hydra/prod/logs", "ACME/prod/metrics", "acme/PROD/metrics"])
            {
                Assert.Equal(nothing, await AskAsync(Persons.Viewer, method, address.Replace("PLACE", place, StringComparison.Ordinal)));
            }
            Assert.Equal(nothing, await AskAsync(Persons.Stranger, method, address.Replace("PLACE", "acme/prod/metrics", StringComparison.Ordinal)));
            Assert.Equal(HttpStatusCode.NotFound, nothing.Status);
        }
        foreach (var (method, address) in Traces)
        {
            var nothing = await AskAsync(Persons.Viewer, method, address.Replace("PLACE", "none/prod", StringComparison.Ordinal));
            foreach (var place in (string[])["nova/prod", "acme/staging", "acme/none", "hydra/prod"])
            {
                Assert.Equal(nothing, await AskAsync(Persons.Viewer, method, address.Replace("PLACE", place, StringComparison.Ordinal)));
            }
            Assert.Equal(HttpStatusCode.NotFound, nothing.Status);
        }
    }

    [Fact]
    public async Task A_body_that_is_wrong_tells_nothing_of_what_is_anothers()
    {
        using var client = portal.As(Persons.Viewer);
        foreach (var place in (string[])["nova/prod/metrics", "none/prod/metrics", "acme/staging/metrics"])
        {
            using var answer = await client.PostAsync($"/api/v1/dashboards/{place}/panels/plain/data", new StringContent("{", Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }
    }

    [Theory]
    [InlineData("/t/nova", "/t/none")]
    [InlineData("/t/acme?env=staging", "/t/acme?env=none")]
    [InlineData("/d/nova/prod/metrics", "/d/none/prod/metrics")]
    [InlineData("/d/acme/staging/metrics", "/d/acme/none/metrics")]
    [InlineData("/d/acme/prod/secret-plan", "/d/acme/prod/none")]
    [InlineData("/t/nova/prod/traces", "/t/none/prod/traces")]
    [InlineData("/t/nova/prod/traces/00000000000000aa", "/t/none/prod/traces/00000000000000aa")]
    [InlineData("/templates/secret-plan", "/templates/none")]
    [InlineData("/templates", "/templatez")]
    [InlineData("/catalog", "/catalogue")]
    public async Task Pages_of_others_answer_as_pages_that_do_not_exist(string others, string nothing)
    {
        var (theirs, none) = (await AskAsync(Persons.Viewer, "GET", others), await AskAsync(Persons.Viewer, "GET", nothing));
        Assert.Equal(none.Status, theirs.Status);
        Assert.Equal(Visible(none.Body), Visible(theirs.Body));
        Assert.DoesNotContain("Nova Ltd", theirs.Body, StringComparison.Ordinal);
    }

    /// <summary>Sent byte for byte, for a client would put them right.</summary>
    [Theory]
    [InlineData("/api/v1/dashboards/acme/prod/../../nova/prod/metrics")]
    [InlineData("/api/v1/dashboards/acme/prod/%2e%2e/%2e%2e/nova/prod/metrics")]
    [InlineData("/api/v1/dashboards/acme/prod/..%2f..%2fnova/prod/metrics")]
    [InlineData("/api/v1/dashboards/acme%2f..%2fnova/prod/metrics")]
    [InlineData("/api/v1/dashboards/nova%2fprod%2fmetrics")]
    [InlineData("/api/v1/dashboards/nova%00/prod/metrics")]
    [InlineData("/api/v1/dashboards/%6e%6f%76%61/prod/metrics")]
    [InlineData("/api/v1/dashboards/%256e%256f%2576%2561/prod/metrics")]
    [InlineData("/api/v1/dashboards//nova/prod/metrics")]
    [InlineData("//api/v1/dashboards/nova/prod/metrics")]
    [InlineData("/api//v1/dashboards/nova/prod/metrics")]
    [InlineData("/api/v1/dashboards/nova/prod/metrics/")]
    [InlineData("/api/v1/dashboards/nova/prod/metrics.")]
    [InlineData("/api/v1/dashboards/nova./prod/metrics")]
    [InlineData("/api/v1/dashboards/nova;x=1/prod/metrics")]
    [InlineData("/api/v1/dashboards/acme;nova/prod/metrics")]
    [InlineData("/api/v1/dashboards/acme/prod;staging/metrics")]
    [InlineData("/api/v1/dashboards/acme/prod%20/metrics")]
    [InlineData("/api/v1/dashboards/%20nova/prod/metrics")]
    [InlineData("/api/v1/dashboards/acme/prod/metrics%2f..%2f..%2fstaging%2fmetrics")]
    [InlineData("/api/v1/dashboards/acme/prod/..~..~nova~prod~secret-plan")]
    [InlineData("/api/v1/dashboards/acme\\..\\nova/prod/metrics")]
    [InlineData("/API/V1/DASHBOARDS/nova/prod/metrics")]
    [InlineData("/api/v1/dashboards/nova/prod/metrics?tenant=acme&environment=prod")]
    [InlineData("/api/v1/dashboards/nova/prod/metrics?service=checkout&service=acme")]
    [InlineData("/api/v1/dashboards/nova/prod/secret-plan#acme")]
    [InlineData("/api/v1/traces/acme/prod/../../nova/prod")]
    [InlineData("/api/v1/traces/acme/prod/..%2f..%2fnova%2fprod%2fservices")]
    [InlineData("/t/acme/../nova")]
    [InlineData("/t/acme%2f..%2fnova")]
    [InlineData("/d/acme/prod/..%2f..%2fnova%2fprod%2fsecret-plan")]
    [InlineData("/..%2f..%2ftenants/nova.yaml")]
    [InlineData("/css/..%2f..%2fappsettings.json")]
    [InlineData("/css/%2e%2e/%2e%2e/appsettings.json")]
    [InlineData("/tenants/nova.yaml")]
    [InlineData("/.git/config")]
    [InlineData("/portal.db")]
    public async Task An_address_that_is_bent_leads_nowhere(string target)
    {
        var (status, body) = await RawAsync($"GET {target} HTTP/1.1\r\nHost: localhost\r\n{Persons.Header}: {Persons.Viewer}\r\nConnection: close\r\n\r\n");
        Assert.True(status is 400 or 404, $"{status} {body}");
        Assert.DoesNotContain("Nova Ltd", body, StringComparison.Ordinal);
        Assert.DoesNotContain("merger", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_that_is_not_bent_is_answered()
    {
        var (status, body) = await RawAsync($"GET /api/v1/dashboards/acme/prod/metrics HTTP/1.1\r\nHost: localhost\r\n{Persons.Header}: {Persons.Viewer}\r\nConnection: close\r\n\r\n");
        Assert.True(status == 200, body);
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(Persons.Viewer, "GET", "/d/acme/prod/metrics")).Status);
        foreach (var path in (string[])["metrics/panels/plain/data", "metrics/variables", "logs/panels/lines/lines"])
        {
            Assert.Equal(HttpStatusCode.OK, (await AskAsync(Persons.Administrator, "POST", $"/api/v1/dashboards/hydra/prod/{path}")).Status);
        }
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(Persons.Viewer, "GET", $"/api/v1/traces/acme/prod/{HostileStore.OwnTrace}")).Status);
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(Persons.Administrator, "GET", "/api/v1/dashboards/nova/prod/secret-plan")).Status);
    }

    [Theory]
    [InlineData("Host: localhost\r\nHost: nova")]
    [InlineData("Host: nova.example.org")]
    [InlineData("Host: localhost\r\nContent-Length: 5\r\nContent-Length: 6")]
    public async Task A_request_that_two_servers_could_read_in_two_ways_is_refused(string headers)
    {
        var (status, _) = await RawAsync($"GET /api/v1/tenants HTTP/1.1\r\n{headers}\r\n{Persons.Header}: {Persons.Administrator}\r\nConnection: close\r\n\r\n");
        Assert.Equal(400, status);
    }

    [Theory]
    [InlineData("X-HTTP-Method-Override", "GET")]
    [InlineData("X-Original-URL", "/api/v1/dashboards/acme/prod/metrics")]
    [InlineData("X-Rewrite-URL", "/api/v1/dashboards/acme/prod/metrics")]
    [InlineData("X-Forwarded-Prefix", "/api/v1/dashboards/acme")]
    [InlineData("X-Forwarded-User", "administrator")]
    [InlineData("X-Tenant", "nova")]
    [InlineData("X-Scope-OrgID", "nova")]
    [InlineData("X-Forwarded-For", "127.0.0.1")]
    public async Task A_header_opens_nothing(string header, string value)
    {
        using var client = portal.As(Persons.Viewer);
        client.DefaultRequestHeaders.TryAddWithoutValidation(header, value);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/api/v1/dashboards/nova/prod/metrics", TestContext.Current.CancellationToken)).StatusCode);
    }

    [Theory]
    [InlineData("acme", null)]
    [InlineData("hydra", "hydra-prod")]
    public async Task No_header_of_a_client_reaches_a_store(string tenant, string? scope)
    {
        using var client = portal.As(Persons.Administrator);
        string[] sent = ["X-Scope-OrgID", "x-scope-orgid", "X-Tenant", "X-Tenant-ID", "THANOS-TENANT", "Authorization", "Cookie", "X-Forwarded-For", "Forwarded", "X-Grafana-Org-Id", "traceparent", "baggage", "X-Prom-Label"];
        foreach (var header in sent)
        {
            client.DefaultRequestHeaders.TryAddWithoutValidation(header, header == "traceparent" ? "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" : "nova-smuggled");
        }
        foreach (var path in (string[])["metrics/panels/plain/data", "metrics/panels/exemplars/data", "metrics/variables", "logs/panels/lines/data", "traces/panels/map/data"])
        {
            portal.Store.Requests.Clear();
            using var answer = await client.PostAsJsonAsync($"/api/v1/dashboards/{tenant}/prod/{path}", new { fresh = true, variables = new Dictionary<string, string[]> { ["X-Scope-OrgID"] = ["nova"] } }, TestContext.Current.CancellationToken);
            Assert.NotEmpty(portal.Store.Requests);
            Assert.All(portal.Store.Requests, asked =>
            {
                Assert.Equal(scope, asked.Headers.GetValueOrDefault("X-Scope-OrgID"));
                Assert.DoesNotContain(asked.Headers, header => header.Value.Contains("smuggled", StringComparison.Ordinal) || header.Value.Contains("0af7651916cd43dd8448eb211c80319c", StringComparison.Ordinal));
                Assert.DoesNotContain(asked.Headers.Keys, name => name is "Cookie" or "Authorization" or "X-Tenant" || name.StartsWith("X-Forwarded", StringComparison.OrdinalIgnoreCase));
            });
        }
    }

    private async Task<(HttpStatusCode Status, string Body)> AskAsync(string person, string method, string address)
    {
        using var client = portal.As(person);
        using var request = new HttpRequestMessage(new HttpMethod(method), address) { Content = method == "POST" ? new StringContent("{}", Encoding.UTF8, "application/json") : null };
        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return (answer.StatusCode, TraceId().Replace(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), ""));
    }

    private async Task<(int Status, string Body)> RawAsync(string request)
    {
        var address = await portal.ListenAsync();
        using var socket = new TcpClient();
        await socket.ConnectAsync(address.Host, address.Port, TestContext.Current.CancellationToken);
        await using var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.UTF8.GetBytes(request), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var text = await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
        return (int.Parse(text.Split(' ')[1]), text);
    }

    /// <summary>A page without what is new in each answer.</summary>
    private static string Visible(string html) => Markup().Replace(Comment().Replace(html, ""), " ");

    [GeneratedRegex("\"traceId\":\"[^\"]*\"")]
    private static partial Regex TraceId();

    [GeneratedRegex("<!--.*?-->", RegexOptions.Singleline)]
    private static partial Regex Comment();

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Markup();
}
