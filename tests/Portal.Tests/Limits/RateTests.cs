using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Portal.Core.Tenancy;
using Portal.Health;
using Portal.Identity.SignIn;
using Portal.Limits;
using Portal.Tests.Backends;
using Portal.Tests.Identity.SignIn;

namespace Portal.Tests.Limits;

/// <summary>Whoever asks too often is told to wait, and nobody else is.</summary>
public sealed class RateTests
{
    private static readonly (string, string)[] Demo = [("Demo:Enabled", "true"), ("Demo:Public", "true"), ("Demo:Port", "0")];

    [Fact]
    public async Task A_person_who_asks_too_often_waits_with_all_that_it_has_and_others_do_not()
    {
        await using var portal = await TwoTenants.StartAsync([.. Demo, ("Rates:PerPerson", "60")]);
        using var ada = await SignedInAsync(portal, "demo/acme-viewer");
        using var other = await SignedInAsync(portal, "demo/acme-editor");

        var refused = await UntilRefusedAsync(ada, "/api/v1/tenants", 60);

        Assert.InRange((int)refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        using var problem = JsonDocument.Parse(await refused.Content.ReadAsStringAsync());
        Assert.Equal("The portal is asked too often.", problem.RootElement.GetProperty("detail").GetString());
        Assert.Contains("Wait", problem.RootElement.GetProperty("remedy").GetString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await ada.GetAsync("/t/acme")).StatusCode);
        foreach (var open in new[] { "/css/portal.css", "/healthz", "/readyz" })
        {
            Assert.Equal(HttpStatusCode.OK, (await ada.GetAsync(open)).StatusCode);
        }
        Assert.Equal(HttpStatusCode.OK, (await other.GetAsync("/api/v1/tenants")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await ada.GetAsync("/metrics")).StatusCode);
        Assert.Contains("portal_requests_limited_total{by=\"person\"}", portal.Services.GetRequiredService<MetricsExporter>().Export(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tenant_s_count_is_moved_by_those_alone_who_may_see_it_and_told_to_nobody_else()
    {
        await using var portal = await TwoTenants.StartAsync([.. Demo, ("Rates:PerPerson", "150"), ("Rates:PerTenant", "200")]);
        using var stranger = await SignedInAsync(portal, "demo/nova-viewer");
        using var other = await SignedInAsync(portal, "demo/acme-editor");
        var (rates, personas) = (portal.Services.GetRequiredService<Rates>(), portal.Services.GetRequiredService<DemoPersonas>());
        const string Path = "/api/v1/dashboards/acme/prod/nodes";

        // Those of acme ask as often as all of them may, and no one as often as one may.
        foreach (var persona in new[] { "demo/nova-viewer", "demo/acme-viewer", "demo/acme-support" })
        {
            Assert.All(Enumerable.Range(0, 100), _ => Assert.True(Asks(persona)));
        }

        Assert.False(Asks("demo/acme-administrator"));
        Assert.Equal(HttpStatusCode.TooManyRequests, (await other.GetAsync(Path)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync(Path)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await stranger.GetAsync("/api/v1/dashboards/nova/prod/nodes")).StatusCode);

        bool Asks(string persona) => rates.Admits(personas.Find(persona)!.ToPrincipal(Sessions.Scheme), new TenantId("acme"));
    }

    [Fact]
    public async Task Sign_ins_exports_and_webhooks_have_bounds_of_their_own()
    {
        await using var portal = await TwoTenants.StartAsync([.. Demo, ("Rates:SignInsPerAddress", "5"), ("Rates:ProviderVisitsPerAddress", "10"), ("Rates:ExportsPerPerson", "1"), ("Rates:WebhooksPerAddress", "10")]);
        using var administrator = await SignedInAsync(portal, "demo/acme-administrator");

        Assert.Equal(HttpStatusCode.OK, (await administrator.GetAsync("/api/v1/audit.csv")).StatusCode);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await administrator.GetAsync("/api/v1/audit.csv")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await administrator.GetAsync("/api/v1/tenants")).StatusCode);

        for (var i = 0; i < 4; i++)
        {
            Assert.Equal(HttpStatusCode.BadRequest, (await administrator.PostAsync("/sign-in/demo", null)).StatusCode);
        }
        Assert.Equal(HttpStatusCode.TooManyRequests, (await administrator.PostAsync("/sign-in/demo", null)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await administrator.GetAsync("/sign-in")).StatusCode);
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(HttpStatusCode.NotFound, (await administrator.GetAsync(i % 2 == 0 ? "/sign-in/with/none" : "/sign-in/callback/none")).StatusCode);
        }
        Assert.Equal(HttpStatusCode.TooManyRequests, (await administrator.GetAsync("/sign-in/with/none")).StatusCode);

        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(HttpStatusCode.Unauthorized, (await administrator.PostAsync("/webhooks/generic", null)).StatusCode);
        }
        Assert.Equal(HttpStatusCode.TooManyRequests, (await administrator.PostAsync("/webhooks/generic", null)).StatusCode);
    }

    [Fact]
    public async Task Whoever_is_not_known_is_counted_by_address_before_anything_else_is_done()
    {
        await using var portal = await TwoTenants.StartAsync([.. Demo, ("Rates:PerAddress", "60")]);
        using var nobody = portal.Client();
        nobody.DefaultRequestHeaders.Authorization = new("Bearer", "portal_0123_4567");

        var refused = await UntilRefusedAsync(nobody, "/api/v1/tenants", 60, HttpStatusCode.Unauthorized);

        Assert.True(refused.Headers.Contains("Content-Security-Policy"));
    }

    [Fact]
    public async Task A_person_has_so_many_streams_open_at_once()
    {
        await using var loki = await FakeBackend.StartAsync(async context =>
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            await socket.ReceiveAsync(new byte[16], context.RequestAborted);
        });
        await using var portal = await TwoTenants.StartAsync(loki.Address.ToString(), [.. Demo, ("Rates:OpenPerPerson", "2")]);
        using var ada = await SignedInAsync(portal, "demo/acme-viewer");
        using var other = await SignedInAsync(portal, "demo/acme-editor");
        var open = new[] { await TailAsync(ada), await TailAsync(ada) };

        Assert.All(open, tail => Assert.Equal(HttpStatusCode.OK, tail.StatusCode));
        Assert.Equal(HttpStatusCode.TooManyRequests, (await TailAsync(ada)).StatusCode);
        using (var others = await TailAsync(other))
        {
            Assert.Equal(HttpStatusCode.OK, others.StatusCode);
        }
        open[0].Dispose();
        await Patience.UntilAsync(async () =>
        {
            using var again = await TailAsync(ada);
            return again.StatusCode == HttpStatusCode.OK;
        });
        open[1].Dispose();
    }

    private static Task<HttpResponseMessage> TailAsync(HttpClient client) =>
        client.GetAsync("/api/v1/dashboards/acme/prod/nodes/panels/lines/tail", HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);

    private static async Task<HttpClient> SignedInAsync(TwoTenants portal, string persona)
    {
        var client = portal.Client();
        await TwoTenants.AsPersonaAsync(client, persona);
        return client;
    }

    private static async Task<HttpResponseMessage> UntilRefusedAsync(HttpClient client, string path, int answered, HttpStatusCode expected = HttpStatusCode.OK)
    {
        HttpResponseMessage answer = null!;
        var before = 0;
        // A window may begin anew while the test runs; it does not twice.
        for (; before <= 2 * answered && (answer = await client.GetAsync(path)).StatusCode != HttpStatusCode.TooManyRequests; before++)
        {
            Assert.Equal(expected, answer.StatusCode);
        }
        Assert.InRange(before, answered - 5, 2 * answered);
        return answer;
    }
}
