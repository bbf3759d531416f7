using System.Collections.Concurrent;

namespace Portal.Limits;

/// <summary>What was found for keys, so that it is not looked for again; it begins anew where it holds too many. Two that ask at the same moment may both look. Safe to use from several threads.</summary>
/// <param name="most">How many are held.</param>
internal sealed class BoundedMemo<TKey, TValue>(int most)
    where TKey : notnull
{
    private readonly ConcurrentDictionary<TKey, TValue> _found = new();

    /// <summary>Whether it was found before.</summary>
    public bool Knows(TKey key) => _found.ContainsKey(key);

    /// <summary>What was found before, or is found now. Where looking fails, nothing is remembered.</summary>
    public TValue Get(TKey key, Func<TValue> look)
    {
        if (_found.TryGetValue(key, out var known))
        {
            return known;
        }
        var found = look();
        if (_found.Count >= most)
        {
            _found.Clear();
        }
        return _found[key] = found;
    }
}
