using System.Collections.Concurrent;
using System.Text;

namespace Portal.Core.Masking;

/// <summary>
/// Which names of fields are masked for one role. Names are compared as log stores write them: <c>customer.phone</c>, <c>customer_phone</c> and <c>customerPhone</c> are one. A rule's name
/// also stands at the end of a path: <c>phone</c> masks <c>customer.phone</c>, but not <c>telephone</c>. A name that the portal itself goes by is never masked. Safe to use from several threads.
/// </summary>
internal sealed class FieldNames
{
    private const int MostRemembered = 4_096;
    private const string Again = "_extracted";

    private readonly (string Name, MaskEffect Effect)[] _names;
    private readonly IReadOnlySet<string> _kept;
    private readonly ConcurrentDictionary<string, MaskEffect> _known = new(StringComparer.Ordinal);

    /// <summary>The names of rules with their effects.</summary>
    /// <param name="names">As the rules write them.</param>
    /// <param name="kept">Names that are never masked.</param>
    public FieldNames(IEnumerable<(string Name, MaskEffect Effect)> names, IReadOnlySet<string> kept)
    {
        _names = [.. names.Select(name => (Normalize(name.Name), name.Effect))];
        _kept = kept;
    }

    /// <summary>Whether there are none.</summary>
    public bool IsEmpty => _names.Length == 0;

    /// <summary>What becomes of the values of a name; the strictest rule wins.</summary>
    public MaskEffect Of(string name)
    {
        if (IsEmpty)
        {
            return MaskEffect.Clear;
        }
        if (_known.TryGetValue(name, out var effect))
        {
            return effect;
        }
        effect = _kept.Contains(name) ? MaskEffect.Clear : Find(Normalize(name));
        if (_known.Count < MostRemembered)
        {
            _known.TryAdd(name, effect);
        }
        return effect;
    }

    /// <summary>What becomes of the values of a name that stands without its path: a rule for any path that ends so is meant.</summary>
    public MaskEffect OfLast(string name)
    {
        var (effect, last) = (Of(name), "_" + Normalize(name));
        return _kept.Contains(name) ? effect : _names.Where(rule => rule.Name.EndsWith(last, StringComparison.Ordinal)).Select(rule => rule.Effect).Append(effect).Max();
    }

    /// <summary>A name in lower case with <c>_</c> between its words; what a log store adds to a name that is there twice is left out.</summary>
    public static string Normalize(string name)
    {
        var output = new StringBuilder(name.Length + 4);
        for (var i = 0; i < name.Length; i++)
        {
            var c = name[i];
            if (i > 0 && char.IsUpper(c) && (char.IsLower(name[i - 1]) || char.IsDigit(name[i - 1])))
            {
                output.Append('_');
            }
            output.Append(char.IsLetterOrDigit(c) || c == '*' ? char.ToLowerInvariant(c) : '_');
        }
        var normal = output.ToString();
        return normal.EndsWith(Again, StringComparison.Ordinal) ? normal[..^Again.Length] : normal;
    }

    private MaskEffect Find(string name)
    {
        var found = MaskEffect.Clear;
        foreach (var (rule, effect) in _names)
        {
            if (effect > found && Means(rule, name))
            {
                found = effect;
            }
        }
        return found;
    }

    private static bool Means(string rule, string name) => rule.Contains('*', StringComparison.Ordinal)
        ? Tenancy.ServiceNames.Matches(rule, name)
        : name.EndsWith(rule, StringComparison.Ordinal) && (name.Length == rule.Length || name[name.Length - rule.Length - 1] == '_');
}
