using System.Globalization;
using System.Text;
using System.Text.Json;
using Portal.Backends.Loki;
using Portal.Backends.Prometheus;

namespace Portal.Benchmarks;

/// <summary>Reading an answer of 5,000 log lines in 20 streams, with structured metadata, against System.Text.Json's document.</summary>
internal static class LogLinesBenchmark
{
    private const int Streams = 20;
    private const int LinesPerStream = 250;
    private const int Runs = 21;

    public static async Task RunAsync()
    {
        var body = Body();
        var (streams, document) = await Measure.PairAsync(Runs, () => StreamsAsync(body), () => DocumentAsync(body));
        Console.WriteLine($"loglines {Streams * LinesPerStream} lines in {Streams} streams, {body.Length / 1024} KiB:");
        Print("streams", streams, streams);
        Print("JsonDocument", document, streams);
    }

    private static void Print(string name, Measured measured, Measured ours) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"  {name,-15} {measured.Time.TotalMilliseconds,8:F2} ms ({measured.Time / ours.Time:F2}x)  {measured.Bytes / 1024.0,8:F0} KiB ({(double)measured.Bytes / ours.Bytes:F2}x)"));

    private static async Task StreamsAsync(byte[] body)
    {
        var reader = new StreamsReader(Streams * LinesPerStream);
        await new PrometheusAnswer(reader).ReadAsync(new MemoryStream(body), int.MaxValue, CancellationToken.None);
        Check(reader.Streams().Sum(stream => stream.Lines.Count));
    }

    /// <summary>The usual way: a document, then lines out of it.</summary>
    private static async Task DocumentAsync(byte[] body)
    {
        using var document = await JsonDocument.ParseAsync(new MemoryStream(body));
        var lines = new List<(long, string, Dictionary<string, string>)>();
        foreach (var stream in document.RootElement.GetProperty("data").GetProperty("result").EnumerateArray())
        {
            _ = stream.GetProperty("stream").EnumerateObject().ToDictionary(label => label.Name, label => label.Value.GetString()!);
            foreach (var line in stream.GetProperty("values").EnumerateArray())
            {
                lines.Add((
                    long.Parse(line[0].GetString()!, CultureInfo.InvariantCulture),
                    line[1].GetString()!,
                    line[2].GetProperty("structuredMetadata").EnumerateObject().ToDictionary(label => label.Name, label => label.Value.GetString()!)));
            }
        }
        Check(lines.Count);
    }

    private static void Check(int lines)
    {
        if (lines != Streams * LinesPerStream)
        {
            throw new InvalidOperationException($"{lines} lines were read.");
        }
    }

    private static byte[] Body()
    {
        var random = new Random(1);
        var text = new StringBuilder("""{"status":"success","data":{"resultType":"streams","encodingFlags":["categorize-labels"],"result":[""");
        for (var s = 0; s < Streams; s++)
        {
            text.Append(CultureInfo.InvariantCulture, $$$"""{{{(s > 0 ? "," : "")}}}{"stream":{"tenant":"acme","service":"checkout","pod":"checkout-{{{s}}}","stream":"stdout"},"values":[""");
            for (var l = 0; l < LinesPerStream; l++)
            {
                text.Append(CultureInfo.InvariantCulture, $$$"""{{{(l > 0 ? "," : "")}}}["{{{1_700_000_000_000_000_000 + (l * 1_000_003L)}}}","{\"level\":\"info\",\"msg\":\"request served\",\"route\":\"/api/{{{random.Next(9)}}}\",\"duration_ms\":{{{random.Next(900)}}},\"user\":\"u{{{random.Next(100_000)}}}\"}",{"structuredMetadata":{"detected_level":"info","trace_id":"{{{random.NextInt64():x16}}}{{{random.NextInt64():x16}}}"}}]""");
            }
            text.Append("]}");
        }
        return Encoding.UTF8.GetBytes(text.Append("]}}").ToString());
    }
}
