using Portal.Core.Dashboards;
using Portal.Core.Diagnostics;
using Portal.Core.Frames;
using Portal.Core.Queries.Presentation;
using Portal.Core.Queries.Time;
using Portal.Core.Queries.Variables;

namespace Portal.Core.Queries.Annotations;

/// <summary>Makes marks of answers.</summary>
internal sealed class MarkReader
{
    private const int LongestText = 500;
    private readonly Annotation _annotation;
    private readonly Legend? _title;
    private readonly Legend? _text;

    /// <summary>Reads the texts of an annotation.</summary>
    /// <param name="annotation">The annotation.</param>
    /// <param name="variables">The variables that they may name.</param>
    public MarkReader(Annotation annotation, IReadOnlyDictionary<string, VariableValue> variables) =>
        (_annotation, _title, _text) = (annotation, Legend.Read(annotation.Title, variables), Legend.Read(annotation.Text, variables));

    /// <summary>The marks that series make. What began before the first point is no mark, but as a region it is one from there on.</summary>
    public AnnotationMarks Of(IEnumerable<Frame> frames, StepPlan plan) => Arrange(frames.SelectMany(frame =>
        frame.Fields is [TimeField times, NumberField values] ? _annotation.Begin == MarkBegin.Change ? Changes(frame, times.Values, values.Values, plan) : Above(frame, times.Values, values.Values, plan) : []));

    /// <summary>A mark for each line.</summary>
    /// <param name="streams">The lines.</param>
    /// <param name="cut">Whether there were more.</param>
    public AnnotationMarks Of(IEnumerable<LogStream> streams, bool cut)
    {
        var marks = Arrange(streams.SelectMany(stream => stream.Lines.Select(line =>
        {
            var labels = new Dictionary<string, string>(stream.Labels, StringComparer.Ordinal);
            foreach (var (name, value) in line.Metadata)
            {
                labels[name] = value;
            }
            labels["__line__"] = line.Text;
            return Mark(new Frame("A", []) { Labels = labels }, line.TimeNs / Logs.LineWindow.NsPerMs, null);
        })));
        return marks with { Cut = marks.Cut || cut };
    }

    private IEnumerable<AnnotationMark> Above(Frame frame, long[] times, double[] values, StepPlan plan)
    {
        for (var i = 0; i < times.Length; i++)
        {
            if (!(values[i] > 0) || (i > 0 && values[i - 1] > 0 && !IsGap(times, i, plan)))
            {
                continue;
            }
            var end = i;
            while (end + 1 < times.Length && values[end + 1] > 0 && !IsGap(times, end + 1, plan))
            {
                end++;
            }
            if (_annotation.Region)
            {
                yield return Mark(frame, times[i], Math.Min(times[end] + plan.StepMs, plan.EndMs));
            }
            else if (times[i] > plan.StartMs)
            {
                yield return Mark(frame, times[i], null);
            }
        }
    }

    private IEnumerable<AnnotationMark> Changes(Frame frame, long[] times, double[] values, StepPlan plan)
    {
        for (var i = 0; i < times.Length; i++)
        {
            if (times[i] > plan.StartMs && (i == 0 || IsGap(times, i, plan) || !values[i].Equals(values[i - 1])))
            {
                yield return Mark(frame, times[i], null);
            }
        }
    }

    private AnnotationMark Mark(Frame frame, long timeMs, long? endMs) => new(
        timeMs, endMs, Excerpt.Of(_title is null ? Label : Legend.Name(_title, frame, Label), LongestText), _text is null ? "" : Excerpt.Of(Legend.Name(_text, frame, ""), LongestText));

    private string Label => _annotation.Label ?? _annotation.Name;

    // Series that say the same at the same moment are one event.
    private AnnotationMarks Arrange(IEnumerable<AnnotationMark> marks)
    {
        var newest = new PriorityQueue<AnnotationMark, long>();
        var seen = new HashSet<AnnotationMark>();
        var cut = false;
        foreach (var mark in marks)
        {
            if (!seen.Add(mark))
            {
                continue;
            }
            newest.Enqueue(mark, mark.TimeMs);
            if (newest.Count > AnnotationMarks.Most)
            {
                seen.Remove(newest.Dequeue());
                cut = true;
            }
        }
        return new AnnotationMarks(_annotation, [.. newest.UnorderedItems.Select(item => item.Element).OrderBy(mark => mark.TimeMs).ThenBy(mark => mark.Title, StringComparer.Ordinal)]) { Cut = cut };
    }

    private static bool IsGap(long[] times, int i, StepPlan plan) => times[i] - times[i - 1] > plan.StepMs + (plan.StepMs / 2);
}
