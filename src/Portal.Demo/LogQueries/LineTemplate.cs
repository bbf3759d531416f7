using System.Text;
using System.Text.RegularExpressions;
using Portal.Demo.Evaluation;

namespace Portal.Demo.LogQueries;

/// <summary>A Go template that only puts labels in: <c>{{.label}}</c>. Functions and the rest of Go's template language are refused.</summary>
internal sealed partial class LineTemplate
{
    private readonly List<(string Text, bool IsLabel)> _parts = [];

    private LineTemplate()
    {
    }

    [GeneratedRegex(@"^\s*\.([a-zA-Z_][a-zA-Z0-9_]*)\s*$")]
    private static partial Regex Label { get; }

    public static LineTemplate Parse(string template)
    {
        var result = new LineTemplate();
        var at = 0;
        while (template.IndexOf("{{", at, StringComparison.Ordinal) is >= 0 and var open)
        {
            var close = template.IndexOf("}}", open, StringComparison.Ordinal);
            if (close < 0 || Label.Match(template[(open + 2)..close]) is not { Success: true } label)
            {
                var action = close < 0 ? template[open..] : template[open..(close + 2)];
                throw EvaluationException.Unsupported($"the template action {action}");
            }
            result._parts.Add((template[at..open], false));
            result._parts.Add((label.Groups[1].Value, true));
            at = close + 2;
        }
        result._parts.Add((template[at..], false));
        return result;
    }

    public string Fill(LineState line)
    {
        var text = new StringBuilder();
        foreach (var (part, isLabel) in _parts)
        {
            text.Append(isLabel ? line.Get(part) : part);
        }
        return text.ToString();
    }
}
