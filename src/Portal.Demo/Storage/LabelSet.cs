using System.Text;

namespace Portal.Demo.Storage;

/// <summary>The labels of a series, sorted by name, without empty values; <c>__name__</c> is one of them. Immutable, compared by value.</summary>
internal sealed class LabelSet : IEquatable<LabelSet>, IComparable<LabelSet>
{
    public const string MetricName = "__name__";

    public static readonly LabelSet Empty = new([]);

    private readonly KeyValuePair<string, string>[] _pairs;
    private readonly int _hash;

    private LabelSet(KeyValuePair<string, string>[] sorted)
    {
        _pairs = sorted;
        var hash = default(HashCode);
        foreach (var (name, value) in sorted)
        {
            hash.Add(name);
            hash.Add(value);
        }
        _hash = hash.ToHashCode();
    }

    public ReadOnlySpan<KeyValuePair<string, string>> Pairs => _pairs;

    public int Count => _pairs.Length;

    public string Name => Get(MetricName);

    public static LabelSet Of(IEnumerable<KeyValuePair<string, string>> labels)
    {
        var pairs = labels.Where(l => l.Value.Length > 0).ToArray();
        Array.Sort(pairs, static (a, b) => string.CompareOrdinal(a.Key, b.Key));
        return pairs.Length == 0 ? Empty : new(pairs);
    }

    public static LabelSet Of(params ReadOnlySpan<(string Name, string Value)> labels)
    {
        var pairs = new List<KeyValuePair<string, string>>(labels.Length);
        foreach (var (name, value) in labels)
        {
            pairs.Add(new(name, value));
        }
        return Of(pairs);
    }

    /// <summary>The value of a label, empty when the series does not have it.</summary>
    public string Get(string name)
    {
        foreach (ref readonly var pair in _pairs.AsSpan())
        {
            if (ReferenceEquals(pair.Key, name) || pair.Key == name)
            {
                return pair.Value;
            }
        }
        return "";
    }

    public LabelSet With(string name, string value)
    {
        var pairs = new List<KeyValuePair<string, string>>(_pairs.Length + 1);
        foreach (var pair in _pairs)
        {
            if (pair.Key != name)
            {
                pairs.Add(pair);
            }
        }
        pairs.Add(new(name, value));
        return Of(pairs);
    }

    public LabelSet Without(IReadOnlyCollection<string> names) => Filter(name => !names.Contains(name));

    public LabelSet Keep(IReadOnlyCollection<string> names) => Filter(names.Contains);

    public LabelSet WithoutName() => _pairs.Length == 0 || Get(MetricName).Length == 0 ? this : Filter(static name => name != MetricName);

    private LabelSet Filter(Func<string, bool> keep)
    {
        var kept = Array.FindAll(_pairs, p => keep(p.Key));
        return kept.Length == _pairs.Length ? this : kept.Length == 0 ? Empty : new(kept);
    }

    public bool Equals(LabelSet? other)
    {
        if (ReferenceEquals(this, other))
        {
            return true;
        }
        if (other is null || other._hash != _hash || other._pairs.Length != _pairs.Length)
        {
            return false;
        }
        for (var i = 0; i < _pairs.Length; i++)
        {
            if (_pairs[i].Key != other._pairs[i].Key || _pairs[i].Value != other._pairs[i].Value)
            {
                return false;
            }
        }
        return true;
    }

    public override bool Equals(object? obj) => Equals(obj as LabelSet);

    public override int GetHashCode() => _hash;

    public int CompareTo(LabelSet? other)
    {
        if (other is null)
        {
            return 1;
        }
        for (var i = 0; i < Math.Min(_pairs.Length, other._pairs.Length); i++)
        {
            var order = string.CompareOrdinal(_pairs[i].Key, other._pairs[i].Key);
            order = order != 0 ? order : string.CompareOrdinal(_pairs[i].Value, other._pairs[i].Value);
            if (order != 0)
            {
                return order;
            }
        }
        return _pairs.Length.CompareTo(other._pairs.Length);
    }

    /// <summary>A hash that is the same in every process, for choices that must not change between runs.</summary>
    public ulong StableHash()
    {
        var hash = 14695981039346656037UL;
        foreach (var (name, value) in _pairs)
        {
            hash = Mix(Mix(hash, name), value);
        }
        hash ^= hash >> 33;
        hash *= 0xff51afd7ed558ccdUL;
        hash ^= hash >> 33;
        hash *= 0xc4ceb9fe1a85ec53UL;
        return hash ^ (hash >> 33);
    }

    private static ulong Mix(ulong hash, string text)
    {
        foreach (var c in text)
        {
            hash = (hash ^ c) * 1099511628211UL;
        }
        return (hash ^ 0xff) * 1099511628211UL;
    }

    /// <summary>As Prometheus prints a label set in its error texts.</summary>
    public override string ToString()
    {
        var text = new StringBuilder("{");
        foreach (var (name, value) in _pairs)
        {
            if (text.Length > 1)
            {
                text.Append(", ");
            }
            text.Append(name).Append("=\"").Append(value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)).Append('"');
        }
        return text.Append('}').ToString();
    }
}
