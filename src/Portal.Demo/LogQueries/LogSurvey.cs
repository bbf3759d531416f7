using System.Globalization;
using System.Text;
using System.Text.Json;
using Portal.Core.LogQL;
using Portal.Demo.Logs;
using Portal.Demo.Traces;

namespace Portal.Demo.LogQueries;

/// <summary>A field that lines have.</summary>
internal sealed record SurveyedField(string Name, string Type, int Cardinality, IReadOnlyList<string> Parsers);

/// <summary>Says how much there is, about: from whole minutes spread evenly over a range, so that long ranges are answered as soon as short ones.</summary>
internal static class LogSurvey
{
    private const int MostMinutes = 60;
    private const int MostLines = 1_000;

    /// <summary>Lines and bytes of each stream; those without any are left out.</summary>
    public static List<(LogSource Source, long Lines, long Bytes)> Volumes(LogStore store, IReadOnlyList<LogSource> sources, long fromNs, long untilNs)
    {
        var found = sources.ToDictionary(s => s, _ => (Lines: 0L, Bytes: 0L));
        var minutes = Math.Max(1, (untilNs - fromNs) / Sampler.MinuteNs);
        var stride = Math.Max(1, minutes / MostMinutes);
        for (var from = fromNs; from < untilNs; from += stride * Sampler.MinuteNs)
        {
            foreach (var line in store.Read(sources, from, stride == 1 ? Math.Min(untilNs, from + Sampler.MinuteNs) : from + Sampler.MinuteNs, forward: true))
            {
                var (lines, bytes) = found[line.Source];
                found[line.Source] = (lines + stride, bytes + (stride * Encoding.UTF8.GetByteCount(line.Text)));
            }
        }
        return [.. sources.Select(s => (s, found[s].Lines, found[s].Bytes)).Where(s => s.Lines > 0)];
    }

    /// <summary>The fields of the newest lines that a pipeline lets through, as <c>json</c> or <c>logfmt</c> finds them.</summary>
    public static List<SurveyedField> Fields(LogStore store, LogPipeline pipeline, long fromNs, long untilNs, int lines, CancellationToken cancellation)
    {
        var values = new SortedDictionary<string, (HashSet<string> Values, SortedSet<string> Parsers)>(StringComparer.Ordinal);
        foreach (var line in LogQueryRunner.Lines(store, pipeline, fromNs, untilNs, forward: false, Math.Min(lines, MostLines), cancellation))
        {
            foreach (var (name, value) in line.Metadata.Pairs)
            {
                Note(values, name, value, null);
            }
            if (line.Text.StartsWith('{'))
            {
                NoteJson(values, line.Text);
            }
            else
            {
                LogfmtFields.Read(line.Text, (key, value) => Note(values, JsonFields.Name(key), value, "logfmt"));
            }
        }
        return [.. values.Select(v => new SurveyedField(v.Key, TypeOf(v.Value.Values), v.Value.Values.Count, [.. v.Value.Parsers]))];
    }

    private static void NoteJson(SortedDictionary<string, (HashSet<string> Values, SortedSet<string> Parsers)> values, string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            foreach (var member in document.RootElement.EnumerateObject())
            {
                Note(values, JsonFields.Name(member.Name), member.Value.ToString(), "json");
            }
        }
        catch (JsonException)
        {
            // A line that a stage has written anew need not be JSON.
        }
    }

    private static void Note(SortedDictionary<string, (HashSet<string> Values, SortedSet<string> Parsers)> values, string name, string value, string? parser)
    {
        if (value.Length == 0)
        {
            return;
        }
        if (!values.TryGetValue(name, out var known))
        {
            values[name] = known = ([], new(StringComparer.Ordinal));
        }
        known.Values.Add(value);
        if (parser is not null)
        {
            known.Parsers.Add(parser);
        }
    }

    private static string TypeOf(HashSet<string> values) =>
        values.All(v => long.TryParse(v, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _)) ? "int"
        : values.All(v => double.TryParse(v, NumberStyles.Float, CultureInfo.InvariantCulture, out _)) ? "float"
        : values.All(v => v is "true" or "false") ? "boolean"
        : values.All(v => Quantity.TryDuration(v, out _)) ? "duration"
        : values.All(v => Quantity.TryBytes(v, out _)) ? "bytes"
        : "string";
}
