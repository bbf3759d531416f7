using Microsoft.AspNetCore.Http;
using Portal.Core.PromQL;
using Portal.Demo.Evaluation;
using Portal.Demo.Storage;

namespace Portal.Demo.Api;

/// <summary>The endpoints that look for series, labels, metadata and exemplars.</summary>
internal static class SeriesEndpoints
{
    private const int MostSeries = 50_000;
    private const int MostExemplars = 2_000;

    public static IResult Series(ISampleStore store, RequestForm form)
    {
        if (form.All("match[]").Count == 0)
        {
            throw new EvaluationException(EvaluationErrorKind.BadData, "no match[] parameter provided");
        }
        var limit = form.Limit();
        var labels = Matching(store, form).ToHashSet();
        return Limited([.. labels.Order()], limit, (json, items) =>
        {
            json.WriteStartArray();
            foreach (var item in items)
            {
                ResultWriter.WriteLabels(json, item);
            }
            json.WriteEndArray();
        });
    }

    public static IResult LabelNames(ISampleStore store, RequestForm form)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var labels in Matching(store, form))
        {
            foreach (var (name, _) in labels.Pairs)
            {
                names.Add(name);
            }
        }
        return Texts(names, form.Limit());
    }

    public static IResult LabelValues(ISampleStore store, RequestForm form, string name)
    {
        var values = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var labels in Matching(store, form))
        {
            if (labels.Get(name) is { Length: > 0 } value)
            {
                values.Add(value);
            }
        }
        return Texts(values, form.Limit());
    }

    public static IResult Metadata(ISampleStore store, RequestForm form)
    {
        var metric = form.Get("metric");
        var limit = form.Limit();
        var found = store.Metadata.Where(m => metric is null || m.Key == metric).OrderBy(m => m.Key, StringComparer.Ordinal);
        return PrometheusResult.Success(json =>
        {
            json.WriteStartObject();
            foreach (var (name, metadata) in limit > 0 ? found.Take(limit) : found)
            {
                json.WriteStartArray(name);
                json.WriteStartObject();
                json.WriteString("type", metadata.Type);
                json.WriteString("help", metadata.Help);
                json.WriteString("unit", metadata.Unit);
                json.WriteEndObject();
                json.WriteEndArray();
            }
            json.WriteEndObject();
        });
    }

    public static IResult Exemplars(ISampleStore store, RequestForm form)
    {
        var from = form.RequiredTime("start");
        var to = form.RequiredTime("end");
        if (to < from)
        {
            throw RequestForm.Bad("end", "end timestamp must not be before start timestamp");
        }
        var selectors = new List<VectorSelector>();
        SelectorFinder.Collect(QueryRunner.Parse("query", form.Required("query")), selectors);
        var found = new Dictionary<LabelSet, List<Exemplar>>();
        var total = 0;
        foreach (var series in selectors.SelectMany(s => store.Select(CompiledMatcher.Of(s))))
        {
            if (total >= MostExemplars || found.ContainsKey(series.Labels))
            {
                continue;
            }
            var exemplars = new List<Exemplar>();
            series.ReadExemplars(from, to, exemplars);
            if (exemplars.Count > 0)
            {
                found[series.Labels] = exemplars.Count > MostExemplars - total ? exemplars[..(MostExemplars - total)] : exemplars;
                total += exemplars.Count;
            }
        }
        return PrometheusResult.Success(json =>
        {
            json.WriteStartArray();
            foreach (var (labels, exemplars) in found)
            {
                json.WriteStartObject();
                json.WritePropertyName("seriesLabels");
                ResultWriter.WriteLabels(json, labels);
                json.WriteStartArray("exemplars");
                foreach (var exemplar in exemplars)
                {
                    json.WriteStartObject();
                    json.WritePropertyName("labels");
                    ResultWriter.WriteLabels(json, exemplar.Labels);
                    json.WritePropertyName("value");
                    ResultWriter.WriteNumber(json, exemplar.Value);
                    json.WritePropertyName("timestamp");
                    ResultWriter.WriteTime(json, exemplar.TimeMs);
                    json.WriteEndObject();
                }
                json.WriteEndArray();
                json.WriteEndObject();
            }
            json.WriteEndArray();
        });
    }

    /// <summary>The labels of all series that match any <c>match[]</c>; of all series when there is none. The demo's series exist all the time, so the range does not matter.</summary>
    private static IEnumerable<LabelSet> Matching(ISampleStore store, RequestForm form)
    {
        var selectors = form.All("match[]");
        var series = selectors.Count == 0
            ? store.Select([])
            : selectors.SelectMany(text => store.Select(QueryRunner.ParseSelector(text ?? "")));
        return series.Take(MostSeries).Select(s => s.Labels);
    }

    private static PrometheusResult Texts(SortedSet<string> texts, int limit) => Limited([.. texts], limit, (json, items) =>
    {
        json.WriteStartArray();
        foreach (var item in items)
        {
            json.WriteStringValue(item);
        }
        json.WriteEndArray();
    });

    private static PrometheusResult Limited<T>(T[] items, int limit, Action<System.Text.Json.Utf8JsonWriter, T[]> write) => limit > 0 && items.Length > limit
        ? PrometheusResult.Success(json => write(json, items[..limit]), ["results truncated due to limit"])
        : PrometheusResult.Success(json => write(json, items));
}
