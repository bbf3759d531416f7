using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Portal.Health;
using Portal.Tests.Git;
using Portal.Webhooks;

namespace Portal.Tests.Webhooks;

/// <summary>Deliveries over HTTP: who is let in, what is answered, and what is remembered.</summary>
public sealed class WebhookEndpointTests : IAsyncLifetime
{
    private const string Secret = "It's a Secret to Everybody";
    private const string Push = """{"ref": "refs/heads/main", "repository": {"full_name": "acme/dashboards"}}""";

    private readonly TempContent _content = TempContent.Plain();
    private PortalFactory _portal = null!;
    private HttpClient _client = null!;

    public ValueTask InitializeAsync()
    {
        _portal = new PortalFactory(_content.Folder, ("Secrets:HOOK", Secret), ("Webhooks:GitHub:0", "HOOK"), ("Webhooks:MaxBodyBytes", "65536"), ("Forge:Repository", "Acme/dashboards"));
        _client = _portal.CreateClient();
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _portal.DisposeAsync();
        _content.Dispose();
    }

    [Fact]
    public async Task A_push_is_accepted_once_and_worked_off()
    {
        var (status, answer) = await SendAsync(Push, id: "one");
        Assert.Equal((HttpStatusCode.Accepted, "accepted"), (status, answer.GetProperty("outcome").GetString()));

        var delivery = await FinishedAsync();
        Assert.Equal(("push", "acme/dashboards", "refs/heads/main"), (delivery.Event.Name, delivery.Event.Repository, delivery.Event.Ref));

        // The forge sends it again by hand: once more is enough.
        (status, answer) = await SendAsync(Push, id: "one");
        Assert.Equal((HttpStatusCode.OK, "repeated"), (status, answer.GetProperty("outcome").GetString()));
        await FinishedAsync();
        (status, answer) = await SendAsync(Push, id: "one");
        Assert.Equal((HttpStatusCode.OK, "It was delivered before."), (status, answer.GetProperty("detail").GetString()));
        Assert.Equal(DeliveryState.Done, Assert.Single(await RecentAsync()).State);
    }

    [Fact]
    public async Task A_form_is_read_as_GitHub_sends_it()
    {
        var (status, _) = await SendAsync("payload=" + Uri.EscapeDataString(Push).Replace("%20", "+"), type: "application/x-www-form-urlencoded");

        Assert.Equal(HttpStatusCode.Accepted, status);
        Assert.Equal("acme/dashboards", Assert.Single(await RecentAsync()).Event.Repository);
    }

    [Theory]
    [InlineData("ping", """{"zen": "Keep it logically awesome.", "hook_id": 1}""", HttpStatusCode.OK, "ping")]
    [InlineData("star", """{"action": "created"}""", HttpStatusCode.Accepted, "ignored")]
    [InlineData("pull_request", """{"action": "labeled", "number": 1, "pull_request": {}, "repository": {"full_name": "a/b"}}""", HttpStatusCode.Accepted, "ignored")]
    [InlineData("push", """{"ref": "refs/heads/main", "repository": {"full_name": "stranger/dashboards"}}""", HttpStatusCode.Accepted, "ignored")]
    public async Task What_asks_for_nothing_is_acknowledged_and_not_stored(string name, string body, HttpStatusCode status, string outcome)
    {
        var (answered, answer) = await SendAsync(body, name);

        Assert.Equal((status, outcome), (answered, answer.GetProperty("outcome").GetString()));
        Assert.Empty(await RecentAsync());
    }

    [Theory]
    [InlineData("{", "push", HttpStatusCode.BadRequest)]
    [InlineData("{}", "push", HttpStatusCode.BadRequest)]
    [InlineData("{}", null, HttpStatusCode.BadRequest)]
    public async Task A_malformed_one_is_refused_without_a_word_and_shown_to_those_who_run_the_portal(string body, string? name, HttpStatusCode status)
    {
        using var answer = await _client.SendAsync(Request(body, name));

        Assert.Equal(status, answer.StatusCode);
        Assert.DoesNotContain("payload", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains("payload", Assert.Single(_portal.Services.GetRequiredService<Deliveries>().Refused).Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_forged_one_is_refused_counted_and_not_stored()
    {
        using var forged = Request(Push, "push");
        forged.Headers.Remove("X-Hub-Signature-256");
        forged.Headers.Add("X-Hub-Signature-256", "sha256=" + new string('0', 64));

        using var answer = await _client.SendAsync(forged);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.DoesNotContain("secret", await answer.Content.ReadAsStringAsync(), StringComparison.OrdinalIgnoreCase);
        Assert.Empty(await RecentAsync());
        Assert.Contains("portal_webhook_deliveries_total{forge=\"github\",outcome=\"refused\"}", _portal.Services.GetRequiredService<MetricsExporter>().Export(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/webhooks/gitlab", HttpStatusCode.Unauthorized)]
    [InlineData("/webhooks/gitea", HttpStatusCode.Unauthorized)]
    [InlineData("/webhooks/bitbucket", HttpStatusCode.Unauthorized)]
    [InlineData("/webhooks/generic", HttpStatusCode.Unauthorized)]
    [InlineData("/webhooks/azure", HttpStatusCode.NotFound)]
    public async Task An_endpoint_without_a_secret_refuses_what_another_s_secret_signs(string path, HttpStatusCode status)
    {
        using var answer = await _client.SendAsync(Request(Push, "push", path));

        Assert.Equal(status, answer.StatusCode);
    }

    [Fact]
    public async Task Too_large_and_other_kinds_of_content_are_refused()
    {
        using var large = await _client.SendAsync(Request(new string(' ', 70_000), "push"));
        using var unknownLength = Request(new string(' ', 70_000), "push");
        unknownLength.Content = new StreamContent(new MemoryStream(new byte[70_000])) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        unknownLength.Headers.TransferEncodingChunked = true;
        using var chunked = await _client.SendAsync(unknownLength);
        using var xml = await _client.SendAsync(Request("<push/>", "push", type: "application/xml"));

        Assert.Equal(
            (HttpStatusCode.RequestEntityTooLarge, HttpStatusCode.RequestEntityTooLarge, HttpStatusCode.UnsupportedMediaType),
            (large.StatusCode, chunked.StatusCode, xml.StatusCode));
    }

    [Fact]
    public async Task Other_origins_reach_the_webhooks_and_nothing_else()
    {
        using var delivered = Request(Push, "push");
        delivered.Headers.Add("Origin", "https://forge.example.org");
        using var asked = new HttpRequestMessage(HttpMethod.Post, "/api/v1/validate");
        asked.Headers.Add("Origin", "https://forge.example.org");
        using var read = new HttpRequestMessage(HttpMethod.Get, "/webhooks/github");
        read.Headers.Add("Origin", "https://forge.example.org");

        Assert.Equal(HttpStatusCode.Accepted, (await _client.SendAsync(delivered)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await _client.SendAsync(asked)).StatusCode);
        Assert.NotEqual(HttpStatusCode.OK, (await _client.SendAsync(read)).StatusCode);
    }

    [Fact]
    public async Task A_forge_needs_no_one_to_be_signed_in()
    {
        await using var portal = new PortalFactory(_content.Folder, ("Secrets:HOOK", Secret), ("Webhooks:GitHub:0", "HOOK"), ("SignIn:Local", "true"));
        using var client = portal.CreateClient();
        using var forged = Request(Push, "push", "/webhooks/gitlab");

        Assert.Equal(HttpStatusCode.Accepted, (await client.SendAsync(Request(Push, "push"))).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.SendAsync(forged)).StatusCode);
    }

    [Fact]
    public async Task Deliveries_that_come_at_once_are_all_kept_and_worked_off_in_order()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => SendAsync(Push, id: $"d{i}")));

        Assert.All(answers, a => Assert.Equal(HttpStatusCode.Accepted, a.Status));
        await Patience.UntilAsync(async () => (await RecentAsync()).All(d => d.State == DeliveryState.Done));
        var finished = (await RecentAsync()).Reverse().Select(d => d.FinishedAt!.Value).ToList();
        Assert.Equal(8, finished.Count);
        Assert.Equal(finished.Order(), finished);
    }

    [Fact]
    public async Task Whoever_sends_slowly_takes_no_place_of_another_address()
    {
        // On a clock that stands still no body takes too long.
        await using var portal = new PortalFactory(_content.Folder, ("Secrets:HOOK", Secret), ("Webhooks:GitHub:0", "HOOK"), ("Proxies:0", "10.0.0.1"));
        await using var still = portal.WithWebHostBuilder(host => host.ConfigureTestServices(services => services.AddSingleton<TimeProvider>(new FakeTimeProvider(DateTimeOffset.UtcNow))));
        // Whoever follows redirects reads the whole body first.
        using var client = still.CreateClient(new() { AllowAutoRedirect = false });
        using var end = new CancellationTokenSource();
        var slow = Enumerable.Range(0, 20).Select(_ =>
        {
            var request = Request("", "push");
            request.Content = new NeverEnding(end.Token);
            request.Headers.Add("X-Forwarded-For", "203.0.113.1");
            return client.SendAsync(request, end.Token);
        }).ToList();
        // Four are read, twelve wait, and the others are told so.
        await Patience.UntilAsync(() => Task.FromResult(slow.Count(sent => sent.IsCompleted) == 4));
        foreach (var refused in slow.Where(sent => sent.IsCompleted))
        {
            using var busy = await refused;
            Assert.Equal((HttpStatusCode.ServiceUnavailable, TimeSpan.FromSeconds(30)), (busy.StatusCode, busy.Headers.RetryAfter?.Delta));
        }

        using var real = Request(Push, "push");
        real.Headers.Add("X-Forwarded-For", "198.51.100.7");
        using var answer = await client.SendAsync(real);

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        await end.CancelAsync();
        await ((Task)Task.WhenAll(slow)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }

    private Task<IReadOnlyList<Delivery>> RecentAsync() => _portal.Services.GetRequiredService<Deliveries>().RecentAsync(50, TestContext.Current.CancellationToken);

    private async Task<Delivery> FinishedAsync()
    {
        await Patience.UntilAsync(async () => await RecentAsync() is [{ State: DeliveryState.Done }, ..]);
        return (await RecentAsync())[0];
    }

    private async Task<(HttpStatusCode Status, JsonElement Answer)> SendAsync(string body, string name = "push", string? id = null, string type = "application/json")
    {
        using var request = Request(body, name, type: type);
        if (id is not null)
        {
            request.Headers.Add("X-GitHub-Delivery", id);
        }
        using var answer = await _client.SendAsync(request);
        return (answer.StatusCode, JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement);
    }

    private sealed class NeverEnding(CancellationToken end) : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => Task.Delay(Timeout.Infinite, end);

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }

    private static HttpRequestMessage Request(string body, string? name, string path = "/webhooks/github", string type = "application/json")
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(bytes) { Headers = { ContentType = new MediaTypeHeaderValue(type) } } };
        foreach (var (header, value) in WebhookSigner.Sign(WebhookForge.GitHub, Secret, bytes, DateTimeOffset.UnixEpoch))
        {
            request.Headers.Add(header, value.ToString());
        }
        if (name is not null)
        {
            request.Headers.Add("X-GitHub-Event", name);
        }
        return request;
    }
}
