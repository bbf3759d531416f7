namespace Portal.Core.Changes;

/// <summary>Changes in words.</summary>
public static class ChangeText
{
    /// <summary>What has changed, such as <c>panel 'p95': unit</c> or <c>datasource 'prod/loki' added</c>.</summary>
    public static string Of(Change change)
    {
        ArgumentNullException.ThrowIfNull(change);
        var part = $"{change.Part.ToString().ToLowerInvariant()} '{change.Name}'";
        return change switch
        {
            { Property: "", Kind: var kind } => $"{part} {Word(kind)}",
            { Kind: ChangeKind.Moved or ChangeKind.Resized, Property: "place" or "size" } => $"{part} {Word(change.Kind)}",
            { Kind: ChangeKind.Changed } => $"{part}: {change.Property}",
            _ => $"{part}: {change.Property} {Word(change.Kind)}",
        };
    }

    /// <summary>What was and is said, such as <c>s → ms</c>; empty where there is nothing to tell.</summary>
    public static string Values(Change change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return change switch
        {
            { Before: null, After: null } => "",
            { Kind: ChangeKind.Added, Before: null } => change.After!,
            { Kind: ChangeKind.Removed, After: null } => change.Before!,
            _ => $"{change.Before ?? "–"} → {change.After ?? "–"}",
        };
    }

    /// <summary>A kind as a verb that has happened.</summary>
    public static string Word(ChangeKind kind) => kind.ToString().ToLowerInvariant();
}
