using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Portal.Api;
using Portal.Backends.Jaeger;
using Portal.Core.Queries;
using Portal.Core.Tenancy;
using Portal.Core.Traces;

namespace Portal.Benchmarks;

/// <summary>A trace of 10,000 spans from Jaeger's bytes to what the browser gets: read, checked span by span, arranged, its critical path found, written.</summary>
internal static class TraceBenchmark
{
    private const int Spans = 10_000;
    private const int Runs = 21;

    public static async Task RunAsync()
    {
        var body = Body();
        var acme = new Isolation(new Dictionary<string, string> { ["tenant"] = "acme" }, new Dictionary<string, string>(), false);
        var trace = Read(body, acme);
        var written = 0;
        var read = await Measure.OneAsync(Runs, () => Run(() => Read(body, acme)));
        var write = await Measure.OneAsync(Runs, () => Run(() => written = Write(trace)));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"trace: {Spans} spans, {body.Length / 1024} KiB from the store, {written / 1024} KiB to the browser"));
        Print("read and check", read);
        Print("arrange and write", write);
    }

    private static Task Run(Action work)
    {
        work();
        return Task.CompletedTask;
    }

    private static Trace Read(byte[] body, Isolation isolation)
    {
        using var document = JsonDocument.Parse(body);
        var trace = SpanGuard.Filter(JaegerJson.ReadTraces(document.RootElement.GetProperty("data"))[0], isolation);
        return trace?.Spans.Count == Spans ? trace : throw new InvalidOperationException("The trace is not read.");
    }

    private static int Write(Trace trace)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(output, new JsonWriterOptions { SkipValidation = true }))
        {
            TraceJson.Write(json, trace);
        }
        return output.WrittenCount;
    }

    private static void Print(string name, Measured measured) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {name,-18} {measured.Time.TotalMilliseconds,8:F1} ms  {measured.Bytes / 1024.0,8:F0} KiB"));

    private static byte[] Body()
    {
        var random = new Random(1);
        var text = new StringBuilder("""{"data":[{"traceID":"abc","processes":{"p1":{"serviceName":"web","tags":[{"key":"tenant","type":"string","value":"acme"}]},"p2":{"serviceName":"cart","tags":[{"key":"tenant","type":"string","value":"acme"}]}},"spans":[""");
        for (var i = 1; i <= Spans; i++)
        {
            var parent = i == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $$"""{"refType":"CHILD_OF","traceID":"abc","spanID":"{{Math.Max(1, i - 1 - random.Next(40)):x}}"}""");
            text.Append(CultureInfo.InvariantCulture, $$$"""
                {{{(i > 1 ? "," : "")}}}{"traceID":"abc","spanID":"{{{i:x}}}","operationName":"step {{{i % 40}}}","startTime":{{{1_700_000_000_000_000 + (i * 37)}}},"duration":{{{random.Next(20, 90_000)}}},"processID":"p{{{1 + (i % 2)}}}","references":[{{{parent}}}],
                "tags":[{"key":"span.kind","type":"string","value":"server"},{"key":"http.route","type":"string","value":"/items/{id}"},{"key":"http.status_code","type":"int64","value":200},{"key":"peer","type":"string","value":"10.0.0.{{{i % 250}}}"},{"key":"error","type":"bool","value":{{{(i % 50 == 0 ? "true" : "false")}}}}],"logs":[]}
                """);
        }
        return Encoding.UTF8.GetBytes(text.Append("]}]}").ToString());
    }
}
