using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Portal.Backends.Loki;
using Portal.Core.Queries;

namespace Portal.Tests.Backends.Loki;

/// <summary>Answers of Loki's API that were recorded elsewhere, replayed and compared with what a plain reading of their JSON says.</summary>
public sealed class LokiRecordedTests
{
    [Fact]
    public async Task Every_recorded_answer_is_read_as_it_says_or_refused_for_what_it_is()
    {
        var corpora = Environment.GetEnvironmentVariable("PORTAL_CORPORA");
        Assert.SkipWhen(string.IsNullOrEmpty(corpora), "PORTAL_CORPORA is not set.");
        var body = "";
        await using var backend = await FakeBackend.StartAsync(context =>
        {
            context.Response.ContentType = "application/json";
            return context.Response.WriteAsync(body);
        });
        await using var client = new ClientFixture();
        var source = ClientFixture.Source(backend.Address);
        var read = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var line in await File.ReadAllLinesAsync(Path.Combine(corpora, "loki", "responses.jsonl")))
        {
            using var row = JsonDocument.Parse(line);
            var recorded = row.RootElement.GetProperty("body");
            body = recorded.ValueKind == JsonValueKind.String ? recorded.GetString()! : recorded.GetRawText();
            var kind = row.RootElement.GetProperty("kind").GetString()!;
            var what = await ReadAsync(client, source, kind, recorded, body);
            read[what] = read.GetValueOrDefault(what) + 1;
        }
        TestContext.Current.TestOutputHelper?.WriteLine(string.Join(", ", read.Select(pair => $"{pair.Key}: {pair.Value}")));
        Assert.True(read["streams"] >= 2 && read["matrix"] >= 3 && read["vector"] >= 2 && read["texts"] >= 4 && read["series"] >= 3 && read["stats"] >= 2 && read["tail"] >= 3 && read["refused"] >= 15);
    }

    private static async Task<string> ReadAsync(ClientFixture client, Portal.Core.Tenancy.Datasource source, string kind, JsonElement recorded, string body)
    {
        var data = recorded.ValueKind == JsonValueKind.Object && recorded.TryGetProperty("data", out var inner) ? inner : default;
        switch (kind)
        {
            case "streams":
                var lines = await client.Logs.LinesAsync(ClientFixture.Lines(source), 0, long.MaxValue, 5_000, LogDirection.Backward, CancellationToken.None);
                Assert.Equal(Expected(data.GetProperty("result")), lines.Streams.SelectMany(Told));
                Assert.Equal(recorded.TryGetProperty("warnings", out var warnings) ? warnings.GetArrayLength() : 0, lines.Notices.Count);
                return "streams";
            case "matrix" or "vector" when data.ValueKind == JsonValueKind.Object:
                var numbers = await client.Logs.QueryRangeAsync(ClientFixture.Lines(source, "rate({a=\"b\"}[5m])"), "A", 0, 60_000, 15_000, CancellationToken.None);
                var result = data.GetProperty("result").EnumerateArray().ToList();
                Assert.Equal(result.Count, numbers.Frames.Count);
                Assert.Equal(result.Select(one => one.TryGetProperty("values", out var values) ? values.GetArrayLength() : 1), numbers.Frames.Select(frame => frame.Length));
                Assert.Equal(result.Select(one => Labels(one.GetProperty("metric"))), numbers.Frames.Select(frame => Labels(frame.Labels)));
                return kind;
            case "labels/values":
                var texts = await client.Logs.LabelNamesAsync(ClientFixture.Streams(source), 0, 1, CancellationToken.None);
                Assert.Equal(data.EnumerateArray().Select(item => item.GetString()!).Order(StringComparer.Ordinal), texts);
                return "texts";
            case "series" when data.EnumerateArray().All(set => set.EnumerateObject().All(label => label.Value.ValueKind == JsonValueKind.String)):
                var series = await client.Logs.SeriesAsync(ClientFixture.Streams(source), 0, 1, CancellationToken.None);
                Assert.Equal(data.EnumerateArray().Select(Labels), series.Select(Labels));
                return "series";
            case "index/stats":
                Assert.Equal(new LogStats(1, 2, 4, 3), await client.Logs.StatsAsync(ClientFixture.Streams(source), 0, 1, CancellationToken.None));
                return "stats";
            case "tail-frame" when IsWhole(recorded):
                var frame = new TailFrameReader(100);
                await frame.ReadAsync(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(body)), int.MaxValue, CancellationToken.None);
                Assert.Equal(Expected(recorded.GetProperty("streams")), frame.Streams().SelectMany(Told));
                Assert.Equal(recorded.TryGetProperty("dropped_entries", out var dropped) && dropped.ValueKind == JsonValueKind.Array ? dropped.GetArrayLength() : 0, frame.Dropped);
                return "tail";
            default:
                // Sketches, other endpoints' bodies, older shapes: what is not an answer to the question is no data.
                await Assert.ThrowsAsync<QueryException>(() => client.Logs.LinesAsync(ClientFixture.Lines(source), 0, long.MaxValue, 100, LogDirection.Backward, CancellationToken.None));
                return "refused";
        }
    }

    private static bool IsWhole(JsonElement frame) =>
        frame.GetProperty("streams").EnumerateArray().SelectMany(stream => stream.GetProperty("values").EnumerateArray()).All(value => long.TryParse(value[0].GetString(), CultureInfo.InvariantCulture, out _));

    private static IEnumerable<(string, long, string, string)> Expected(JsonElement streams) => streams.EnumerateArray().SelectMany(stream => stream.GetProperty("values").EnumerateArray().Select(value =>
        (Labels(stream.GetProperty("stream")), long.Parse(value[0].GetString()!, CultureInfo.InvariantCulture), value[1].GetString()!, value.GetArrayLength() > 2 ? Labels(value[2]) : "")));

    private static IEnumerable<(string, long, string, string)> Told(LogStream stream) => stream.Lines.Select(line => (Labels(stream.Labels), line.TimeNs, line.Text, Labels(line.Metadata)));

    private static string Labels(JsonElement labels) => string.Join(',', labels.EnumerateObject().SelectMany(label => label.Value.ValueKind == JsonValueKind.Object
        ? label.Value.EnumerateObject().Select(inner => $"{inner.Name}={inner.Value}") : [$"{label.Name}={label.Value}"]).Order(StringComparer.Ordinal));

    private static string Labels(IReadOnlyDictionary<string, string> labels) => string.Join(',', labels.Select(label => $"{label.Key}={label.Value}").Order(StringComparer.Ordinal));
}
