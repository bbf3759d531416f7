using System.Text.Json;
using Portal.Core.Frames;

namespace Portal.Backends.Prometheus;

/// <summary>Reads the labels of one series after the other. Neighbours have most names and many values in common, so these are kept once.</summary>
internal sealed class LabelReader
{
    private const string MetricName = "__name__";
    private List<(string Name, string Value)> _previous = [];
    private List<(string Name, string Value)> _current = [];
    private string? _name;

    /// <summary>Begins with the next series.</summary>
    public void Begin() => (_previous, _current, _name) = (_current, Cleared(_previous), null);

    /// <summary>Takes a token inside of the labels' object.</summary>
    public void Token(ref Utf8JsonReader json)
    {
        var neighbour = _current.Count < _previous.Count ? _previous[_current.Count] : default;
        if (json.TokenType == JsonTokenType.PropertyName)
        {
            _name = neighbour.Name is not null && json.ValueTextEquals(neighbour.Name) ? neighbour.Name : json.GetString()!;
        }
        else if (json.TokenType == JsonTokenType.String && _name is not null)
        {
            _current.Add((_name, neighbour.Value is not null && json.ValueTextEquals(neighbour.Value) ? neighbour.Value : json.GetString()!));
        }
        else
        {
            throw new JsonException("A label is not a text.");
        }
    }

    /// <summary>The metric's name, or null.</summary>
    public string? Metric()
    {
        foreach (var (name, value) in _current)
        {
            if (name == MetricName)
            {
                return value;
            }
        }
        return null;
    }

    /// <summary>The labels without the metric's name.</summary>
    public IReadOnlyDictionary<string, string> Labels()
    {
        if (_current.Count == 0)
        {
            return Frame.EmptyLabels;
        }
        var labels = new Dictionary<string, string>(_current.Count);
        foreach (var (name, value) in _current)
        {
            if (name != MetricName)
            {
                labels[name] = value;
            }
        }
        return labels;
    }

    private static List<(string Name, string Value)> Cleared(List<(string Name, string Value)> list)
    {
        list.Clear();
        return list;
    }
}
