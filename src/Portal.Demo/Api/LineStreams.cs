using System.Globalization;
using System.Text.Json;
using Portal.Demo.LogQueries;
using Portal.Demo.Storage;

namespace Portal.Demo.Api;

/// <summary>Writes lines as Loki does: by stream. What a line's stages found belongs to the stream's labels, or, where the client asks for it, to the line.</summary>
internal static class LineStreams
{
    /// <summary>The header by which clients ask for labels by category, and its value.</summary>
    public const string FlagsHeader = "X-Loki-Response-Encoding-Flags";
    public const string Categorize = "categorize-labels";

    public static void Write(Utf8JsonWriter json, IEnumerable<FoundLine> lines, bool categorized)
    {
        json.WriteStartArray();
        foreach (var stream in lines.GroupBy(l => categorized ? l.Stream : All(l)))
        {
            json.WriteStartObject();
            json.WritePropertyName("stream");
            ResultWriter.WriteLabels(json, stream.Key);
            json.WriteStartArray("values");
            foreach (var line in stream)
            {
                json.WriteStartArray();
                json.WriteStringValue(line.TimeNs.ToString(CultureInfo.InvariantCulture));
                json.WriteStringValue(line.Text);
                if (categorized)
                {
                    WriteCategories(json, line);
                }
                json.WriteEndArray();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    /// <summary>All labels of a line, whatever their origin.</summary>
    public static LabelSet All(FoundLine line) => LabelSet.Of([.. line.Stream.Pairs, .. line.Metadata.Pairs, .. line.Parsed.Pairs]);

    private static void WriteCategories(Utf8JsonWriter json, FoundLine line)
    {
        json.WriteStartObject();
        foreach (var (category, labels) in (ReadOnlySpan<(string, LabelSet)>)[("structuredMetadata", line.Metadata), ("parsed", line.Parsed)])
        {
            if (labels.Count > 0)
            {
                json.WritePropertyName(category);
                ResultWriter.WriteLabels(json, labels);
            }
        }
        json.WriteEndObject();
    }
}
