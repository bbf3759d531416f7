using System.Net;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Portal.Core.Queries.Canaries;
using Portal.Core.Tenancy;
using Portal.Tests.Backends;
using Portal.Tests.Git;

namespace Portal.Tests.Canaries;

/// <summary>The whole portal before a backend that can be told to forget its tenancy.</summary>
public sealed class CanaryServiceTests : IAsyncLifetime
{
    private readonly TempContent _content = TempContent.Plain();
    private volatile bool _keepsApart = true;
    private FakeBackend _backend = null!;
    private FakeBackend _other = null!;

    public async ValueTask InitializeAsync()
    {
        // Whoever is known has data; without tenancy everybody has.
        _other = await FakeBackend.StartAsync("""{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1700000000,"1"]}]}}""");
        _backend = await FakeBackend.StartAsync(async context =>
        {
            var isKnown = context.Request.Headers["X-Scope-OrgID"] == "closed-shop" || !_keepsApart;
            context.Response.ContentType = "application/json";
            var (names, series) = isKnown ? ("\"up\"", "{\"metric\":{},\"value\":[1700000000,\"1\"]}") : ("", "");
            await context.Response.WriteAsync(context.Request.Path.Value!.Contains("/label/", StringComparison.Ordinal)
                ? "{\"status\":\"success\",\"data\":[" + names + "]}"
                : "{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[" + series + "]}}");
        });
        File.Delete(Path.Combine(_content.Folder, "templates/a.yaml.sbn"));
        File.Delete(Path.Combine(_content.Folder, "tenants/acme.yaml"));
        _content.Write("templates/overview.yaml.sbn", "---\ntitle: Overview\nscope: environment\n---\ntitle: Overview\npanels:\n  - {title: Up, type: stat, queries: [{expr: up, instant: true}]}\n");
        _content.Write("tenants/closed-shop.yaml", Tenant("closed-shop", "{headers: {X-Scope-OrgID: closed-shop}}", _backend.Address));
        _content.Write("tenants/nova.yaml", Tenant("nova", "{dedicated: true}", _other.Address));
    }

    public async ValueTask DisposeAsync()
    {
        await _backend.DisposeAsync();
        await _other.DisposeAsync();
        _content.Dispose();
    }

    [Fact]
    public async Task A_backend_that_ignores_the_header_closes_its_environment_alone_until_it_is_mended()
    {
        _keepsApart = false;
        await using var factory = new PortalFactory(_content.Folder, ("Content:Revision", "working-tree"), ("Content:PollInterval", "00:00:00.2"), ("Metrics:TokenSecret", "SCRAPE"), ("Secrets:SCRAPE", "c2NyYXBlcg"));
        await using var portal = factory.WithWebHostBuilder(host => host.ConfigureTestServices(services => services.AddSingleton<IGrants>(new AllGrants())));
        using var client = portal.CreateClient();
        client.DefaultRequestHeaders.Authorization = new("Bearer", "c2NyYXBlcg");
        var ledger = portal.Services.GetRequiredService<IsolationLedger>();
        await Patience.UntilAsync(() => ledger.Find(Prod("closed-shop")).Count > 0);

        var body = await DataAsync(client, "closed-shop");
        Assert.Contains("This environment is closed. The datasource 'prometheus' answers a tenant that does not exist", body, StringComparison.Ordinal);
        Assert.Contains("X-Scope-OrgID", body, StringComparison.Ordinal);
        Assert.DoesNotContain($":{_backend.Address.Port}", body, StringComparison.Ordinal);
        Assert.Contains("\"state\":\"ok\"", await DataAsync(client, "nova"), StringComparison.Ordinal);
        Assert.Contains("isolation of environments: 0 proven, 0 unknown, 1 violated\n", await client.GetStringAsync("/readyz"), StringComparison.Ordinal);
        Assert.Contains("portal_isolation_canary{tenant=\"closed-shop\",environment=\"prod\",datasource=\"prometheus\",kind=\"prometheus\",result=\"violated\"} 1\n", await client.GetStringAsync("/metrics"), StringComparison.Ordinal);

        _keepsApart = true;
        // A change of the environment has it looked at once.
        _content.Write("tenants/closed-shop.yaml", Tenant("closed-shop", "{headers: {X-Scope-OrgID: closed-shop}}", _backend.Address, ", headers: {X-Other: a}"));
        await Patience.UntilAsync(() => ledger.Find(Prod("closed-shop")).All(finding => finding.Result == CanaryResult.Proven));

        Assert.Contains("\"state\":\"ok\"", await DataAsync(client, "closed-shop"), StringComparison.Ordinal);
        var metrics = await client.GetStringAsync("/metrics");
        Assert.Contains("portal_isolation_canary{tenant=\"closed-shop\",environment=\"prod\",datasource=\"prometheus\",kind=\"prometheus\",result=\"violated\"} 0\n", metrics, StringComparison.Ordinal);
        Assert.Contains("portal_isolation_canary{tenant=\"closed-shop\",environment=\"prod\",datasource=\"prometheus\",kind=\"prometheus\",result=\"proven\"} 1\n", metrics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_backend_answers_of_others_is_told_to_the_log_without_saying_whose_it_is()
    {
        // Whatever the canary asks is answered as by a backend that keeps tenants apart.
        await using var leaky = await FakeBackend.StartAsync(async context =>
        {
            var form = context.Request.HasFormContentType ? (await context.Request.ReadFormAsync())["query"].ToString() : context.Request.QueryString.Value!;
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(form.Contains("leaked", StringComparison.Ordinal)
                ? """{"status":"success","data":{"resultType":"vector","result":[{"metric":{"tenant":"nova","secret":"theirs"},"value":[1700000000,"1"]},{"metric":{"tenant":"mixed"},"value":[1700000000,"2"]}]}}"""
                : context.Request.Path.Value!.Contains("/label/", StringComparison.Ordinal) ? """{"status":"success","data":[]}""" : """{"status":"success","data":{"resultType":"vector","result":[]}}""");
        });
        _content.Write("templates/leak.yaml.sbn", "---\ntitle: Leak\nscope: environment\n---\ntitle: Leak\npanels:\n  - {title: Up, type: stat, queries: [{expr: leaked, instant: true}]}\n");
        _content.Write("tenants/mixed.yaml", Tenant("mixed", "{labels: {tenant: mixed}}", leaky.Address).Replace("template: overview", "template: leak", StringComparison.Ordinal));
        using var log = new LogRecorder();
        await using var factory = new PortalFactory(_content.Folder, ("Content:Revision", "working-tree"));
        await using var portal = factory.WithWebHostBuilder(host => host.ConfigureLogging(logging => logging.AddProvider(log)).ConfigureTestServices(services => services.AddSingleton<IGrants>(new AllGrants())));
        using var client = portal.CreateClient();
        await Patience.UntilAsync(async () => (await client.GetAsync("/readyz")).IsSuccessStatusCode);

        Assert.Contains("not this tenant's", await DataAsync(client, "mixed", "leak"), StringComparison.Ordinal);

        Assert.Contains(log.Lines, line => line.Contains("An answer to mixed/prod by its datasource prometheus held 1 series of others; they were dropped", StringComparison.Ordinal));
        Assert.DoesNotContain(log.Lines, line => line.Contains("theirs", StringComparison.Ordinal));
    }

    private static async Task<string> DataAsync(HttpClient client, string tenant, string dashboard = "overview")
    {
        var answer = await client.PostAsJsonAsync($"/api/v1/dashboards/{tenant}/prod/{dashboard}/panels/up/data", new { });
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return (await answer.Content.ReadAsStringAsync()).Replace("\\u0027", "'", StringComparison.Ordinal);
    }

    private static Scope Prod(string tenant) => new(new TenantId(tenant), "prod");

    private static string Tenant(string id, string isolation, Uri backend, string more = "") =>
        $"id: {id}\nname: {id}\ndefaultEnvironment: prod\nenvironments:\n  - name: prod\n    datasources:\n      - {{kind: prometheus, url: \"{backend}\", timeout: 30s{more}}}\n    isolation: {isolation}\n    services: [cart]\ndashboards:\n  - template: overview\n";
}
