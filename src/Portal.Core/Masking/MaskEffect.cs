namespace Portal.Core.Masking;

/// <summary>What becomes of what a rule finds; a later one shows less.</summary>
public enum MaskEffect
{
    /// <summary>It stays as it is.</summary>
    Clear,
    /// <summary>Its ends are shown, see <see cref="MaskText"/>.</summary>
    Partial,
    /// <summary>Nothing of it is shown.</summary>
    Blank,
}

/// <summary>The names of effects.</summary>
public static class MaskEffects
{
    /// <summary>The names as they are written.</summary>
    public static IReadOnlyList<string> Names { get; } = ["clear", "partial", "blank"];

    /// <summary>The name as it is written.</summary>
    public static string Name(this MaskEffect effect) => Names[(int)effect];

    /// <summary>The effect of that name; null for every other text.</summary>
    public static MaskEffect? Parse(string? name) => name switch
    {
        "clear" => MaskEffect.Clear,
        "partial" => MaskEffect.Partial,
        "blank" => MaskEffect.Blank,
        _ => null,
    };
}
