using System.Net.WebSockets;
using System.Text;
using Portal.Core.Queries;
using Portal.Core.Tenancy;

namespace Portal.Tests.Backends.Loki;

public sealed class LokiTailTests
{
    private static readonly Isolation Both = new(new Dictionary<string, string> { ["tenant"] = "acme" }, new Dictionary<string, string> { ["X-Scope-OrgID"] = "acme" }, false);

    [Fact]
    public async Task Lines_come_as_they_arrive_and_a_lost_connection_is_made_again_from_the_last_line_on()
    {
        var connections = 0;
        await using var backend = await FakeBackend.StartAsync(async context =>
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            if (Interlocked.Increment(ref connections) == 1)
            {
                await SendAsync(socket, """{"streams":[{"stream":{"app":"api"},"values":[["100","one"],["200","two"]]}],"dropped_entries":[{"timestamp":"1","labels":"{}"}]}""");
                await socket.CloseOutputAsync(WebSocketCloseStatus.EndpointUnavailable, "restart", CancellationToken.None);
                return;
            }
            await SendAsync(socket, """{"streams":[{"stream":{"app":"api"},"values":[["200","two"],["200","three"],["300","four"]]}]}""");
            await socket.ReceiveAsync(new byte[16], context.RequestAborted);
        });
        await using var client = new ClientFixture();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var tails = new List<LogTail>();

        await foreach (var tail in client.Logs.TailAsync(ClientFixture.Lines(ClientFixture.Source(backend.Address), isolation: Both), 50, end.Token))
        {
            tails.Add(tail);
            if (tails.Count == 2)
            {
                break;
            }
        }

        Assert.Equal(["one", "two"], tails[0].Streams[0].Lines.Select(line => line.Text));
        Assert.Equal((1, false), (tails[0].Dropped, tails[0].Reconnected));
        Assert.Equal(["three", "four"], tails[1].Streams[0].Lines.Select(line => line.Text));
        Assert.True(tails[1].Reconnected);
        Assert.Equal(["50", "200"], backend.Requests.Select(asked => asked["start"]));
        Assert.All(backend.Requests, asked => Assert.Equal(("/loki/api/v1/tail", "{app=\"api\", tenant=\"acme\"}", "acme"), (asked.Path, asked["query"], asked.Headers["X-Scope-OrgID"])));
    }

    [Fact]
    public async Task A_backend_that_refuses_is_told_at_once()
    {
        await using var backend = await FakeBackend.StartAsync("no org id", 401, "text/plain");
        await using var client = new ClientFixture();

        var error = await Assert.ThrowsAsync<QueryException>(async () =>
        {
            await foreach (var _ in client.Logs.TailAsync(ClientFixture.Lines(ClientFixture.Source(backend.Address)), 0, TestContext.Current.CancellationToken))
            {
            }
        });

        Assert.Equal(QueryErrorKind.Forbidden, error.Error.Kind);
        Assert.Single(backend.Requests);
    }

    [Fact]
    public async Task A_reader_that_is_too_slow_is_told_how_many_lines_it_has_lost()
    {
        var sent = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var backend = await FakeBackend.StartAsync(async context =>
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            // More than the sockets' buffers hold, so that most of it has been received by the time that all is sent.
            var padding = new string('x', 8192);
            var number = 0;
            while (number < 2000)
            {
                await SendAsync(socket, $$$"""{"streams":[{"stream":{"app":"api"},"values":[["{{{++number}}}","{{{padding}}}"]]}]}""");
            }
            sent.SetResult();
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await SendAsync(socket, $$$"""{"streams":[{"stream":{"app":"api"},"values":[["{{{++number}}}","late"]]}]}""");
                await Task.Delay(10, context.RequestAborted);
            }
        });
        await using var client = new ClientFixture();
        var (lines, dropped, last) = (0, 0L, 0L);

        await foreach (var tail in client.Logs.TailAsync(ClientFixture.Lines(ClientFixture.Source(backend.Address)), 0, TestContext.Current.CancellationToken))
        {
            await sent.Task.WaitAsync(TestContext.Current.CancellationToken);
            lines += tail.Streams.Sum(stream => stream.Lines.Count);
            dropped += tail.Dropped;
            last = tail.Streams.SelectMany(stream => stream.Lines).Select(line => line.TimeNs).DefaultIfEmpty(last).Last();
            if (dropped > 0)
            {
                break;
            }
        }

        Assert.True(dropped > 0);
        // The lines are numbered: each has come or is told.
        Assert.Equal(last, lines + dropped);
    }

    private static Task SendAsync(WebSocket socket, string text) => socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
}
