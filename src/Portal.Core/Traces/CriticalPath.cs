namespace Portal.Core.Traces;

/// <summary>A stretch of time in which one span kept the whole trace waiting.</summary>
/// <param name="Span">Which.</param>
/// <param name="StartNs">Begin, nanoseconds since 1970.</param>
/// <param name="EndNs">End.</param>
public readonly record struct CriticalSection(SpanId Span, long StartNs, long EndNs);

/// <summary>
/// Finds what a trace's duration is made of: from the root's end backwards, always the child that finished last, and the span itself where no child was at work.
/// Children are cut to their parent's time, and those that their parent does not wait for do not count.
/// </summary>
public static class CriticalPath
{
    /// <summary>The sections, from the begin of the trace to its end. Empty for a trace without spans.</summary>
    public static IReadOnlyList<CriticalSection> Of(TraceTree tree)
    {
        ArgumentNullException.ThrowIfNull(tree);
        if (tree.Rows.Count == 0)
        {
            return [];
        }
        var root = tree.Rows.Where(row => row.Depth == 0).MaxBy(row => row.Span.DurationNs)!.Span;
        var sections = new List<CriticalSection>();
        var pending = new Stack<Visit>();
        pending.Push(Enter(tree, root, root.StartNs, root.EndNs));
        while (pending.TryPeek(out var visit))
        {
            var child = visit.NextChild();
            if (child is not { } found)
            {
                Add(sections, visit.Span.Id, visit.StartNs, visit.Cursor);
                pending.Pop();
                continue;
            }
            Add(sections, visit.Span.Id, found.EndNs, visit.Cursor);
            visit.Cursor = found.StartNs;
            pending.Push(Enter(tree, found.Span, found.StartNs, found.EndNs));
        }
        sections.Reverse();
        return sections;
    }

    private static void Add(List<CriticalSection> sections, SpanId span, long start, long end)
    {
        if (end > start)
        {
            sections.Add(new CriticalSection(span, start, end));
        }
    }

    private static Visit Enter(TraceTree tree, Span span, long start, long end)
    {
        var children = new List<Clipped>();
        foreach (var child in tree.Children(span.Id))
        {
            var (from, to) = (Math.Max(start, child.StartNs), Math.Min(end, child.EndNs));
            if (!child.FollowsFrom && from < to)
            {
                children.Add(new Clipped(child, from, to));
            }
        }
        children.Sort((a, b) => a.EndNs.CompareTo(b.EndNs));
        return new Visit(span, start, end, children);
    }

    private readonly record struct Clipped(Span Span, long StartNs, long EndNs);

    private sealed class Visit(Span span, long start, long end, List<Clipped> children)
    {
        private int _next = children.Count - 1;

        public Span Span => span;

        public long StartNs => start;

        /// <summary>What is behind this is accounted for.</summary>
        public long Cursor { get; set; } = end;

        /// <summary>The child that finished last before the cursor.</summary>
        public Clipped? NextChild()
        {
            while (_next >= 0)
            {
                var child = children[_next--];
                if (child.EndNs <= Cursor)
                {
                    return child;
                }
            }
            return null;
        }
    }
}
