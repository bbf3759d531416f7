using System.Text.RegularExpressions;
using Portal.Core.Diagnostics;
using Portal.Core.Tenancy;

namespace Portal.Core.Masking;

/// <summary>A rule of a tenant's file: what is found, and what becomes of it for whom. One of <see cref="Fields"/>, <see cref="Detector"/> and <see cref="Pattern"/> is given.</summary>
public sealed record MaskingRule
{
    /// <summary>Names of labels, fields and attributes; <c>*</c> stands for any text.</summary>
    public IReadOnlyList<string> Fields { get; init; } = [];

    /// <summary>What the portal finds by its shape.</summary>
    public Detector? Detector { get; init; }

    /// <summary>An expression over texts that does not backtrack; each match is masked as a whole.</summary>
    public Regex? Pattern { get; init; }

    /// <summary>The effects that the file names.</summary>
    public IReadOnlyDictionary<Role, MaskEffect> Given { get; init; } = new Dictionary<Role, MaskEffect>();

    /// <summary>Where it stands.</summary>
    public required SourceLocation Location { get; init; }

    /// <summary>What is found, such as <c>detector card</c>.</summary>
    public string What => Detector is { } detector ? $"detector {detector.Name()}" : Pattern is not null ? $"pattern {Pattern}" : $"field {string.Join(", ", Fields)}";

    /// <summary>
    /// What becomes of it for a role. A role that is not named sees as much as the next stronger one, but for support: what is found by its shape it sees in part, of national identity numbers and of what the file names nothing.
    /// </summary>
    public MaskEffect For(Role role)
    {
        var effect = Given.GetValueOrDefault(role, role == Role.Support ? (Detector is null or Masking.Detector.NationalId ? MaskEffect.Blank : MaskEffect.Partial) : MaskEffect.Clear);
        // Nobody sees more than one who may do more.
        return role >= Role.Administrator ? effect : For(role + 1) is var stronger && stronger > effect ? stronger : effect;
    }

    /// <summary>The effects in short, such as <c>support: partial</c>.</summary>
    public string Effects => string.Join(", ", Enum.GetValues<Role>().Select(role => (role, Effect: For(role))).Where(pair => pair.Effect != MaskEffect.Clear).Select(pair => $"{pair.role.Name()}: {pair.Effect.Name()}"));
}
