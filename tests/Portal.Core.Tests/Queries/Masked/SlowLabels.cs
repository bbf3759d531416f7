using System.Collections;
using Microsoft.Extensions.Time.Testing;
using Portal.Core.Masking;

namespace Portal.Core.Tests.Queries.Masked;

/// <summary>Labels that take longer to be looked through than an answer may: the clock goes on before each but the first.</summary>
internal sealed class SlowLabels(FakeTimeProvider time, params (string Name, string Value)[] labels) : IReadOnlyDictionary<string, string>
{
    private readonly Dictionary<string, string> _labels = labels.ToDictionary(label => label.Name, label => label.Value);

    public int Count => _labels.Count;

    public IEnumerable<string> Keys => _labels.Keys;

    public IEnumerable<string> Values => _labels.Values;

    public string this[string key] => _labels[key];

    public bool ContainsKey(string key) => _labels.ContainsKey(key);

    public bool TryGetValue(string key, out string value) => _labels.TryGetValue(key, out value!);

    public IEnumerator<KeyValuePair<string, string>> GetEnumerator()
    {
        foreach (var (label, i) in _labels.Select((label, i) => (label, i)))
        {
            if (i > 0)
            {
                time.Advance(AnswerDeadline.Longest + TimeSpan.FromSeconds(1));
            }
            yield return label;
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
