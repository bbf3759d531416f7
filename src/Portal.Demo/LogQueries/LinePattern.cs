namespace Portal.Demo.LogQueries;

/// <summary>A pattern: literal texts with <c>&lt;captures&gt;</c> between them, <c>&lt;_&gt;</c> for what has no name.</summary>
internal sealed class LinePattern
{
    private readonly List<(string Text, bool IsCapture)> _parts = [];

    private LinePattern()
    {
    }

    public static LinePattern Parse(string pattern)
    {
        var result = new LinePattern();
        var literal = 0;
        for (var i = 0; i < pattern.Length; i++)
        {
            var end = i + 1;
            while (pattern[i] == '<' && end < pattern.Length && (char.IsAsciiLetterOrDigit(pattern[end]) || pattern[end] == '_'))
            {
                end++;
            }
            if (pattern[i] != '<' || end == i + 1 || end == pattern.Length || pattern[end] != '>')
            {
                continue;
            }
            result.AddLiteral(pattern[literal..i]);
            result._parts.Add((pattern[(i + 1)..end], true));
            (literal, i) = (end + 1, end);
        }
        result.AddLiteral(pattern[literal..]);
        return result;
    }

    /// <summary>Whether the whole line is as the pattern says; each capture stands for at least one character.</summary>
    public bool Matches(string line)
    {
        if (line.Length == 0 || _parts.Count == 0)
        {
            return line.Length == 0 && _parts.Count == 0;
        }
        var at = 0;
        for (var i = 0; i < _parts.Count; i++)
        {
            if (_parts[i].IsCapture)
            {
                continue;
            }
            var found = line.IndexOf(_parts[i].Text, at, StringComparison.Ordinal);
            if (found < 0 || (found == at) != (i == 0))
            {
                return false;
            }
            at = found + _parts[i].Text.Length;
        }
        return _parts[^1].IsCapture == at < line.Length;
    }

    /// <summary>Tells what the named captures stand for, as far as the line goes with the pattern.</summary>
    public void Capture(string line, Action<string, string> found)
    {
        var at = 0;
        for (var i = 0; i < _parts.Count; i++)
        {
            if (!_parts[i].IsCapture)
            {
                if (i == 0 && !line.StartsWith(_parts[0].Text, StringComparison.Ordinal))
                {
                    return;
                }
                at += i == 0 ? _parts[0].Text.Length : 0;
                continue;
            }
            var end = i + 1 < _parts.Count ? line.IndexOf(_parts[i + 1].Text, at, StringComparison.Ordinal) : line.Length;
            var value = end < 0 ? line[at..] : line[at..end];
            if (_parts[i].Text != "_" && value.Length > 0)
            {
                found(_parts[i].Text, value);
            }
            if (end < 0)
            {
                return;
            }
            at = end + (i + 1 < _parts.Count ? _parts[i + 1].Text.Length : 0);
        }
    }

    private void AddLiteral(string text)
    {
        if (text.Length > 0)
        {
            _parts.Add((text, false));
        }
    }
}
