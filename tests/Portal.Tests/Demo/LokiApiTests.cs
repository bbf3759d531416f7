using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Portal.Demo;

namespace Portal.Tests.Demo;

public sealed class LokiApiTests(DemoServerFixture demo) : IClassFixture<DemoServerFixture>
{
    private const string Api = "shared/loki/api/v1/";
    private const string Checkout = "{tenant=\"acme\", environment=\"prod\", service=\"checkout\"}";
    private static readonly string Start = $"{TelemetryWorld.NowNs - TelemetryWorld.HourNs}";

    [Fact]
    public async Task Lines_come_by_stream_with_all_their_labels()
    {
        var data = await demo.DataAsync(Api + "query_range", ("query", Checkout + " | json | drop __error__"), ("limit", "50"));
        Assert.Equal("streams", data.GetProperty("resultType").GetString());
        var streams = data.GetProperty("result").EnumerateArray().ToList();
        Assert.Equal(50, streams.Sum(s => s.GetProperty("values").GetArrayLength()));
        Assert.All(streams, s => Assert.Equal("acme", s.GetProperty("stream").GetProperty("tenant").GetString()));
        Assert.Contains(streams, s => s.GetProperty("stream").TryGetProperty("trace_id", out _));
        Assert.All(streams, s => Assert.Equal(s.GetProperty("stream").GetProperty("level").GetString(), s.GetProperty("stream").GetProperty("detected_level").GetString()));
    }

    [Fact]
    public async Task A_client_may_ask_for_labels_by_category()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{Api}query_range?query={Uri.EscapeDataString(Checkout + " | json")}");
        request.Headers.Add("X-Loki-Response-Encoding-Flags", "categorize-labels");
        using var answer = await demo.Client.SendAsync(request);
        var data = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("data");
        Assert.Equal("categorize-labels", data.GetProperty("encodingFlags")[0].GetString());
        var line = data.GetProperty("result")[0].GetProperty("values")[0];
        Assert.True(line[2].GetProperty("structuredMetadata").TryGetProperty("detected_level", out _));
        Assert.True(line[2].GetProperty("parsed").TryGetProperty("category", out _));
        Assert.Equal(5, data.GetProperty("result")[0].GetProperty("stream").EnumerateObject().Count());
    }

    [Fact]
    public async Task Metric_queries_answer_as_Prometheus_does()
    {
        const string query = "sum by (service) (rate({tenant=\"nova\", environment=\"prod\"}[5m]))";
        var range = await demo.DataAsync(Api + "query_range", ("query", query), ("start", Start), ("step", "60"));
        Assert.Equal("matrix", range.GetProperty("resultType").GetString());
        Assert.Equal(6, range.GetProperty("result").GetArrayLength());
        Assert.Equal(61, range.GetProperty("result")[0].GetProperty("values").GetArrayLength());
        var instant = await demo.DataAsync(Api + "query", ("query", query));
        Assert.Equal("vector", instant.GetProperty("resultType").GetString());
    }

    [Fact]
    public async Task Labels_values_and_series_are_those_of_the_selector()
    {
        Assert.Equal(["environment", "namespace", "pod", "service", "tenant"], Texts(await demo.DataAsync(Api + "labels")));
        Assert.Equal(["acme", "nova"], Texts(await demo.DataAsync(Api + "label/tenant/values")));
        Assert.Equal(["checkout-0", "checkout-1", "checkout-2"], Texts(await demo.DataAsync(Api + "label/pod/values", ("query", Checkout))));
        Assert.Empty(Texts(await demo.DataAsync(Api + "label/none/values")));
        Assert.Equal(3, (await demo.DataAsync(Api + "series", ("match[]", Checkout))).GetArrayLength());
        Assert.Equal(72, (await demo.DataAsync(Api + "series")).GetArrayLength());
    }

    [Fact]
    public async Task Volumes_are_near_what_lines_come_to()
    {
        var (_, stats) = await demo.GetAsync(Api + "index/stats", ("query", Checkout), ("start", Start));
        var bytes = double.Parse((await demo.DataAsync(Api + "query", ("query", $"sum(bytes_over_time({Checkout}[1h]))"))).GetProperty("result")[0].GetProperty("value")[1].GetString()!, System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(3, stats.GetProperty("streams").GetInt32());
        Assert.InRange(stats.GetProperty("bytes").GetDouble(), bytes * 0.95, bytes * 1.05);
        var volume = await demo.DataAsync(Api + "index/volume", ("query", "{tenant=\"acme\", environment=\"prod\"}"), ("start", Start), ("targetLabels", "service"));
        Assert.Equal(6, volume.GetProperty("result").GetArrayLength());
        var range = await demo.DataAsync(Api + "index/volume_range", ("query", Checkout), ("start", Start), ("step", "10m"));
        Assert.InRange(range.GetProperty("result")[0].GetProperty("values").EnumerateArray().Sum(v => double.Parse(v[1].GetString()!, System.Globalization.CultureInfo.InvariantCulture)), bytes * 0.95, bytes * 1.05);
    }

    [Fact]
    public async Task Fields_are_told_with_their_types()
    {
        var (_, body) = await demo.GetAsync(Api + "detected_fields", ("query", Checkout), ("line_limit", "500"));
        var fields = body.GetProperty("fields").EnumerateArray().ToDictionary(f => f.GetProperty("label").GetString()!, f => f);
        Assert.Equal("int", fields["status"].GetProperty("type").GetString());
        Assert.Equal("float", fields["duration_ms"].GetProperty("type").GetString());
        Assert.Equal("json", fields["status"].GetProperty("parsers")[0].GetString());
        Assert.Equal(0, fields["detected_level"].GetProperty("parsers").GetArrayLength());
    }

    [Theory]
    [InlineData("query_range", "{service=`web`} |", 400, "parse error at line 1, col 18")]
    [InlineData("query_range", "{service=`web`} | unpack", 400, "unpack is not supported")]
    [InlineData("query", "{service=`web`}", 400, "log queries are not supported as an instant query type")]
    [InlineData("query_range", "{service=`web`}&limit=9999", 400, "max entries limit per query exceeded")]
    [InlineData("query_range", "{service=`web`}&direction=up", 400, "invalid direction")]
    [InlineData("query_range", "count_over_time({service=`web`}[1m])&step=1ms&start=0", 400, "exceeded maximum resolution")]
    [InlineData("query_range", "count_over_time({service=`web`, environment=`prod`} | json [1m])", 400, "maximum of series (500) reached")]
    [InlineData("tail", "{service=`web`}", 400, "websocket")]
    public async Task Errors_are_told_in_plain_words(string endpoint, string query, int status, string message)
    {
        var parts = query.Split('&', 2);
        using var answer = await demo.Client.GetAsync(new Uri($"{Api}{endpoint}?query={Uri.EscapeDataString(parts[0])}&{parts.ElementAtOrDefault(1)}", UriKind.Relative));
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal("text/plain", answer.Content.Headers.ContentType!.MediaType);
        Assert.Contains(message, await answer.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData(null, 401)]
    [InlineData("acme-none", 404)]
    [InlineData("nova-prod", 200)]
    public async Task The_header_chooses_the_store(string? scope, int status)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "multi/loki/api/v1/label/tenant/values");
        if (scope is not null)
        {
            request.Headers.Add(DemoTelemetry.ScopeHeader, scope);
        }
        using var answer = await demo.Client.SendAsync(request);
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.True(status != 200 || (await answer.Content.ReadAsStringAsync()).Contains("[\"nova\"]", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_tail_brings_what_there_is_and_then_what_arises_each_line_once()
    {
        var time = new TimeOfSleepers(DemoServerFixture.Now);
        await using var server = new DemoServer(Options.Create(new DemoTelemetryOptions { Port = 0 }), time, NullLoggerFactory.Instance);
        await server.StartAsync(CancellationToken.None);
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        using var socket = new ClientWebSocket();
        var uri = new UriBuilder(server.BaseAddress!) { Scheme = "ws", Path = Api + "tail", Query = $"query={Uri.EscapeDataString("{tenant=\"acme\", environment=\"prod\"}")}&limit=5000&start={TelemetryWorld.NowNs - (TelemetryWorld.HourNs / 60)}" };
        await socket.ConnectAsync(uri.Uri, limit.Token);
        var lines = new List<string>();
        var receiving = ReceiveAsync(socket, limit.Token);
        while (lines.Count < 800)
        {
            while (!receiving.IsCompleted)
            {
                time.WakeAll();
                await Task.WhenAny(receiving, Task.Delay(20, limit.Token));
            }
            var message = JsonDocument.Parse(await receiving).RootElement;
            Assert.False(message.TryGetProperty("dropped_entries", out _));
            lines.AddRange(message.GetProperty("streams").EnumerateArray().SelectMany(s => s.GetProperty("values").EnumerateArray()).Select(v => $"{v[0]} {v[1]}"));
            receiving = ReceiveAsync(socket, limit.Token);
        }
        Assert.Equal(lines.Count, lines.Distinct().Count());
        var until = lines.Max(l => long.Parse(l.Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture));
        var world = new TelemetryWorld(time);
        Assert.Equal(
            TelemetryWorld.Lines(world.Logs, "{tenant=\"acme\", environment=\"prod\"}", TelemetryWorld.NowNs - (TelemetryWorld.HourNs / 60), until + 1).Select(l => $"{l.TimeNs} {l.Text}").Order(),
            lines.Order());
        await server.StopAsync(limit.Token);
    }

    private static async Task<string> ReceiveAsync(ClientWebSocket socket, CancellationToken cancellation)
    {
        var buffer = new byte[65_536];
        ValueWebSocketReceiveResult part;
        using var bytes = new MemoryStream();
        do
        {
            part = await socket.ReceiveAsync(buffer.AsMemory(), cancellation);
            bytes.Write(buffer, 0, part.Count);
        }
        while (!part.EndOfMessage);
        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    /// <summary>Goes on only when the server sleeps again: it would leave out lines that arise faster than it looks.</summary>
    private sealed class TimeOfSleepers(DateTimeOffset start) : FakeTimeProvider(start)
    {
        private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
        private int _sleepers;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = base.CreateTimer(callback, state, dueTime, period);
            if (dueTime == Pause)
            {
                Interlocked.Increment(ref _sleepers);
            }
            return timer;
        }

        public void WakeAll()
        {
            if (Interlocked.Exchange(ref _sleepers, 0) > 0)
            {
                Advance(Pause);
            }
        }
    }

    private static List<string> Texts(JsonElement data) => [.. data.EnumerateArray().Select(v => v.GetString()!)];
}
