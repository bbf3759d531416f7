using Portal.Core.Dashboards;

namespace Portal.Core.Queries.Annotations;

/// <summary>An event on a chart.</summary>
/// <param name="TimeMs">When, or when it began, milliseconds since 1970.</param>
/// <param name="EndMs">When it ended; null for a moment.</param>
/// <param name="Title">What it is.</param>
/// <param name="Text">More of it; may be empty.</param>
public sealed record AnnotationMark(long TimeMs, long? EndMs, string Title, string Text);

/// <summary>The marks of an annotation in a range, the oldest first.</summary>
/// <param name="Annotation">Which.</param>
/// <param name="Marks">The marks; of more than 100 the newest.</param>
public sealed record AnnotationMarks(Annotation Annotation, IReadOnlyList<AnnotationMark> Marks)
{
    /// <summary>The most marks of an annotation.</summary>
    public const int Most = 100;

    /// <summary>Whether there were more.</summary>
    public bool Cut { get; init; }

    /// <summary>Why there are none; null where that is not so.</summary>
    public QueryError? Error { get; init; }
}
