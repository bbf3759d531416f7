using System.Buffers;
using System.Buffers.Text;
using System.IO.Pipelines;
using System.Text.Encodings.Web;
using System.Text.Json;
using Portal.Core.Frames;
using Portal.Core.Queries;
using Portal.Problems;

namespace Portal.Api;

/// <summary>Writes what a panel shows as JSON, in pieces, so that a large answer is never held twice. Numbers have six significant digits: enough to draw.</summary>
internal static class PanelDataJson
{
    private const int PieceSize = 32 * 1024;
    internal static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.Default, SkipValidation = true };

    /// <summary>Writes the answer.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="data">What.</param>
    /// <param name="forEditor">Whether queries and the backends' own words may be told.</param>
    /// <param name="cancellation">Stops writing.</param>
    public static async Task WriteAsync(PipeWriter output, PanelData data, bool forEditor, CancellationToken cancellation)
    {
        await using var json = new Utf8JsonWriter(output, Options);
        json.WriteStartObject();
        json.WriteString("panelId", data.PanelId);
        json.WriteString("state", data.State.ToString().ToLowerInvariant());
        json.WriteString("title", data.Title);
        json.WriteNumber("fromMs", data.FromMs);
        json.WriteNumber("toMs", data.ToMs);
        json.WriteNumber("stepMs", data.StepMs);
        json.WriteStartArray("frames");
        foreach (var frame in data.Frames)
        {
            WriteFrame(json, frame);
            await SendPieceAsync(json, output, cancellation);
        }
        json.WriteEndArray();
        if (data.Logs is { } logs)
        {
            json.WritePropertyName("logs");
            await PanelLogsJson.WriteAsync(json, output, logs, cancellation);
        }
        PanelTracesJson.Write(json, data);
        WriteRemarks(json, data, forEditor);
        json.WriteEndObject();
        await json.FlushAsync(cancellation);
        await output.FlushAsync(cancellation);
    }

    /// <summary>Sends what has been written, once it is worth it.</summary>
    internal static async ValueTask SendPieceAsync(Utf8JsonWriter json, PipeWriter output, CancellationToken cancellation)
    {
        if (output.CanGetUnflushedBytes && output.UnflushedBytes + json.BytesPending > PieceSize)
        {
            await json.FlushAsync(cancellation);
            await output.FlushAsync(cancellation);
        }
    }

    internal static void WriteFrame(Utf8JsonWriter json, Frame frame)
    {
        json.WriteStartObject();
        json.WriteString("refId", frame.RefId);
        json.WriteString("name", frame.Name);
        json.WriteString("metric", frame.Metric);
        WriteLabels(json, "labels", frame.Labels);
        json.WriteStartArray("fields");
        foreach (var field in frame.Fields)
        {
            json.WriteStartObject();
            json.WriteString("name", field.Name);
            switch (field)
            {
                case TimeField time: WriteValues(json, "time", time.Values, static (json, value) => json.WriteNumberValue(value)); break;
                case NumberField number: WriteValues(json, "number", number.Values, WriteNumber); break;
                case StringField text: WriteValues(json, "string", text.Values, static (json, value) => json.WriteStringValue(value)); break;
                case HistogramField histogram: WriteValues(json, "histogram", histogram.Values, WriteHistogram); break;
                default: throw new InvalidOperationException($"A column of type {field.GetType().Name} cannot be written.");
            }
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteValues<T>(Utf8JsonWriter json, string type, T[] values, Action<Utf8JsonWriter, T> write)
    {
        json.WriteString("type", type);
        json.WriteStartArray("values");
        foreach (var value in values)
        {
            write(json, value);
        }
        json.WriteEndArray();
    }

    private static void WriteHistogram(Utf8JsonWriter json, Histogram? histogram)
    {
        if (histogram is null)
        {
            json.WriteNullValue();
            return;
        }
        json.WriteStartObject();
        json.WritePropertyName("count");
        WriteNumber(json, histogram.Count);
        json.WritePropertyName("sum");
        WriteNumber(json, histogram.Sum);
        json.WriteStartArray("buckets");
        foreach (var bucket in histogram.Buckets)
        {
            json.WriteStartArray();
            json.WriteNumberValue(bucket.Boundaries);
            WriteNumber(json, bucket.Lower);
            WriteNumber(json, bucket.Upper);
            WriteNumber(json, bucket.Count);
            json.WriteEndArray();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteRemarks(Utf8JsonWriter json, PanelData data, bool forEditor)
    {
        json.WriteStartArray("exemplars");
        foreach (var exemplar in data.Exemplars)
        {
            json.WriteStartObject();
            json.WriteNumber("timeMs", exemplar.TimeMs);
            json.WritePropertyName("value");
            WriteNumber(json, exemplar.Value);
            WriteLabels(json, "labels", exemplar.Labels);
            WriteLabels(json, "seriesLabels", exemplar.SeriesLabels);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        WriteNotices(json, data.Notices);
        json.WriteStartArray("errors");
        foreach (var (refId, error) in data.Errors)
        {
            json.WriteStartObject();
            json.WriteString("refId", refId);
            json.WriteString("kind", QueryProblems.Name(error.Kind));
            json.WriteString("message", error.Message);
            json.WriteString("remedy", error.Remedy);
            if (forEditor && error.Detail is not null)
            {
                json.WriteString("detail", error.Detail);
            }
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("queries");
        foreach (var query in data.Queries)
        {
            json.WriteStartObject();
            json.WriteString("refId", query.RefId);
            if (forEditor && query.Expr is not null)
            {
                json.WriteString("expr", query.Expr);
            }
            if (forEditor && query.Scoped is not null)
            {
                json.WriteString("scoped", query.Scoped);
            }
            if (forEditor && query.Metrics.Count > 0)
            {
                json.WriteStartArray("metrics");
                foreach (var metric in query.Metrics)
                {
                    json.WriteStringValue(metric);
                }
                json.WriteEndArray();
            }
            json.WritePropertyName("durationMs");
            WriteNumber(json, query.DurationMs);
            json.WriteNumber("series", query.Series);
            json.WriteNumber("points", query.Points);
            json.WriteNumber("bytes", query.Bytes);
            json.WriteBoolean("shared", query.Shared);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    internal static void WriteNotices(Utf8JsonWriter json, IReadOnlyList<Notice> notices)
    {
        json.WriteStartArray("notices");
        foreach (var notice in notices)
        {
            json.WriteStartObject();
            json.WriteString("severity", notice.Severity.ToString().ToLowerInvariant());
            json.WriteString("text", notice.Text);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    internal static void WriteLabels(Utf8JsonWriter json, string name, IReadOnlyDictionary<string, string> labels)
    {
        json.WriteStartObject(name);
        foreach (var (key, value) in labels)
        {
            json.WriteString(key, value);
        }
        json.WriteEndObject();
    }

    private static void WriteNumber(Utf8JsonWriter json, double value)
    {
        if (!double.IsFinite(value))
        {
            json.WriteNullValue();
            return;
        }
        Span<byte> text = stackalloc byte[32];
        Utf8Formatter.TryFormat(value, text, out var length, new StandardFormat('G', 6));
        json.WriteRawValue(text[..length], skipInputValidation: true);
    }
}
