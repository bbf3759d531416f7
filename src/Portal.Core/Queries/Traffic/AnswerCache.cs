namespace Portal.Core.Queries.Traffic;

/// <summary>Remembers answers for a while: bounded in number and bytes, the least recently used go first. Safe to use from several threads.</summary>
/// <param name="options">The bounds.</param>
/// <param name="time">The clock.</param>
internal sealed class AnswerCache(QueryOptions options, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<QueryKey, LinkedListNode<Entry>> _entries = [];
    private readonly LinkedList<Entry> _byUse = new();
    private long _bytes;

    /// <summary>The answer to that question, if it is remembered and not too old.</summary>
    public bool TryGet(QueryKey key, out object answer)
    {
        lock (_lock)
        {
            if (_entries.TryGetValue(key, out var node))
            {
                if (node.Value.Expires > time.GetTimestamp())
                {
                    _byUse.Remove(node);
                    _byUse.AddFirst(node);
                    answer = node.Value.Answer;
                    return true;
                }
                Remove(node);
            }
        }
        answer = null!;
        return false;
    }

    /// <summary>Remembers an answer. One that is larger than an eighth of the whole is not remembered.</summary>
    public void Set(QueryKey key, object answer, long bytes, TimeSpan lifetime)
    {
        // The key is of the size of its texts.
        bytes += 200 + (2 * (key.Text.Length + key.Destination.Length + key.Argument.Length));
        if (lifetime <= TimeSpan.Zero || bytes > options.CacheBytes / 8)
        {
            return;
        }
        var expires = time.GetTimestamp() + (long)(lifetime.TotalSeconds * time.TimestampFrequency);
        lock (_lock)
        {
            if (_entries.TryGetValue(key, out var old))
            {
                Remove(old);
            }
            _entries[key] = _byUse.AddFirst(new Entry(key, answer, bytes, expires));
            _bytes += bytes;
            while (_byUse.Last is { } last && (_bytes > options.CacheBytes || _entries.Count > options.CacheEntries))
            {
                Remove(last);
            }
        }
    }

    private void Remove(LinkedListNode<Entry> node)
    {
        _byUse.Remove(node);
        _entries.Remove(node.Value.Key);
        _bytes -= node.Value.Bytes;
    }

    private sealed record Entry(QueryKey Key, object Answer, long Bytes, long Expires);
}
