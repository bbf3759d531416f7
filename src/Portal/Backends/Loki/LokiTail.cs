using System.Buffers;
using System.Globalization;
using System.Net.WebSockets;
using System.Text.Json;
using System.Threading.Channels;
using Portal.Core.Queries;

namespace Portal.Backends.Loki;

/// <summary>
/// Follows lines as they arrive. A reader that is too slow loses messages, and is told how many lines; a connection that is lost is made again, from the last line on,
/// and lines that have come before are left out.
/// </summary>
internal sealed class LokiTail(BackendSockets sockets, TimeProvider time)
{
    /// <summary>How many messages wait for the reader.</summary>
    internal const int MaxWaiting = 64;

    private const int MaxMessage = 8 << 20;
    private const int MaxLines = 10_000;
    private const int MaxFailures = 10;
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(30);

    /// <summary>Follows until cancelled.</summary>
    /// <param name="query">What.</param>
    /// <param name="startNs">From when on.</param>
    /// <param name="output">Takes what arrives; completed at the end, with an error where the backend cannot be had.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task RunAsync(ScopedQuery query, long startNs, ChannelWriter<LogTail> output, CancellationToken cancellation)
    {
        var state = new State(startNs);
        var failures = 0;
        var isFirst = true;
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                using var socket = await sockets.ConnectAsync(query, "loki/api/v1/tail", [new("query", query.Text), new("start", Text(state.LastNs)), new("limit", "1000")], cancellation);
                isFirst = false;
                await foreach (var message in MessagesAsync(socket, cancellation))
                {
                    failures = 0;
                    Pass(message, state, output);
                }
                failures++;
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                break;
            }
            catch (QueryException e) when (isFirst || e.Error.Kind is not (QueryErrorKind.Unavailable or QueryErrorKind.Timeout) || failures >= MaxFailures)
            {
                output.TryComplete(e);
                return;
            }
            catch (Exception e) when (e is QueryException or WebSocketException or IOException)
            {
                failures++;
            }
            catch (JsonException e)
            {
                output.TryComplete(new QueryException(BackendFailures.NotUnderstood(), e));
                return;
            }
            if (failures > MaxFailures)
            {
                output.TryComplete(new QueryException(new QueryError(QueryErrorKind.Unavailable, "The backend ends the connection again and again.", "Try again in a moment.")));
                return;
            }
            state.Reconnected = true;
            try
            {
                await Task.Delay(Delay(failures), time, cancellation);
            }
            catch (OperationCanceledException)
            {
                break;
            }
        }
        output.TryComplete();
    }

    private static TimeSpan Delay(int failures) => TimeSpan.FromTicks(Math.Min(LongestDelay.Ticks, FirstDelay.Ticks << Math.Min(failures, 10)));

    private static async IAsyncEnumerable<TailFrameReader> MessagesAsync(WebSocket socket, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        var buffer = new ArrayBufferWriter<byte>(64 * 1024);
        while (true)
        {
            buffer.ResetWrittenCount();
            ValueWebSocketReceiveResult part;
            do
            {
                part = await socket.ReceiveAsync(buffer.GetMemory(16 * 1024), cancellation);
                buffer.Advance(part.Count);
                if (buffer.WrittenCount > MaxMessage)
                {
                    throw new QueryException(new QueryError(QueryErrorKind.Execution, "The backend sends more at once than the portal takes.", "Narrow the query."));
                }
            }
            while (!part.EndOfMessage);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                yield break;
            }
            var message = new TailFrameReader(MaxLines);
            using var stream = new MemoryStream(buffer.WrittenSpan.ToArray());
            await message.ReadAsync(stream, MaxMessage, cancellation);
            yield return message;
        }
    }

    private static void Pass(TailFrameReader message, State state, ChannelWriter<LogTail> output)
    {
        var streams = state.New(message.Streams());
        var dropped = state.Dropped + message.Dropped;
        if (streams.Count == 0 && dropped == 0 && !state.Reconnected)
        {
            return;
        }
        if (output.TryWrite(new LogTail(streams, dropped, state.Reconnected)))
        {
            (state.Dropped, state.Reconnected) = (0, false);
        }
        else
        {
            state.Dropped = dropped + streams.Sum(stream => stream.Lines.Count);
        }
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>Where the tail is: the last moment, and the lines of it that have come.</summary>
    private sealed class State(long startNs)
    {
        private readonly HashSet<(string Labels, string Text)> _seen = [];

        public long LastNs { get; private set; } = startNs;

        public long Dropped { get; set; }

        public bool Reconnected { get; set; }

        public List<LogStream> New(IReadOnlyList<LogStream> streams)
        {
            var fresh = new List<LogStream>();
            foreach (var stream in streams)
            {
                var key = string.Join('\0', stream.Labels.OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => $"{label.Key}\0{label.Value}"));
                List<LogLine> lines = [.. stream.Lines.Where(line => IsNew(key, line))];
                if (lines.Count > 0)
                {
                    fresh.Add(stream with { Lines = lines });
                }
            }
            return fresh;
        }

        private bool IsNew(string key, LogLine line)
        {
            // Only what a new connection begins with can come twice; older lines come late and are new.
            if (line.TimeNs > LastNs)
            {
                LastNs = line.TimeNs;
                _seen.Clear();
            }
            return line.TimeNs < LastNs || _seen.Add((key, line.Text));
        }
    }
}
