using Portal.Core.Diagnostics;
using Portal.Core.Frames;
using Portal.Core.Masking;

namespace Portal.Core.Queries.Masked;

/// <summary>Masks what stores of metrics and logs answer. Numbers and times stay.</summary>
internal static class MaskedAnswers
{
    private static readonly QueryError TookTooLong = new(
        QueryErrorKind.Timeout, "It took too long to look for what is masked for your role, so that not all of it can be shown.", "Choose a shorter range, or have the tenant's patterns made simpler.");

    /// <summary>Series with their labels, columns of texts and remarks masked.</summary>
    public static BackendAnswer Mask(Masker masker, BackendAnswer answer) => answer with { Frames = MaskedOrder.Of(answer.Frames, [.. answer.Frames.Select(frame => Mask(masker, frame))]), Notices = Told(masker, Mask(masker, answer.Notices)) };

    /// <summary>Lines with their texts, metadata and labels masked.</summary>
    public static LogsAnswer Mask(Masker masker, LogsAnswer answer) => answer with { Streams = Mask(masker, answer.Streams), Notices = Told(masker, Mask(masker, answer.Notices)) };

    /// <summary>The remarks of an answer that was masked, with one more where its deadline was reached.</summary>
    public static IReadOnlyList<Notice> Told(Masker masker, IReadOnlyList<Notice> notices) =>
        masker.GaveUp ? [.. notices, new Notice(Severity.Warning, $"{TookTooLong.Message} What was not looked through is {MaskText.Blank}.")] : notices;

    /// <summary>What was masked, where it cannot bear a remark.</summary>
    /// <exception cref="QueryException">The deadline was reached.</exception>
    public static IReadOnlyList<T> Whole<T>(Masker? masker, IReadOnlyList<T> shown) => masker?.GaveUp == true ? throw new QueryException(TookTooLong) : shown;

    /// <summary>Lines that have just arrived.</summary>
    public static LogTail Mask(Masker masker, LogTail tail) => tail with { Streams = Mask(masker, tail.Streams) };

    /// <summary>Exemplars with their labels and those of their series masked.</summary>
    public static IReadOnlyList<Exemplar> Mask(Masker masker, IReadOnlyList<Exemplar> exemplars) =>
        Whole(masker, [.. exemplars.Select(exemplar => exemplar with { Labels = masker.Labels(exemplar.Labels), SeriesLabels = masker.Labels(exemplar.SeriesLabels) })]);

    /// <summary>The values of a name, each once, sorted by what is shown.</summary>
    public static IReadOnlyList<string> Mask(Masker masker, string name, IReadOnlyList<string> values) => Whole(masker, [.. values.Select(value => masker.Value(name, value)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]);

    /// <summary>Names and other texts without a name, each once, sorted by what is shown.</summary>
    public static IReadOnlyList<string> Mask(Masker masker, IReadOnlyList<string> texts) => Whole(masker, [.. texts.Select(masker.Text).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]);

    /// <summary>Label sets.</summary>
    public static IReadOnlyList<IReadOnlyDictionary<string, string>> Mask(Masker masker, IReadOnlyList<IReadOnlyDictionary<string, string>> series) => Whole(masker, [.. series.Select(masker.Labels)]);

    /// <summary>Fields that were found in lines.</summary>
    public static IReadOnlyList<DetectedField> Mask(Masker masker, IReadOnlyList<DetectedField> fields) => Whole(masker, [.. fields.Select(field => field with { Label = masker.Text(field.Label) })]);

    /// <summary>What metrics are, by name.</summary>
    public static IReadOnlyDictionary<string, MetricMetadata> Mask(Masker masker, IReadOnlyDictionary<string, MetricMetadata> metadata) => metadata.ToDictionary(
        one => one.Key, one => new MetricMetadata(masker.Text(one.Value.Type), masker.Text(one.Value.Help), masker.Text(one.Value.Unit)), StringComparer.Ordinal);

    /// <summary>A failure whose words may quote telemetry.</summary>
    public static QueryError Mask(Masker masker, QueryError error) =>
        error with { Message = masker.Text(error.Message), Remedy = error.Remedy is { } remedy ? masker.Text(remedy) : null, Detail = error.Detail is { } detail ? masker.Text(detail) : null };

    /// <summary>A series, or a table.</summary>
    public static Frame Mask(Masker masker, Frame frame) => frame with
    {
        Name = frame.Name is { } name ? masker.Text(name) : null,
        Metric = frame.Metric is { } metric ? masker.Value("__name__", metric) : null,
        Labels = masker.Labels(frame.Labels),
        Fields = frame.Fields.Any(field => field is StringField) ? [.. frame.Fields.Select(field => Mask(masker, field))] : frame.Fields,
    };

    private static Field Mask(Masker masker, Field field) =>
        field is StringField texts ? texts with { Values = [.. texts.Values.Select(value => value is null ? null : masker.Value(texts.Name, value))] } : field;

    private static IReadOnlyList<LogStream> Mask(Masker masker, IReadOnlyList<LogStream> streams) =>
    [
        .. streams.Select(stream => new LogStream(
            masker.Labels(stream.Labels), [.. stream.Lines.Select(line => line with { Text = masker.Text(line.Text), Metadata = masker.Labels(line.Metadata) })])),
    ];

    private static IReadOnlyList<Notice> Mask(Masker masker, IReadOnlyList<Notice> notices) =>
        notices.Count == 0 ? notices : [.. notices.Select(notice => notice with { Text = masker.Text(notice.Text) })];
}
