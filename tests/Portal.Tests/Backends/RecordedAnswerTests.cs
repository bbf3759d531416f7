using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Portal.Core.Frames;
using Portal.Core.Queries;
using Portal.Core.Tenancy;

namespace Portal.Tests.Backends;

/// <summary>Answers of Prometheus' API that were recorded elsewhere, replayed and compared with what a plain reading of their JSON says.</summary>
public sealed class RecordedAnswerTests
{
    private static readonly Isolation Dedicated = new(Frame.EmptyLabels, Frame.EmptyLabels, true);

    [Fact]
    public async Task Every_recorded_answer_is_read_as_it_says_or_refused_as_what_it_is()
    {
        var corpora = Environment.GetEnvironmentVariable("PORTAL_CORPORA");
        Assert.SkipWhen(string.IsNullOrEmpty(corpora), "PORTAL_CORPORA is not set.");
        var (body, status) = ("", 200);
        await using var backend = await FakeBackend.StartAsync(context =>
        {
            context.Response.StatusCode = status;
            context.Response.ContentType = "application/json";
            return context.Response.WriteAsync(body);
        });
        await using var client = new ClientFixture();
        var source = ClientFixture.Source(backend.Address);
        var (series, errors, texts, exemplars, metadata) = (0, 0, 0, 0, 0);
        foreach (var line in await File.ReadAllLinesAsync(Path.Combine(corpora, "prometheus", "responses.jsonl")))
        {
            using var row = JsonDocument.Parse(line);
            var recorded = row.RootElement.GetProperty("body");
            body = recorded.ValueKind == JsonValueKind.String ? recorded.GetString()! : recorded.GetRawText();
            var isError = Property(recorded, "status")?.GetString() == "error";
            status = isError ? 500 : 200;
            var data = Property(recorded, "data");
            if (!isError && Property(data, "result") is { } result)
            {
                var answer = await client.InstantAsync(source, isolation: Dedicated);
                Assert.Equal(Expected(result), answer.Frames.SelectMany(Told));
                Assert.Equal(Property(recorded, "warnings")?.GetArrayLength() ?? 0, answer.Notices.Count);
                series += answer.Frames.Count;
            }
            else
            {
                Assert.Equal(Kind(isError ? Property(recorded, "errorType")?.GetString() : null), (await client.ErrorAsync(source)).Kind);
                errors++;
            }
            if (isError || Property(recorded, "status") is null)
            {
                continue;
            }
            if (data is { ValueKind: JsonValueKind.Array } list && list.GetArrayLength() > 0 && list.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String))
            {
                var values = await client.Backend.LabelValuesAsync(ClientFixture.Selector(source, isolation: Dedicated), "a", 0, 1, CancellationToken.None);
                Assert.Equal(list.EnumerateArray().Select(item => item.GetString()!).Distinct().Order(StringComparer.Ordinal), values);
                texts++;
            }
            if (data is { ValueKind: JsonValueKind.Array } groups && groups.EnumerateArray().FirstOrDefault() is { ValueKind: JsonValueKind.Object } first && Property(first, "seriesLabels") is not null)
            {
                var found = await client.Backend.ExemplarsAsync(ClientFixture.Query(source, isolation: Dedicated), 0, 1, CancellationToken.None);
                var expected = groups.EnumerateArray().SelectMany(group => group.GetProperty("exemplars").EnumerateArray()).Select(e => (Number(e.GetProperty("value")), e.GetProperty("labels").EnumerateObject().Count()));
                Assert.Equal(expected, found.Select(e => (e.Value, e.Labels.Count)));
                exemplars++;
            }
            if (data is { ValueKind: JsonValueKind.Object } map && map.EnumerateObject().FirstOrDefault().Value is { ValueKind: JsonValueKind.Array } entries && entries.EnumerateArray().FirstOrDefault() is { ValueKind: JsonValueKind.Object } entry && Property(entry, "help") is not null)
            {
                foreach (var metric in map.EnumerateObject())
                {
                    var reader = new Portal.Backends.Prometheus.MetadataReader(metric.Name);
                    await new Portal.Backends.Prometheus.PrometheusAnswer(reader).ReadAsync(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(body)), int.MaxValue, CancellationToken.None);
                    Assert.Equal(metric.Value[0].GetProperty("type").GetString(), reader.Found?.Type);
                }
                metadata++;
            }
        }
        Assert.True(series >= 10 && errors >= 50 && texts >= 3 && exemplars >= 3 && metadata >= 2, $"{(series, errors, texts, exemplars, metadata)}");
    }

    private static QueryErrorKind Kind(string? errorType) => errorType switch
    {
        "timeout" => QueryErrorKind.Timeout,
        "execution" => QueryErrorKind.Execution,
        "bad_data" => QueryErrorKind.BadData,
        _ => QueryErrorKind.Internal,
    };

    private static JsonElement? Property(JsonElement? element, string name) =>
        element is { ValueKind: JsonValueKind.Object } && element.Value.TryGetProperty(name, out var value) ? value : null;

    /// <summary>Each sample as: labels, time in milliseconds, value or sum of the histogram, buckets.</summary>
    private static IEnumerable<(string, long, double, int)> Expected(JsonElement result)
    {
        if (result.EnumerateArray().FirstOrDefault().ValueKind == JsonValueKind.Number)
        {
            yield return ("", Time(result[0]), Number(result[1]), 0);
            yield break;
        }
        foreach (var one in result.EnumerateArray())
        {
            var labels = string.Join(',', one.GetProperty("metric").EnumerateObject().Where(l => l.Name != "__name__").Select(l => $"{l.Name}={l.Value}"));
            foreach (var sample in Samples(one, "value", "values"))
            {
                yield return (labels, Time(sample[0]), Number(sample[1]), 0);
            }
            foreach (var sample in Samples(one, "histogram", "histograms"))
            {
                yield return (labels, Time(sample[0]), Number(sample[1].GetProperty("sum")), Property(sample[1], "buckets")?.GetArrayLength() ?? 0);
            }
        }
    }

    private static IEnumerable<JsonElement> Samples(JsonElement series, string one, string many) =>
        Property(series, one) is { } single ? [single] : Property(series, many)?.EnumerateArray().AsEnumerable() ?? [];

    private static IEnumerable<(string, long, double, int)> Told(Frame frame)
    {
        var labels = string.Join(',', frame.Labels.Select(l => $"{l.Key}={l.Value}"));
        var times = Assert.IsType<TimeField>(frame.Fields[0]).Values;
        return frame.Fields[1] is NumberField numbers
            ? times.Select((time, i) => (labels, time, numbers.Values[i], 0))
            : times.Select((time, i) => (labels, time, ((HistogramField)frame.Fields[1]).Values[i]!.Sum, ((HistogramField)frame.Fields[1]).Values[i]!.Buckets.Count));
    }

    private static long Time(JsonElement seconds) => (long)Math.Round(seconds.GetDouble() * 1000);

    private static double Number(JsonElement text) => text.GetString() switch
    {
        "+Inf" => double.PositiveInfinity,
        "-Inf" => double.NegativeInfinity,
        var other => double.Parse(other!, CultureInfo.InvariantCulture),
    };
}
