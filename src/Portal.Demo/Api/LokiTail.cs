using System.Buffers;
using System.Globalization;
using System.Net.WebSockets;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Portal.Core.LogQL;
using Portal.Demo.Evaluation;
using Portal.Demo.LogQueries;
using Portal.Demo.Logs;

namespace Portal.Demo.Api;

/// <summary>Sends lines as they arise. A client that does not read as fast as lines come misses some, and is told which.</summary>
internal sealed class LokiTail(TimeProvider time, CancellationToken stopping)
{
    private const int MostLines = 500;
    private const int MostDelaySeconds = 5;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public async Task RunAsync(HttpContext context, Func<HttpContext, LogStore> storeOf)
    {
        LogStore store;
        LogPipeline pipeline;
        LokiForm form;
        long delayNs;
        try
        {
            store = storeOf(context);
            form = new(new RequestForm(context.Request.Query, null), store.NowNs);
            pipeline = form.Query() as LogPipeline ?? throw LokiForm.Bad("tail only supports log queries");
            // Stages that cannot run are refused before the connection is made.
            _ = new LogPipelineReader(store, pipeline);
            _ = form.Lines;
            delayNs = form.Get("delay_for") is { } text ? int.TryParse(text, out var seconds) && seconds is >= 0 and <= MostDelaySeconds ? seconds * 1_000_000_000L
                : throw LokiForm.Bad($"delay_for can't be greater than {MostDelaySeconds}") : 0;
            if (!context.WebSockets.IsWebSocketRequest)
            {
                throw LokiForm.Bad("websocket: the client is not using the websocket protocol: 'upgrade' token not found in 'Connection' header");
            }
        }
        catch (EvaluationException e)
        {
            await LokiResult.Error(e).ExecuteAsync(context);
            return;
        }
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        var closed = WatchAsync(socket, ended);
        try
        {
            await FollowAsync(socket, store, pipeline, form, delayNs, ended.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException)
        {
            // The client or the server goes; there is nobody to tell.
        }
        await ended.CancelAsync();
        await closed;
    }

    /// <summary>The lines since a time: the newest come first to be kept, the rest is only counted as dropped.</summary>
    public static (List<FoundLine> Lines, List<FoundLine> Dropped) Since(LogStore store, LogPipeline pipeline, long fromNs, long untilNs, int limit, CancellationToken cancellation)
    {
        var lines = LogQueryRunner.Lines(store, pipeline, fromNs, untilNs, forward: false, limit + MostLines, cancellation);
        lines.Reverse();
        var dropped = Math.Max(0, lines.Count - limit);
        return (lines[dropped..], lines[..dropped]);
    }

    private async Task FollowAsync(WebSocket socket, LogStore store, LogPipeline pipeline, LokiForm form, long delayNs, CancellationToken cancellation)
    {
        // What is there already comes at once, as much as the limit says; then whatever arises.
        var from = form.Get("start") is null ? store.NowNs - delayNs - 3_600_000_000_000 : form.Start;
        var limit = form.Lines;
        var isFirst = true;
        while (true)
        {
            var until = store.NowNs - delayNs + 1;
            var (lines, dropped) = Since(store, pipeline, from, until, limit, cancellation);
            if (lines.Count > 0)
            {
                await SendAsync(socket, lines, isFirst ? [] : dropped, cancellation);
            }
            (from, limit, isFirst) = (Math.Max(from, until), MostLines, false);
            await Task.Delay(Pause, time, cancellation);
        }
    }

    private static async Task SendAsync(WebSocket socket, List<FoundLine> lines, List<FoundLine> dropped, CancellationToken cancellation)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, LokiResult.Plain))
        {
            json.WriteStartObject();
            json.WritePropertyName("streams");
            LineStreams.Write(json, lines, categorized: false);
            if (dropped.Count > 0)
            {
                json.WriteStartArray("dropped_entries");
                foreach (var line in dropped)
                {
                    json.WriteStartObject();
                    json.WritePropertyName("labels");
                    ResultWriter.WriteLabels(json, line.Stream);
                    json.WriteString("timestamp", line.TimeNs.ToString(CultureInfo.InvariantCulture));
                    json.WriteEndObject();
                }
                json.WriteEndArray();
            }
            json.WriteEndObject();
        }
        await socket.SendAsync(buffer.WrittenMemory, WebSocketMessageType.Text, endOfMessage: true, cancellation);
    }

    /// <summary>Reads what the client sends, which is nothing but its leave.</summary>
    private static async Task WatchAsync(WebSocket socket, CancellationTokenSource ended)
    {
        var buffer = new byte[256];
        try
        {
            while ((await socket.ReceiveAsync(buffer.AsMemory(), ended.Token)).MessageType != WebSocketMessageType.Close)
            {
            }
            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, ended.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException)
        {
            // As above: nobody is left.
        }
        await ended.CancelAsync();
    }
}
