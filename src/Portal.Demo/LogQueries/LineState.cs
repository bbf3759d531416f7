using Portal.Demo.Logs;
using Portal.Demo.Storage;

namespace Portal.Demo.LogQueries;

/// <summary>Where a line's label comes from.</summary>
internal enum LabelOrigin
{
    Stream,
    Metadata,
    Parsed,
}

/// <summary>A line on its way through the stages of a pipeline: its text and labels so far. One instance serves line after line.</summary>
internal sealed class LineState
{
    public const string Error = "__error__";
    public const string ErrorDetails = "__error_details__";

    private readonly List<(string Name, string Value, LabelOrigin Origin)> _labels = [];
    private string? _text;

    public LogEntry Entry { get; private set; } = null!;

    /// <summary>What stages made of the line so far.</summary>
    public string Text
    {
        get => _text ?? Entry.Text;
        set => _text = value;
    }

    /// <summary>Whether the labels are still those of the stream and its metadata.</summary>
    public bool IsPlain { get; private set; }

    public string ErrorText => Get(Error);

    public void Reset(LogEntry entry)
    {
        Entry = entry;
        _text = null;
        IsPlain = true;
        _labels.Clear();
        foreach (var (name, value) in entry.Source.Labels.Pairs)
        {
            _labels.Add((name, value, LabelOrigin.Stream));
        }
        _labels.Add((LogEntry.LevelLabel, entry.Level, LabelOrigin.Metadata));
    }

    /// <summary>The label's value; empty where there is none.</summary>
    public string Get(string name) => IndexOf(name) is >= 0 and var i ? _labels[i].Value : "";

    /// <summary>Adds what a parser found. The stream's labels keep their names, and what was parsed first stays.</summary>
    public void AddParsed(string name, string value)
    {
        var at = IndexOf(name);
        if (at >= 0 && _labels[at].Origin != LabelOrigin.Parsed)
        {
            name += "_extracted";
            at = IndexOf(name);
        }
        if (at < 0)
        {
            _labels.Add((name, value, LabelOrigin.Parsed));
            IsPlain = false;
        }
    }

    /// <summary>Gives a label a value, whatever it was.</summary>
    public void Set(string name, string value)
    {
        Remove(name);
        _labels.Add((name, value, LabelOrigin.Parsed));
    }

    public void Remove(string name)
    {
        IsPlain = false;
        if (IndexOf(name) is >= 0 and var i)
        {
            _labels.RemoveAt(i);
        }
    }

    public void RemoveWhere(Func<string, string, bool> condition)
    {
        IsPlain = false;
        _labels.RemoveAll(l => condition(l.Name, l.Value));
    }

    public void Fail(string error, string details)
    {
        Set(Error, error);
        Set(ErrorDetails, details);
    }

    public LabelSet Labels() => IsPlain ? Entry.Source.LabelsWith(Entry.Level) : LabelSet.Of(_labels.Select(l => KeyValuePair.Create(l.Name, l.Value)));

    public LabelSet Labels(LabelOrigin origin) => LabelSet.Of(_labels.Where(l => l.Origin == origin).Select(l => KeyValuePair.Create(l.Name, l.Value)));

    private int IndexOf(string name)
    {
        for (var i = 0; i < _labels.Count; i++)
        {
            if (_labels[i].Name == name)
            {
                return i;
            }
        }
        return -1;
    }
}
