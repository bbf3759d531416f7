using System.Buffers.Text;
using System.IO.Pipelines;
using System.Text.Json;
using Portal.Core.Queries;

namespace Portal.Api;

/// <summary>
/// Writes log lines as JSON, in pieces. A stream's labels stand once for all its lines; a line is <c>["ns", "text"]</c>, or <c>["ns", "text", {…}]</c> with metadata.
/// Times are texts, because a browser's numbers do not hold nanoseconds.
/// </summary>
internal static class PanelLogsJson
{
    /// <summary>Writes what a panel of logs shows.</summary>
    public static async Task WriteAsync(Utf8JsonWriter json, PipeWriter output, PanelLogs logs, CancellationToken cancellation)
    {
        json.WriteStartObject();
        json.WriteStartArray("streams");
        foreach (var stream in logs.Streams)
        {
            json.WriteStartObject();
            json.WriteString("refId", stream.RefId);
            PanelDataJson.WriteLabels(json, "labels", stream.Labels);
            json.WriteStartArray("lines");
            foreach (var line in stream.Lines)
            {
                WriteLine(json, line);
                await PanelDataJson.SendPieceAsync(json, output, cancellation);
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteBoolean("limitReached", logs.LimitReached);
        json.WriteString("next", logs.Next);
        json.WriteNumber("volumeStepMs", logs.VolumeStepMs);
        json.WriteStartArray("volume");
        foreach (var frame in logs.Volume)
        {
            PanelDataJson.WriteFrame(json, frame);
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Writes a line.</summary>
    public static void WriteLine(Utf8JsonWriter json, LogLine line)
    {
        json.WriteStartArray();
        Span<byte> time = stackalloc byte[20];
        Utf8Formatter.TryFormat(line.TimeNs, time, out var length);
        json.WriteStringValue(time[..length]);
        json.WriteStringValue(line.Text);
        if (line.Metadata.Count > 0)
        {
            json.WriteStartObject();
            foreach (var (name, value) in line.Metadata)
            {
                json.WriteString(name, value);
            }
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}
