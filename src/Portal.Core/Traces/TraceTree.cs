namespace Portal.Core.Traces;

/// <summary>A span in its place.</summary>
/// <param name="Span">The span.</param>
/// <param name="Depth">Distance from its root, from 0.</param>
/// <param name="Children">How many spans are right beneath it.</param>
/// <param name="Descendants">How many are beneath it at all.</param>
public sealed record TraceRow(Span Span, int Depth, int Children, int Descendants)
{
    /// <summary>Whether the span that caused it is not there: lost, not yet arrived, or another's.</summary>
    public bool ParentMissing { get; init; }
}

/// <summary>The spans of a trace, each below the one that caused it, siblings by their begin. Every span is there once, whatever its references say.</summary>
public sealed class TraceTree
{
    private readonly Dictionary<SpanId, List<Span>> _children;

    private TraceTree(IReadOnlyList<TraceRow> rows, Dictionary<SpanId, List<Span>> children)
    {
        Rows = rows;
        _children = children;
    }

    /// <summary>The spans in the order in which a waterfall shows them.</summary>
    public IReadOnlyList<TraceRow> Rows { get; }

    /// <summary>Whether a span's parent is missing.</summary>
    public bool IsIncomplete => Rows.Any(row => row.ParentMissing);

    /// <summary>Begin of the earliest span, nanoseconds since 1970; 0 for none.</summary>
    public long StartNs => Rows.Count == 0 ? 0 : Rows.Min(row => row.Span.StartNs);

    /// <summary>End of the last span.</summary>
    public long EndNs => Rows.Count == 0 ? 0 : Rows.Max(row => row.Span.EndNs);

    /// <summary>The spans right beneath one, by their begin.</summary>
    public IReadOnlyList<Span> Children(SpanId id) => _children.GetValueOrDefault(id) ?? (IReadOnlyList<Span>)[];

    /// <summary>Arranges spans. Takes spans of equal id once, and breaks circles where they begin.</summary>
    public static TraceTree Of(IEnumerable<Span> spans)
    {
        ArgumentNullException.ThrowIfNull(spans);
        var byId = new Dictionary<SpanId, Span>();
        foreach (var span in spans)
        {
            byId.TryAdd(span.Id, span);
        }
        var children = new Dictionary<SpanId, List<Span>>();
        var roots = new List<Span>();
        foreach (var span in byId.Values)
        {
            if (span.Parent is { } parent && byId.ContainsKey(parent) && parent != span.Id)
            {
                (children.TryGetValue(parent, out var list) ? list : children[parent] = []).Add(span);
            }
            else
            {
                roots.Add(span);
            }
        }
        foreach (var list in children.Values)
        {
            list.Sort(ByStart);
        }
        roots.Sort(ByStart);
        var ordered = Walk(roots, children, byId);
        return new TraceTree(Describe(ordered, children, byId), children);
    }

    private static int ByStart(Span a, Span b) => a.StartNs != b.StartNs ? a.StartNs.CompareTo(b.StartNs) : string.CompareOrdinal(a.Id.Value, b.Id.Value);

    private static List<(Span Span, int Depth)> Walk(List<Span> roots, Dictionary<SpanId, List<Span>> children, Dictionary<SpanId, Span> byId)
    {
        var ordered = new List<(Span, int)>(byId.Count);
        var seen = new HashSet<SpanId>();
        var pending = new Stack<(Span Span, int Depth)>();
        // Spans that no root leads to are in a circle: the earliest of it becomes a root.
        foreach (var start in roots.Concat(byId.Values.Order(Comparer<Span>.Create(ByStart))))
        {
            pending.Push((start, 0));
            while (pending.TryPop(out var next))
            {
                if (!seen.Add(next.Span.Id))
                {
                    continue;
                }
                ordered.Add(next);
                if (children.TryGetValue(next.Span.Id, out var list))
                {
                    list.RemoveAll(child => seen.Contains(child.Id));
                    for (var i = list.Count - 1; i >= 0; i--)
                    {
                        pending.Push((list[i], next.Depth + 1));
                    }
                }
            }
            if (seen.Count == byId.Count)
            {
                break;
            }
        }
        return ordered;
    }

    private static TraceRow[] Describe(List<(Span Span, int Depth)> ordered, Dictionary<SpanId, List<Span>> children, Dictionary<SpanId, Span> byId)
    {
        var (descendants, parents, open) = (new int[ordered.Count], new int[ordered.Count], new Stack<int>());
        for (var i = 0; i < ordered.Count; i++)
        {
            while (open.TryPeek(out var top) && ordered[top].Depth >= ordered[i].Depth)
            {
                open.Pop();
            }
            parents[i] = open.TryPeek(out var parent) ? parent : -1;
            open.Push(i);
        }
        for (var i = ordered.Count - 1; i >= 0; i--)
        {
            if (parents[i] >= 0)
            {
                descendants[parents[i]] += descendants[i] + 1;
            }
        }
        var rows = new TraceRow[ordered.Count];
        for (var i = 0; i < rows.Length; i++)
        {
            var (span, depth) = ordered[i];
            rows[i] = new TraceRow(span, depth, children.GetValueOrDefault(span.Id)?.Count ?? 0, descendants[i])
            {
                ParentMissing = span.Parent is { } cause && !byId.ContainsKey(cause),
            };
        }
        return rows;
    }
}
