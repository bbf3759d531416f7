using System.Globalization;
using System.Text.Json;
using Portal.Core.LogQL;
using Portal.Demo.LogQueries;
using Portal.Demo.Logs;
using Portal.Demo.Storage;
using Portal.Demo.Traces;

namespace Portal.Demo.Api;

/// <summary>The endpoints that say how much there is. As with Loki's index the numbers are near the truth, not exact.</summary>
internal static class LokiVolumes
{
    public static LokiResult Stats(LogStore store, LogPipeline pipeline, LokiForm form)
    {
        var volumes = LogSurvey.Volumes(store, new LogPipelineReader(store, pipeline).Sources, form.Start, form.End);
        // A chunk for each hour of a stream.
        var hours = Math.Max(1, (form.End - form.Start) / (60 * Sampler.MinuteNs));
        return LokiResult.Json(json =>
        {
            json.WriteStartObject();
            json.WriteNumber("streams", volumes.Count);
            json.WriteNumber("chunks", volumes.Count * hours);
            json.WriteNumber("entries", volumes.Sum(v => v.Lines));
            json.WriteNumber("bytes", volumes.Sum(v => v.Bytes));
            json.WriteEndObject();
        });
    }

    /// <summary>Bytes by the labels that the request names, else by those of the selector.</summary>
    public static LokiResult Volume(LogStore store, LogPipeline pipeline, LokiForm form)
    {
        var volumes = ByLabels(store, pipeline, form, form.Start, form.End);
        return LokiResult.Success(json =>
        {
            json.WriteStartObject();
            json.WriteString("resultType", "vector");
            json.WriteStartArray("result");
            foreach (var (labels, bytes) in volumes)
            {
                json.WriteStartObject();
                json.WritePropertyName("metric");
                ResultWriter.WriteLabels(json, labels);
                json.WritePropertyName("value");
                WritePoint(json, form.End / 1_000_000, bytes);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    public static LokiResult VolumeRange(LogStore store, LogPipeline pipeline, LokiForm form)
    {
        var steps = form.Steps();
        var series = new Dictionary<LabelSet, List<(long TimeMs, long Bytes)>>();
        for (var i = 0; i < steps.Count && i < 500; i++)
        {
            foreach (var (labels, bytes) in ByLabels(store, pipeline, form, steps.At(i) * 1_000_000, Math.Min(form.End, (steps.At(i) + steps.StepMs) * 1_000_000)))
            {
                (series.TryGetValue(labels, out var points) ? points : series[labels] = []).Add((steps.At(i), bytes));
            }
        }
        return LokiResult.Success(json =>
        {
            json.WriteStartObject();
            json.WriteString("resultType", "matrix");
            json.WriteStartArray("result");
            foreach (var (labels, points) in series)
            {
                json.WriteStartObject();
                json.WritePropertyName("metric");
                ResultWriter.WriteLabels(json, labels);
                json.WriteStartArray("values");
                foreach (var (timeMs, bytes) in points)
                {
                    WritePoint(json, timeMs, bytes);
                }
                json.WriteEndArray();
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static List<(LabelSet Labels, long Bytes)> ByLabels(LogStore store, LogPipeline pipeline, LokiForm form, long fromNs, long untilNs)
    {
        string[] named = form.Get("targetLabels") is { } targets ? targets.Split(',') : [.. pipeline.Selector.Matchers.Select(m => m.Name).Distinct()];
        var byLabel = form.Get("aggregateBy") == "labels";
        var limit = form.Get("limit") is null ? 100 : form.Lines;
        return [.. LogSurvey.Volumes(store, new LogPipelineReader(store, pipeline).Sources, fromNs, untilNs)
            .SelectMany(v => byLabel ? v.Source.Labels.Pairs.ToArray().Select(l => (Labels: LabelSet.Of((l.Key, l.Value)), v.Bytes)) : [(Labels: v.Source.Labels.Keep(named), v.Bytes)])
            .GroupBy(v => v.Labels, v => v.Bytes).Select(g => (Labels: g.Key, Bytes: g.Sum())).OrderByDescending(v => v.Bytes).ThenBy(v => v.Labels).Take(limit)];
    }

    private static void WritePoint(Utf8JsonWriter json, long timeMs, long bytes)
    {
        json.WriteStartArray();
        ResultWriter.WriteTime(json, timeMs);
        json.WriteStringValue(bytes.ToString(CultureInfo.InvariantCulture));
        json.WriteEndArray();
    }
}
