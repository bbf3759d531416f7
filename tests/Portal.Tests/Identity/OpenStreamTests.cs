using System.Net;
using System.Net.WebSockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Portal.Core.Tenancy;
using Portal.Identity.Rights;
using Portal.Tests.Backends;
using Portal.Tests.Identity.SignIn;

namespace Portal.Tests.Identity;

/// <summary>What is open when a right is taken away ends, behind a real server.</summary>
public sealed class OpenStreamTests
{
    private const string Line = """{"streams":[{"stream":{"app":"api","tenant":"acme","environment":"prod"},"values":[["TIME","a line"]]}]}""";
    private static readonly TenantId Acme = new("acme");

    [Theory]
    [InlineData("taken out of the tenant's file")]
    [InlineData("taken away in the portal")]
    [InlineData("signed out elsewhere")]
    public async Task A_tail_ends_when_its_person_may_no_longer_see_the_lines(string how)
    {
        await using var loki = await FakeBackend.StartAsync(TalkAsync);
        await using var portal = await TwoTenants.StartOnKestrelAsync(
            loki.Address.ToString(), ("Demo:Enabled", "true"), ("Demo:Public", "true"), ("Demo:Port", "0"), ("Access:CheckInterval", "00:00:01"));
        using var person = portal.ClientOfServer();
        var grants = portal.Services.GetRequiredService<StoredGrants>();
        // A persona of nova, so that it is there whatever becomes of acme's file.
        await grants.GiveAsync(new Grant(Role.Viewer, Acme, false, "demo/nova-viewer", null, ""), "test", CancellationToken.None);
        var persona = how == "taken out of the tenant's file" ? "demo/acme-viewer" : "demo/nova-viewer";
        await TwoTenants.AsPersonaAsync(person, persona);
        using var answer = await person.GetAsync("/api/v1/dashboards/acme/prod/nodes/panels/lines/tail", HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        using var events = new StreamReader(await answer.Content.ReadAsStreamAsync());
        await UntilAsync(events, "event: lines");

        switch (how)
        {
            case "taken out of the tenant's file":
                portal.Write("acme", "", loki.Address.ToString());
                break;
            case "taken away in the portal":
                await grants.TakeAsync(Assert.Single(grants.Current!).Id, CancellationToken.None);
                break;
            default:
                Assert.Equal(HttpStatusCode.Redirect, (await TwoTenants.PostAsync(person, "/me", "/sign-out")).StatusCode);
                break;
        }

        await UntilAsync(events, "event: end");
        Assert.Equal("data: {}", await events.ReadLineAsync());
        Assert.Equal("", await events.ReadLineAsync());
        Assert.Null(await events.ReadLineAsync());
    }

    [Fact]
    public async Task Bodies_that_are_larger_than_any_question_are_not_read()
    {
        await using var portal = await TwoTenants.StartOnKestrelAsync("http://127.0.0.1:9", ("SignIn:Local", "true"), ("Webhooks:MaxBodyBytes", "65536"));
        using var client = portal.ClientOfServer();

        foreach (var path in new[] { "/sign-in/local", "/sign-in/password", "/sign-out", "/webhooks/generic", "/embed/panels/load/data" })
        {
            foreach (var hasLength in new[] { true, false })
            {
                using var body = new StreamContent(new MemoryStream(new byte[8 << 20]));
                body.Headers.ContentType = new("application/x-www-form-urlencoded");
                using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = body, Headers = { TransferEncodingChunked = !hasLength, ExpectContinue = true } };
                try
                {
                    using var answer = await client.SendAsync(request);
                    Assert.True((int)answer.StatusCode is 400 or 404 or 413, $"{path}: {answer.StatusCode}");
                }
                catch (HttpRequestException e) when (e.InnerException is IOException)
                {
                    // The server has read enough, and hangs up.
                }
            }
        }
    }

    private static async Task UntilAsync(StreamReader events, string line)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromMinutes(2));
        while (await events.ReadLineAsync(limit.Token) is { } read)
        {
            if (read == line)
            {
                return;
            }
        }
        Assert.Fail($"The stream ended without '{line}'.");
    }

    private static async Task TalkAsync(Microsoft.AspNetCore.Http.HttpContext context)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        using var every = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        try
        {
            while (await every.WaitForNextTickAsync(context.RequestAborted))
            {
                var line = Line.Replace("TIME", $"{DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()}000000", StringComparison.Ordinal);
                await socket.SendAsync(Encoding.UTF8.GetBytes(line), WebSocketMessageType.Text, true, context.RequestAborted);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException)
        {
            // The portal has gone.
        }
    }
}
