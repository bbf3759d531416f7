using Portal.Core.Frames;

namespace Portal.Core.Queries.Traffic;

/// <summary>Estimates how much memory an answer holds.</summary>
internal static class AnswerSize
{
    private const long Object = 64;

    /// <summary>Bytes of frames, about.</summary>
    public static long Of(BackendAnswer answer) => answer.Frames.Sum(Of) + Of(answer.Notices.Select(notice => notice.Text));

    /// <summary>Bytes of exemplars, about.</summary>
    public static long Of(IReadOnlyList<Exemplar> exemplars) => exemplars.Sum(exemplar => Object + Of(exemplar.Labels) + Of(exemplar.SeriesLabels));

    /// <summary>Bytes of lines, about.</summary>
    public static long Of(LogsAnswer answer) => answer.Streams.Sum(stream => Object + Of(stream.Labels) + stream.Lines.Sum(line => Object + (2L * line.Text.Length) + Of(line.Metadata)));

    /// <summary>Bytes of label sets, about.</summary>
    public static long Of(IReadOnlyList<IReadOnlyDictionary<string, string>> series) => series.Sum(Of);

    /// <summary>Bytes of metadata, about.</summary>
    public static long Of(IReadOnlyDictionary<string, MetricMetadata> metadata) => metadata.Sum(one => Object + Of([one.Key, one.Value.Type, one.Value.Help, one.Value.Unit]));

    /// <summary>Bytes of texts, about.</summary>
    public static long Of(IEnumerable<string?> texts) => texts.Sum(text => Object + (2L * (text?.Length ?? 0)));

    private static long Of(Frame frame) => (2 * Object) + Of(frame.Labels) + frame.Fields.Sum(Of);

    private static long Of(IReadOnlyDictionary<string, string> labels) => labels.Count == 0 ? 0 : Object + labels.Sum(label => Object + (2L * (label.Key.Length + label.Value.Length)));

    private static long Of(Field field) => Object + field switch
    {
        StringField texts => Of(texts.Values),
        HistogramField histograms => histograms.Values.Sum(histogram => Object + (40L * (histogram?.Buckets.Count ?? 0))),
        _ => 8L * field.Length,
    };
}
