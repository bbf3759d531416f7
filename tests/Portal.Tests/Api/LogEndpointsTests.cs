using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Portal.Core.Tenancy;
using Portal.Tests.Backends;
using Portal.Tests.Canaries;
using Portal.Tests.Git;

namespace Portal.Tests.Api;

/// <summary>Panels of logs over HTTP, with a log store that answers as recorded.</summary>
public sealed class LogEndpointsTests : IDisposable
{
    private const string Panel = "/api/v1/dashboards/acme/prod/logs/panels/lines";

    private const string Template =
        """
        ---
        title: Logs
        scope: environment
        ---
        title: Logs
        panels:
          - id: lines
            title: Lines
            type: logs
            logs: {limit: 2}
            queries:
              - expr: '{app="api"}'

        """;

    private readonly TempContent _content = new();

    public void Dispose() => _content.Dispose();

    [Fact]
    public async Task Lines_their_pages_their_neighbours_and_new_ones_are_told()
    {
        await using var loki = await FakeBackend.StartAsync(AnswerAsync);
        await using var factory = Write(loki);
        await using var portal = factory.WithWebHostBuilder(host => host.ConfigureTestServices(services => services.LetCanarySleep().AddSingleton<IGrants>(new AllGrants())));
        using var client = portal.CreateClient();
        await Patience.UntilAsync(async () => (await client.GetAsync("/readyz")).StatusCode == HttpStatusCode.OK);

        using var data = await JsonAnswer.ReadAsync(await client.PostAsJsonAsync($"{Panel}/data", new { from = "now-1h", to = "now" }));
        var logs = data.RootElement.GetProperty("logs");
        var next = logs.GetProperty("next").GetString()!;
        Assert.Equal("newest", logs.GetProperty("streams")[0].GetProperty("lines")[0][1].GetString());
        Assert.Equal("x", logs.GetProperty("streams")[0].GetProperty("lines")[0][2].GetProperty("trace_id").GetString());
        Assert.Equal(JsonValueKind.String, logs.GetProperty("streams")[0].GetProperty("lines")[0][0].ValueKind);
        Assert.True(logs.GetProperty("limitReached").GetBoolean());

        using var page = await JsonAnswer.ReadAsync(await client.PostAsJsonAsync($"{Panel}/lines", new { from = "now-1h", to = "now", cursor = next }));
        Assert.Equal(next, loki.Requests.Last(asked => asked.Path.EndsWith("query_range", StringComparison.Ordinal))["end"]);
        Assert.True(page.RootElement.TryGetProperty("notices", out _));

        var time = logs.GetProperty("streams")[0].GetProperty("lines")[0][0].GetString();
        using var around = await JsonAnswer.ReadAsync(await client.PostAsJsonAsync($"{Panel}/lines", new { around = new { refId = "A", labels = new { tenant = "acme", app = "api" }, timeNs = time, before = true } }));
        Assert.NotEmpty(around.RootElement.GetProperty("logs").GetProperty("streams").EnumerateArray());
        Assert.Equal("{app=\"api\", tenant=\"acme\"}", loki.Requests.Last()["query"]);

        var foreign = await client.PostAsJsonAsync($"{Panel}/lines", new { around = new { refId = "A", labels = new { tenant = "nova", app = "api" }, timeNs = time } });
        Assert.Equal(HttpStatusCode.NotFound, foreign.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await client.PostAsJsonAsync($"{Panel}/lines", new { query = "{a=\"b\"}" })).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/api/v1/dashboards/nova/prod/logs/panels/lines/tail")).StatusCode);

        using var tail = new StreamReader(await client.GetStreamAsync($"{Panel}/tail", TestContext.Current.CancellationToken));
        Assert.Equal("event: lines", await tail.ReadLineAsync(TestContext.Current.CancellationToken));
        Assert.Contains("\"fresh\"", await tail.ReadLineAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_search_is_told_in_words_and_asked_in_the_tenant_s_scope()
    {
        await using var loki = await FakeBackend.StartAsync(AnswerAsync);
        await using var factory = Write(loki);
        await using var portal = factory.WithWebHostBuilder(host => host.ConfigureTestServices(services => services.LetCanarySleep().AddSingleton<IGrants>(new AllGrants())));
        using var client = portal.CreateClient();
        await Patience.UntilAsync(async () => (await client.GetAsync("/readyz")).StatusCode == HttpStatusCode.OK);
        const string Search = "/api/v1/logs/acme/prod";

        using var data = await JsonAnswer.ReadAsync(await client.PostAsJsonAsync($"{Search}/data?service=api&text=a%22b&match=exact&field=status%3D500&query=%7Bx%3D%22y%22%7D", new { from = "now-1h", to = "now" }));
        Assert.Equal("lines", data.RootElement.GetProperty("panelId").GetString());
        Assert.Equal("{\"logs\":true,\"traces\":false,\"traceId\":[],\"traceInLogs\":true,\"serviceAttribute\":null,\"service\":\"api\"}", data.RootElement.GetProperty("links").GetRawText());
        const string Query = "{service=\"api\", tenant=\"acme\"} |= \"a\\\"b\" | json | logfmt | drop __error__, __error_details__ | status=\"500\"";
        Assert.Contains(loki.Requests, asked => asked["query"] == Query);

        using var lines = await JsonAnswer.ReadAsync(await client.PostAsJsonAsync($"{Search}/lines?service=api&text=a%22b&match=exact&field=status%3D500", new { from = "now-1h", to = "now" }));
        Assert.NotEmpty(lines.RootElement.GetProperty("logs").GetProperty("streams").EnumerateArray());
        using var tail = new StreamReader(await client.GetStreamAsync($"{Search}/tail?service=api", TestContext.Current.CancellationToken));
        Assert.Equal("event: lines", await tail.ReadLineAsync(TestContext.Current.CancellationToken));

        Assert.Equal(HttpStatusCode.BadRequest, (await client.PostAsJsonAsync($"{Search}/data?text=%28&match=regex", new { })).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await client.GetAsync($"{Search}/values?name=a%22b")).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await client.GetAsync($"{Search}/names?from={new string('1', 65)}")).StatusCode);
        foreach (var place in new[] { "/api/v1/logs/nova/prod", "/api/v1/logs/acme/none" })
        {
            Assert.Equal(HttpStatusCode.NotFound, (await client.PostAsJsonAsync($"{place}/data", new { })).StatusCode);
            Assert.Equal(HttpStatusCode.NotFound, (await client.PostAsJsonAsync($"{place}/lines", new { })).StatusCode);
            foreach (var what in new[] { "tail", "services", "names", "values?name=a" })
            {
                Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync($"{place}/{what}")).StatusCode);
            }
        }
    }

    private PortalFactory Write(FakeBackend loki)
    {
        _content.Write("templates/logs.yaml.sbn", Template);
        _content.Write(
            "tenants/acme.yaml",
            $$$"""
            id: acme
            name: Acme
            defaultEnvironment: prod
            environments:
              - name: prod
                datasources: [{kind: loki, url: "{{{loki.Address}}}"}]
                isolation: {labels: {tenant: acme}}
                services: [checkout]
            dashboards: [{template: logs}]

            """);
        return new PortalFactory(_content.Folder, ("Backends:Retries", "0"));
    }

    private static async Task AnswerAsync(HttpContext context)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() * 1_000_000;
        if (context.WebSockets.IsWebSocketRequest)
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            await socket.SendAsync(Encoding.UTF8.GetBytes($$$"""{"streams":[{"stream":{"tenant":"acme","app":"api"},"values":[["{{{now}}}","fresh"]]}]}"""), WebSocketMessageType.Text, true, context.RequestAborted);
            await socket.ReceiveAsync(new byte[16], context.RequestAborted);
            return;
        }
        var stream = """{"tenant":"acme","app":"api"}""";
        await context.Response.WriteAsync(
            context.Request.Path.Value!.EndsWith("series", StringComparison.Ordinal) ? $$"""{"status":"success","data":[{{stream}}]}"""
            : context.Request.HasFormContentType && (await context.Request.ReadFormAsync())["query"].ToString().StartsWith("sum", StringComparison.Ordinal) ? """{"status":"success","data":{"resultType":"matrix","result":[]}}"""
            : $$$"""{"status":"success","data":{"resultType":"streams","result":[{"stream":{{{stream}}},"values":[["{{{now - 1_000_000_000}}}","newest",{"structuredMetadata":{"trace_id":"x"}}],["{{{now - 2_000_000_000}}}","older"]]}]}}""");
    }
}
