using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Portal.Core.Frames;
using Portal.Core.Queries;

namespace Portal.EndToEnd.Oracle;

/// <summary>An answer as one text, to the last bit of each number: two answers are the same when their texts are.</summary>
internal static partial class AnswerText
{
    [GeneratedRegex(@" \(\d+:\d+\)$")]
    private static partial Regex Place { get; }

    /// <summary>Series, samples and remarks. Where in the text a remark belongs is left out, for the scoped text is longer.</summary>
    public static string Of(BackendAnswer answer) => string.Join('\n', answer.Frames.Select(Of).Order(StringComparer.Ordinal)
        .Concat(answer.Notices.Select(notice => $"{notice.Severity}: {Place.Replace(notice.Text, "")}").Distinct().Order(StringComparer.Ordinal)));

    private static string Of(Frame frame)
    {
        var text = new StringBuilder(frame.Metric).Append('{').AppendJoin(',', frame.Labels.OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => $"{label.Key}={label.Value}")).Append('}');
        foreach (var field in frame.Fields)
        {
            text.Append(' ').Append(field switch
            {
                TimeField times => string.Join(' ', times.Values),
                NumberField numbers => string.Join(' ', numbers.Values.Select(Of)),
                HistogramField histograms => string.Join(' ', histograms.Values.Select(Of)),
                StringField texts => string.Join(' ', texts.Values),
                _ => throw new InvalidOperationException(field.GetType().Name),
            });
        }
        return text.ToString();
    }

    private static string Of(double number) => number.ToString("R", CultureInfo.InvariantCulture);

    private static string Of(Histogram? histogram) =>
        histogram is null ? "-" : $"{Of(histogram.Count)}/{Of(histogram.Sum)}[{string.Join(' ', histogram.Buckets.Select(bucket => $"{bucket.Boundaries}:{Of(bucket.Lower)}..{Of(bucket.Upper)}={Of(bucket.Count)}"))}]";
}
