namespace Portal.Core.Changes;

/// <summary>Finds what of one list is what of another.</summary>
internal static class Pairing
{
    /// <summary>
    /// Pairs items by keys, the surest key first: an item that has no partner by one key may find one by the next. In the order of <paramref name="after"/>; what is only in
    /// <paramref name="before"/> comes last.
    /// </summary>
    /// <param name="before">The older list.</param>
    /// <param name="after">The newer list.</param>
    /// <param name="keys">A null is no key.</param>
    public static IReadOnlyList<(T? Before, T? After)> Of<T>(IReadOnlyList<T> before, IReadOnlyList<T> after, params Func<T, object?>[] keys)
        where T : class
    {
        var partners = new T?[after.Count];
        var left = new LinkedList<T>(before);
        foreach (var key in keys)
        {
            var waiting = left.Where(item => key(item) is not null).ToLookup(item => key(item)!).ToDictionary(group => group.Key, group => new Queue<T>(group));
            for (var i = 0; i < after.Count; i++)
            {
                if (partners[i] is null && key(after[i]) is { } wanted && waiting.TryGetValue(wanted, out var queue) && queue.TryDequeue(out var found))
                {
                    partners[i] = found;
                    left.Remove(found);
                }
            }
        }
        return [.. after.Select((item, i) => (partners[i], (T?)item)), .. left.Select(item => ((T?)item, (T?)null))];
    }

    /// <summary>The positions of the fewest numbers that have to be taken out so that the others ascend.</summary>
    public static IReadOnlySet<int> OutOfOrder(IReadOnlyList<int> numbers)
    {
        var ends = new List<int>();
        var previous = new int[numbers.Count];
        for (var i = 0; i < numbers.Count; i++)
        {
            var length = ends.FindIndex(end => numbers[end] >= numbers[i]);
            length = length < 0 ? ends.Count : length;
            previous[i] = length == 0 ? -1 : ends[length - 1];
            if (length == ends.Count)
            {
                ends.Add(i);
            }
            else
            {
                ends[length] = i;
            }
        }
        var outside = Enumerable.Range(0, numbers.Count).ToHashSet();
        for (var i = ends.Count == 0 ? -1 : ends[^1]; i >= 0; i = previous[i])
        {
            outside.Remove(i);
        }
        return outside;
    }
}
