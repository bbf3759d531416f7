using Portal.Core.Frames;

namespace Portal.Core.Queries.Presentation;

/// <summary>Makes one table of a query's series: a row for each series, with its labels and its last value. Tables of several queries are joined where they are shown.</summary>
internal static class SeriesTable
{
    /// <summary>The table's columns: <c>Time</c>, the labels in order of their names, <c>Value</c>.</summary>
    /// <param name="refId">The query.</param>
    /// <param name="series">Its series.</param>
    /// <param name="withMetric">Whether the metrics' names are a column, <c>__name__</c>. Where tables are joined they would keep rows apart.</param>
    public static Frame Of(string refId, IReadOnlyList<Frame> series, bool withMetric)
    {
        var times = new long[series.Count];
        var values = new double[series.Count];
        for (var row = 0; row < series.Count; row++)
        {
            (times[row], values[row]) = Last(series[row]);
        }
        var fields = new List<Field> { new TimeField("Time", times) };
        if (withMetric && series.Any(frame => frame.Metric is not null))
        {
            fields.Add(new StringField("__name__", [.. series.Select(frame => frame.Metric)]));
        }
        foreach (var label in series.SelectMany(frame => frame.Labels.Keys).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            fields.Add(new StringField(label, [.. series.Select(frame => frame.Labels.GetValueOrDefault(label))]));
        }
        fields.Add(new NumberField("Value", values));
        return new Frame(refId, fields);
    }

    // A native histogram counts as the number of its observations.
    private static (long Time, double Value) Last(Frame frame)
    {
        if (frame.Length == 0)
        {
            return (0, double.NaN);
        }
        var time = frame.Fields.OfType<TimeField>().FirstOrDefault()?.Values[^1] ?? 0;
        var value = frame.Fields.OfType<NumberField>().FirstOrDefault()?.Values[^1] ?? double.NaN;
        return (time, double.IsNaN(value) ? frame.Fields.OfType<HistogramField>().FirstOrDefault()?.Values[^1]?.Count ?? double.NaN : value);
    }
}
