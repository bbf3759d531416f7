using System.Globalization;
using System.Text;
using System.Text.Json;
using Portal.Backends.Prometheus;

namespace Portal.Benchmarks;

/// <summary>Reading a range answer of 100 series × 1,000 points straight into columns, against System.Text.Json's document and its serializer.</summary>
internal static class DecodeBenchmark
{
    private const int Series = 100;
    private const int Points = 1_000;
    private const int Runs = 21;

    public static async Task RunAsync()
    {
        var body = Body();
        var (columns, document) = await Measure.PairAsync(Runs, () => ColumnsAsync(body), () => DocumentAsync(body));
        var (_, serializer) = await Measure.PairAsync(Runs, () => ColumnsAsync(body), () => SerializerAsync(body));
        Console.WriteLine($"decode {Series} series x {Points} points, {body.Length / 1024} KiB:");
        Print("columns", columns, columns);
        Print("JsonDocument", document, columns);
        Print("JsonSerializer", serializer, columns);
    }

    private static void Print(string name, Measured measured, Measured columns) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"  {name,-15} {measured.Time.TotalMilliseconds,8:F2} ms ({measured.Time / columns.Time:F2}x)  {measured.Bytes / 1024.0,8:F0} KiB ({(double)measured.Bytes / columns.Bytes:F2}x)"));

    private static async Task ColumnsAsync(byte[] body)
    {
        using var reader = new QueryDataReader("A", int.MaxValue);
        await new PrometheusAnswer(reader).ReadAsync(new MemoryStream(body), int.MaxValue, CancellationToken.None);
        Check(reader.Frames().Sum(frame => frame.Length));
    }

    /// <summary>The usual way: a document, then columns out of it.</summary>
    private static async Task DocumentAsync(byte[] body)
    {
        using var document = await JsonDocument.ParseAsync(new MemoryStream(body));
        var points = 0;
        foreach (var series in document.RootElement.GetProperty("data").GetProperty("result").EnumerateArray())
        {
            var labels = series.GetProperty("metric").EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetString()!);
            var samples = series.GetProperty("values");
            var (times, values) = (new long[samples.GetArrayLength()], new double[samples.GetArrayLength()]);
            var i = 0;
            foreach (var sample in samples.EnumerateArray())
            {
                times[i] = (long)(sample[0].GetDouble() * 1000);
                values[i++] = double.Parse(sample[1].GetString()!, CultureInfo.InvariantCulture);
            }
            points += labels.Count > 0 ? i : 0;
        }
        Check(points);
    }

    /// <summary>The shortest way to write: classes for the answer, then columns out of them.</summary>
    private static async Task SerializerAsync(byte[] body)
    {
        var answer = await JsonSerializer.DeserializeAsync<Answer>(new MemoryStream(body), JsonSerializerOptions.Web);
        Check(answer!.Data.Result.Sum(series =>
        {
            var times = series.Values.Select(sample => (long)(sample[0].GetDouble() * 1000)).ToArray();
            var values = series.Values.Select(sample => double.Parse(sample[1].GetString()!, CultureInfo.InvariantCulture)).ToArray();
            return Math.Min(times.Length, values.Length);
        }));
    }

    private static void Check(int points)
    {
        if (points != Series * Points)
        {
            throw new InvalidOperationException($"{points} points were read.");
        }
    }

    private static byte[] Body()
    {
        var random = new Random(1);
        var text = new StringBuilder("""{"status":"success","data":{"resultType":"matrix","result":[""");
        for (var s = 0; s < Series; s++)
        {
            text.Append(CultureInfo.InvariantCulture, $$$"""{{{(s > 0 ? "," : "")}}}{"metric":{"__name__":"http_requests_total","service":"checkout","instance":"10.0.0.{{{s}}}:8080","route":"/api/{{{s % 7}}}"},"values":[""");
            for (var p = 0; p < Points; p++)
            {
                text.Append(CultureInfo.InvariantCulture, $"{(p > 0 ? "," : "")}[{1_700_000_000 + (p * 15)},\"{random.NextDouble() * 1000:R}\"]");
            }
            text.Append("]}");
        }
        return Encoding.UTF8.GetBytes(text.Append("]}}").ToString());
    }

    private sealed record Answer(AnswerData Data);

    private sealed record AnswerData(List<AnswerSeries> Result);

    private sealed record AnswerSeries(Dictionary<string, string> Metric, List<JsonElement[]> Values);
}
