using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Portal.Core.Queries;

namespace Portal.Cli;

/// <summary>Answers <c>{"id","query"}</c> lines one by one, in their order: <c>{"id","scoped"}</c> or <c>{"id","error","position"}</c>. A line that is none of them is answered with an error.</summary>
internal static class ExplainLines
{
    private const int MaxLineBytes = 1 << 20;
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Answers until the input ends.</summary>
    /// <param name="input">UTF-8 lines.</param>
    /// <param name="output">Where the answers go. Flushed whenever the next line is not there yet, so that a program may ask and wait.</param>
    /// <param name="explain">Scopes a query.</param>
    /// <param name="cancellation">Stops the work.</param>
    public static async Task RunAsync(Stream input, TextWriter output, Func<string, ScopeResult> explain, CancellationToken cancellation)
    {
        var lines = new LineReader(input, MaxLineBytes);
        var buffer = new ArrayBufferWriter<byte>();
        while (true)
        {
            if (!lines.HasLine)
            {
                await output.FlushAsync(cancellation);
            }
            if (await lines.ReadAsync(cancellation) is not { } line)
            {
                return;
            }
            if (line is { TooLong: false, Bytes.Length: 0 })
            {
                continue;
            }
            buffer.ResetWrittenCount();
            Answer(buffer, line, explain);
            await output.WriteLineAsync(Encoding.UTF8.GetString(buffer.WrittenSpan));
        }
    }

    private static void Answer(ArrayBufferWriter<byte> buffer, LineReader.Line line, Func<string, ScopeResult> explain)
    {
        using var writer = new Utf8JsonWriter(buffer, Readable);
        if (line.TooLong)
        {
            WriteError(writer, null, $"The line is longer than {MaxLineBytes} bytes.", 0);
            return;
        }
        try
        {
            using var document = JsonDocument.Parse(line.Bytes);
            var root = document.RootElement;
            JsonElement? id = root.ValueKind == JsonValueKind.Object && root.TryGetProperty("id", out var given) ? given : null;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("query", out var query) || Text(query) is not { } text)
            {
                WriteError(writer, id, "The line is not an object with a text named \"query\".", 0);
                return;
            }
            var result = explain(text);
            if (result.Query is { } scoped)
            {
                Begin(writer, id);
                writer.WriteString("scoped", scoped.Text);
                writer.WriteEndObject();
            }
            else
            {
                WriteError(writer, id, QueryErrorText.OneLine(result), Math.Max(result.Position, 0));
            }
        }
        catch (JsonException)
        {
            WriteError(writer, null, "The line is not JSON.", 0);
        }
    }

    // Half a surrogate and bytes that are not UTF-8 show only when the text is read.
    private static string? Text(JsonElement element)
    {
        try
        {
            return element.ValueKind == JsonValueKind.String ? element.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static void Begin(Utf8JsonWriter writer, JsonElement? id)
    {
        writer.WriteStartObject();
        writer.WritePropertyName("id");
        if (id is { } given && (given.ValueKind != JsonValueKind.String || Text(given) is not null))
        {
            given.WriteTo(writer);
        }
        else
        {
            writer.WriteNullValue();
        }
    }

    private static void WriteError(Utf8JsonWriter writer, JsonElement? id, string error, int position)
    {
        Begin(writer, id);
        writer.WriteString("error", error);
        writer.WriteNumber("position", position);
        writer.WriteEndObject();
    }
}
