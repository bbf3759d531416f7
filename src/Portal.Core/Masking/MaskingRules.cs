using Portal.Core.Tenancy;

namespace Portal.Core.Masking;

/// <summary>A tenant's rules, made ready once for each role. Immutable.</summary>
public sealed class MaskingRules
{
    private readonly Masker?[] _maskers;

    /// <summary>Makes the rules ready.</summary>
    /// <param name="rules">The rules.</param>
    /// <param name="kept">Names of labels that the portal itself goes by, such as those of the isolation: no rule for a field means them.</param>
    public MaskingRules(IReadOnlyList<MaskingRule> rules, IReadOnlySet<string> kept)
    {
        ArgumentNullException.ThrowIfNull(rules);
        Rules = rules;
        _maskers = [.. Enum.GetValues<Role>().Select(role => Masker.Of(rules, role, kept))];
    }

    /// <summary>No rules.</summary>
    public static MaskingRules None { get; } = new([], new HashSet<string>());

    /// <summary>The rules, in the file's order.</summary>
    public IReadOnlyList<MaskingRule> Rules { get; }

    /// <summary>Masks for a role; null where nothing is masked for it.</summary>
    public Masker? For(Role reader) => _maskers[Enum.IsDefined(reader) ? (int)reader : (int)Role.Support];

    /// <summary>Whether the same is masked for the same roles.</summary>
    public bool SameAs(MaskingRules other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Text(this).SequenceEqual(Text(other));
    }

    private static IEnumerable<string> Text(MaskingRules rules) => rules.Rules.Select(rule => $"{rule.What}\n{rule.Effects}").Order(StringComparer.Ordinal);
}
