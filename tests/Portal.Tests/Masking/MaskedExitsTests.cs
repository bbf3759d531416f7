using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Portal.Audit;
using Portal.Embedding;
using Portal.Tests.Identity.Rights;

namespace Portal.Tests.Masking;

/// <summary>Walks every way out of the portal as support, and as one for whom nothing is masked.</summary>
public sealed class MaskedExitsTests(ITestOutputHelper output)
{
    private const string Dashboard = "/api/v1/dashboards/acme/prod/nodes";
    private static readonly string[] Hidden = [Secrets.Phone, Secrets.Name];

    // Rows of the table that tell telemetry; what else a viewer is told of it fails the test, so that a new way out is added here.
    private static readonly string[] Telling =
    [
        "POST /api/v1/dashboards/{tenant}/{environment}/{dashboard}/variables", "POST /api/v1/dashboards/{tenant}/{environment}/{dashboard}/panels/{panel}/data",
        "POST /api/v1/dashboards/{tenant}/{environment}/{dashboard}/panels/{panel}/lines", "GET /api/v1/dashboards/{tenant}/{environment}/{dashboard}/panels/{panel}/tail",
        "POST /api/v1/dashboards/{tenant}/{environment}/{dashboard}/annotations", "GET /api/v1/traces/{tenant}/{environment}/", "GET /api/v1/traces/{tenant}/{environment}/services", "GET /api/v1/traces/{tenant}/{environment}/operations",
        "GET /api/v1/traces/{tenant}/{environment}/dependencies", "GET /api/v1/traces/{tenant}/{environment}/{trace}", "GET /api/v1/traces/{tenant}/{environment}/{trace}/spans/{span}",
        "POST /api/v1/logs/{tenant}/{environment}/data", "POST /api/v1/logs/{tenant}/{environment}/lines", "GET /api/v1/logs/{tenant}/{environment}/tail",
        "GET /api/v1/logs/{tenant}/{environment}/names", "GET /api/v1/logs/{tenant}/{environment}/values",
    ];

    [Fact]
    public async Task No_way_out_tells_support_what_is_masked_and_every_way_tells_it_to_a_viewer()
    {
        await using var portal = await MaskedPortal.StartAsync();
        using var support = await portal.AsAsync("demo/acme-support");
        using var viewer = await portal.AsAsync("demo/acme-viewer");
        using var both = await portal.AsAsync("demo/acme-both");
        var wrong = new List<string>();
        var (asked, told) = (0, new HashSet<string>());
        var rows = RightsTable.Rows.Where(row => row.Key.StartsWith("page ", StringComparison.Ordinal) || row.Value.Need is Need.View or Need.SignedIn or Need.Edit)
            // Neither a circuit nor the stream of what is live ends by itself; both tell no telemetry of their own.
            .Where(row => !row.Key.Contains("_blazor", StringComparison.Ordinal) && row.Key != "GET /api/v1/live").Select(row => (Route: row.Key, row.Value.Path)).ToList();
        var panels = MaskedPortal.Panels.Select(panel => (Route: $"panel {panel}", Path: $"{Dashboard}/panels/{panel}/data"));
        // The viewer first, so that what is remembered is there unmasked.
        foreach (var (route, path) in rows.Concat(panels))
        {
            asked++;
            var open = await TextAsync(viewer, route, path);
            if (Hidden.Any(text => open.Contains(text, StringComparison.Ordinal)))
            {
                told.Add(route);
            }
            var masked = await TextAsync(support, route, path);
            wrong.AddRange(Hidden.Where(text => masked.Contains(text, StringComparison.Ordinal)).Select(text => $"{route} tells support '{text}'"));
            if (told.Contains(route) && !Hidden.Any((await TextAsync(both, route, path)).Contains))
            {
                wrong.Add($"{route} masks for one who is a viewer too");
            }
        }
        wrong.AddRange(Telling.Concat(MaskedPortal.Panels.Select(panel => $"panel {panel}")).Except(told).Select(route => $"{route} tells a viewer nothing"));
        wrong.AddRange(told.Where(route => !route.StartsWith("page", StringComparison.Ordinal) && !route.StartsWith("panel", StringComparison.Ordinal)).Except(Telling).Select(route => $"{route} tells telemetry and is not among those that do"));
        output.WriteLine($"{asked} ways out, {told.Count} of them tell telemetry, {wrong.Count} wrong");
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public async Task An_embed_and_a_snapshot_tell_what_the_token_s_role_may_see()
    {
        await using var portal = await MaskedPortal.StartAsync();
        foreach (var snapshot in new[] { false, true })
        {
            foreach (var role in new[] { "viewer", "support" })
            {
                var wish = new EmbedWish { Tenant = "acme", Environment = "prod", Dashboard = "nodes", Role = role, Snapshot = snapshot, Variables = new Dictionary<string, IReadOnlyList<string>> { ["caller"] = [Secrets.Phone] } };
                var token = (await portal.Services.GetRequiredService<EmbedIssuer>().IssueAsync(portal.Person("demo/acme-editor"), wish, TestContext.Current.CancellationToken)).Token!;
                using var client = portal.Client();
                client.DefaultRequestHeaders.Add(EmbedEndpoints.Header, token);
                var page = await (await client.GetAsync($"/embed/{token}", TestContext.Current.CancellationToken)).Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
                Assert.Contains("Nodes", page, StringComparison.Ordinal);
                Assert.DoesNotContain(Hidden, text => role == "support" && page.Contains(text, StringComparison.Ordinal));
                foreach (var path in MaskedPortal.Panels.Select(panel => $"/embed/panels/{panel}/data").Concat(snapshot ? [] : ["/embed/panels/lines/lines", "/embed/panels/load/annotations"]))
                {
                    using var answer = await client.PostAsJsonAsync(path, new { }, TestContext.Current.CancellationToken);
                    var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
                    Assert.True(answer.IsSuccessStatusCode, $"{path}: {answer.StatusCode}");
                    Assert.True(Hidden.Any(secret => text.Contains(secret, StringComparison.Ordinal)) == (role == "viewer"), $"{path} as {role}, snapshot {snapshot}: {text}");
                }
            }
        }
    }

    [Fact]
    public async Task A_right_guess_and_a_wrong_one_are_answered_alike()
    {
        await using var portal = await MaskedPortal.StartAsync();
        using var support = await portal.AsAsync("demo/acme-support");
        (string Right, string Wrong)[] guesses =
        [
            ("text=13812341234", "text=13800000000"), ("match=regex&text=138%5Cd%7B8%7D", "match=regex&text=139%5Cd%7B8%7D"), ("without=13812341234", "without=13800000000"),
            ("label=customer%3DSentinel%20Person", "label=customer%3DNobody"), ("meta=caller%3D13812341234", "meta=caller%3D13800000000"), ("trace=13812341234", "trace=13800000000"),
        ];
        foreach (var (right, wrong) in guesses)
        {
            foreach (var (method, path) in new[] { ("POST", "data"), ("GET", "names"), ("GET", "values?name=customer&part=label"), ("GET", "tail") })
            {
                var and = path.Contains('?', StringComparison.Ordinal) ? '&' : '?';
                Assert.Equal(
                    Plain(await TextAsync(support, $"{method} x", $"/api/v1/logs/acme/prod/{path}{and}{right}"), right), Plain(await TextAsync(support, $"{method} x", $"/api/v1/logs/acme/prod/{path}{and}{wrong}"), wrong));
            }
        }
        Assert.DoesNotContain(portal.Logs.Asked, text => text.Contains("138", StringComparison.Ordinal) || text.Contains("139", StringComparison.Ordinal) || text.Contains("Sentinel", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Traces_are_not_searched_by_what_is_masked_and_a_trace_is_searched_as_it_is_shown()
    {
        await using var portal = await MaskedPortal.StartAsync();
        using var support = await portal.AsAsync("demo/acme-support");
        using var viewer = await portal.AsAsync("demo/acme-viewer");
        foreach (var tag in new[] { "customer=Sentinel%20Person", "customer=Nobody", "note=13812341234", "note=13800000000" })
        {
            var text = await TextAsync(support, "GET x", $"/api/v1/traces/acme/prod?service=checkout&tag={tag}");
            Assert.Contains("masked for your role", text, StringComparison.Ordinal);
        }
        Assert.Equal(0, portal.Traces.Searched);
        Assert.Equal("[]", await TextAsync(support, "GET x", $"/api/v1/traces/acme/prod/{Secrets.Trace}/search?text={Secrets.Phone}"));
        Assert.NotEqual("[]", await TextAsync(viewer, "GET x", $"/api/v1/traces/acme/prod/{Secrets.Trace}/search?text={Secrets.Phone}"));
        Assert.NotEqual("[]", await TextAsync(support, "GET x", $"/api/v1/traces/acme/prod/{Secrets.Trace}/search?text=138****1234"));
    }

    [Fact]
    public async Task A_change_of_the_rules_acts_at_once_and_is_recorded()
    {
        await using var portal = await MaskedPortal.StartAsync();
        using var support = await portal.AsAsync("demo/acme-support");
        using var viewer = await portal.AsAsync("demo/acme-viewer");
        Assert.Contains(Secrets.Name, await TextAsync(viewer, "POST x", $"{Dashboard}/panels/stat/data"), StringComparison.Ordinal);

        portal.Write("masking: [{field: customer, roles: {viewer: partial}}]\n");

        await Patience.UntilAsync(async () => (await TextAsync(support, "POST x", $"{Dashboard}/panels/stat/data")).Contains(Secrets.Phone, StringComparison.Ordinal));
        Assert.Contains("Sen****rson", await TextAsync(viewer, "POST x", $"{Dashboard}/panels/stat/data"), StringComparison.Ordinal);
        AuditEvent? recorded = null;
        await Patience.UntilAsync(async () =>
        {
            var found = await portal.Services.GetRequiredService<AuditReader>().FindAsync(portal.Person("demo/root"), new AuditQuery { Action = AuditActions.MaskingChanged }, CancellationToken.None);
            recorded = found?.Select(kept => kept.Event).FirstOrDefault();
            return recorded is not null;
        });
        Assert.Equal(("acme", AuditOutcome.Done), (recorded!.Tenant?.Value, recorded.Outcome));
        Assert.Contains("detector phone removed: support: partial", recorded.Detail, StringComparison.Ordinal);
        Assert.Contains("field customer changed: support: blank → support: blank, viewer: partial", recorded.Detail, StringComparison.Ordinal);
    }

    private static string Plain(string text, string asked)
    {
        var words = Uri.UnescapeDataString(asked);
        return Regex.Replace(text.Replace(words[(words.LastIndexOf('=') + 1)..], "…", StringComparison.Ordinal), "\"(?:durationMs|fromMs|toMs|traceId|shared|bytes|next|timeNs)\":[^,}]*|\\b\\d{13,}\\b", "");
    }

    private static async Task<string> TextAsync(HttpClient client, string route, string path)
    {
        var post = route.StartsWith("POST ", StringComparison.Ordinal) || route.StartsWith("panel ", StringComparison.Ordinal);
        using var request = new HttpRequestMessage(post ? HttpMethod.Post : HttpMethod.Get, path);
        request.Content = post ? JsonContent.Create(new { }) : null;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromMinutes(1));
        using var answer = await client.SendAsync(request, limit.Token);
        return await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }
}
