namespace Portal.Core.Changes;

/// <summary>The languages in which two queries can be the same although their texts differ.</summary>
internal enum QueryLanguage
{
    PromQL,
    LogQL,
}

/// <summary>One thing that a part says of itself. Two parts differ where their facts do, so what is no fact is no difference.</summary>
/// <param name="Property">What is said, in the words of the author's file.</param>
/// <param name="Value">How; null or empty where nothing is said.</param>
internal readonly record struct Fact(string Property, string? Value)
{
    /// <summary>Compared as a query of that language; null for a text.</summary>
    public QueryLanguage? Language { get; init; }

    /// <summary>Whether it can be there or not, such as a query; facts of it are named by it and a colon.</summary>
    public bool IsItem { get; init; }

    /// <summary>For the order of a list: the items' names. It differs only where both lists have the same items.</summary>
    public IReadOnlyList<string>? Order { get; init; }

    /// <summary>Whether only editors may be told the value.</summary>
    public bool ForEditors { get; init; }

    /// <summary>What it is about, in a tenant's file.</summary>
    public ChangeTopic Topic { get; init; }

    /// <summary>The order of a list.</summary>
    public static Fact InOrder(string property, IEnumerable<string> items)
    {
        var names = items.ToList();
        return new Fact($"order of {property}", string.Join(", ", names)) { Order = names };
    }

    /// <summary>Whether both say the same.</summary>
    public static bool Same(Fact before, Fact after) =>
        before.Value == after.Value
        || (before.Order is { } one && after.Order is { } other && !one.Order(StringComparer.Ordinal).SequenceEqual(other.Order(StringComparer.Ordinal)))
        || (before.Language is { } language && language == after.Language && QueryComparison.Same(before.Value!, after.Value!, language));
}
