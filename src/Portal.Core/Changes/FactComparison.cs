namespace Portal.Core.Changes;

/// <summary>Finds how two lists of facts differ.</summary>
internal static class FactComparison
{
    /// <summary>The differences, in the order of the facts; what is only in <paramref name="before"/> comes last.</summary>
    /// <param name="part">Whose facts they are; each difference is made from it.</param>
    /// <param name="before">The older facts.</param>
    /// <param name="after">The newer facts.</param>
    /// <param name="whole">Whether facts of an item that is new or gone are told as well.</param>
    public static IEnumerable<Change> Compare(Change part, IEnumerable<Fact> before, IEnumerable<Fact> after, bool whole = false)
    {
        var (older, newer) = (ByName(before), ByName(after));
        var items = older.Keys.Except(newer.Keys).Select(name => older[name]).Concat(newer.Keys.Except(older.Keys).Select(name => newer[name])).Where(fact => fact.IsItem).Select(fact => $"{fact.Property}: ").ToList();
        bool IsTold(string name) => whole || !items.Exists(item => name.StartsWith(item, StringComparison.Ordinal));
        foreach (var (name, now) in newer)
        {
            var known = older.TryGetValue(name, out var then);
            if (IsTold(name) && (!known || !Fact.Same(then, now)))
            {
                yield return Of(part, name, now, known ? then.Value : null, now.Value, known ? now.Order is null ? ChangeKind.Changed : ChangeKind.Moved : ChangeKind.Added);
            }
        }
        foreach (var (name, then) in older)
        {
            if (!newer.ContainsKey(name) && IsTold(name))
            {
                yield return Of(part, name, then, then.Value, null, ChangeKind.Removed);
            }
        }
    }

    private static Change Of(Change part, string name, Fact fact, string? before, string? after, ChangeKind kind) => part with
    {
        // What is said of something that was there before is a change of it, not something new.
        Kind = fact.IsItem || kind == ChangeKind.Moved ? kind : ChangeKind.Changed,
        Property = name,
        Before = before,
        After = after,
        ForEditors = fact.ForEditors,
        Topic = fact.Topic,
    };

    private static Dictionary<string, Fact> ByName(IEnumerable<Fact> facts)
    {
        var named = new Dictionary<string, Fact>(StringComparer.Ordinal);
        foreach (var fact in facts.Where(fact => !string.IsNullOrEmpty(fact.Value)))
        {
            var name = fact.Property;
            for (var number = 2; !named.TryAdd(name, fact); number++)
            {
                name = $"{fact.Property} ({number})";
            }
        }
        return named;
    }
}
