using System.Collections.Concurrent;
using System.Text;

namespace Portal.Core.Masking;

/// <summary>
/// Which names of fields are masked for one role. Names are compared as log stores write them: <c>customer.phone</c>, <c>customer_phone</c> and <c>customerPhone</c> are one. A rule's name means
/// every path that holds it as whole words: <c>phone</c> masks <c>customer.phone</c> and <c>phone.home</c>, but not <c>telephone</c>. A name that the portal itself goes by is never masked.
/// Safe to use from several threads.
/// </summary>
internal sealed class FieldNames
{
    /// <summary>The longest name that is looked at; a longer one is masked.</summary>
    public const int LongestName = 400;

    private const int MostRemembered = 2_048;
    private const int LongestRemembered = 200;

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
        if (name.Length > LongestName)
        {
            return MaskEffect.Blank;
        }
        if (_known.TryGetValue(name, out var effect))
        {
            return effect;
        }
        effect = _kept.Contains(name) ? MaskEffect.Clear : Find(Normalize(name), tails: false);
        if (name.Length <= LongestRemembered && _known.Count < MostRemembered)
        {
            _known.TryAdd(name, effect);
        }
        return effect;
    }

    /// <summary>What becomes of the values of a name that stands without its path: a rule for any path that ends so is meant.</summary>
    public MaskEffect OfLast(string name) => IsEmpty || _kept.Contains(name) ? MaskEffect.Clear : name.Length > LongestName ? MaskEffect.Blank : Find(Normalize(name), tails: true);

    /// <summary>A name as a log store writes it, in lower case, with <c>_</c> between its words. A star stays.</summary>
    public static string Normalize(string name)
    {
        var output = new StringBuilder(name.Length + 4);
        for (var i = 0; i < name.Length; i++)
        {
            var c = name[i];
            if (i > 0 && char.IsAsciiLetterUpper(c) && (char.IsAsciiLetterLower(name[i - 1]) || char.IsAsciiDigit(name[i - 1]) || (char.IsAsciiLetterUpper(name[i - 1]) && i + 1 < name.Length && char.IsAsciiLetterLower(name[i + 1]))))
            {
                output.Append('_');
            }
            output.Append(char.IsAsciiLetterOrDigit(c) || c == '*' ? char.ToLowerInvariant(c) : '_');
        }
        return output.ToString();
    }

    private MaskEffect Find(string name, bool tails)
    {
        var found = MaskEffect.Clear;
        foreach (var (rule, effect) in _names)
        {
            if (effect > found && (Means(rule, name) || (tails && TailMeans(rule, name))))
            {
                found = effect;
            }
        }
        return found;
    }

    private static bool TailMeans(string rule, string name)
    {
        for (var at = rule.IndexOf('_', StringComparison.Ordinal); at >= 0; at = rule.IndexOf('_', at + 1))
        {
            if (rule.Length > at + 1 && Means(rule[(at + 1)..], name))
            {
                return true;
            }
        }
        return false;
    }

    private static bool Means(string rule, string name)
    {
        if (!rule.Contains('*', StringComparison.Ordinal))
        {
            for (var at = name.IndexOf(rule, StringComparison.Ordinal); at >= 0; at = name.IndexOf(rule, at + 1, StringComparison.Ordinal))
            {
                if ((at == 0 || name[at - 1] == '_') && (at + rule.Length == name.Length || name[at + rule.Length] == '_'))
                {
                    return true;
                }
            }
            return false;
        }
        for (var at = 0; at < name.Length; at++)
        {
            if ((at == 0 || name[at - 1] == '_') && (Tenancy.ServiceNames.Matches(rule, name[at..]) || Tenancy.ServiceNames.Matches(rule + "_*", name[at..])))
            {
                return true;
            }
        }
        return false;
    }
}
