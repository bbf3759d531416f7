using System.Text;
using Portal.Core.Frames;
using Portal.Core.Queries.Variables;

namespace Portal.Core.Queries.Presentation;

/// <summary>
/// Names series: text in which <c>{label}</c> stands for a label's value and <c>{__name__}</c> for the metric's name. A label that a series does not have is empty.
/// A backslash before a brace or a backslash makes it plain.
/// </summary>
internal sealed class Legend
{
    private const int MaxLength = 1000;
    private readonly List<(string Text, bool IsLabel)> _parts = [];

    private Legend()
    {
    }

    /// <summary>Reads a legend; null for the series' own notation.</summary>
    /// <param name="text">The author's text; null or empty for none.</param>
    /// <param name="variables">The variables that it may name.</param>
    public static Legend? Read(string? text, IReadOnlyDictionary<string, VariableValue> variables)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }
        var legend = new Legend();
        // A value's braces are no labels.
        legend.Parse(VariableText.Fill(text, variables, value => value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("{", "\\{", StringComparison.Ordinal)));
        return legend;
    }

    /// <summary>The series' name; where the legend comes to nothing, its notation or what is given.</summary>
    public static string Name(Legend? legend, Frame frame, string? otherwise = null)
    {
        if (legend is null)
        {
            return SeriesNotation.Of(frame);
        }
        var output = new StringBuilder();
        foreach (var (text, isLabel) in legend._parts)
        {
            output.Append(!isLabel ? text : text == "__name__" ? frame.Metric : frame.Labels.GetValueOrDefault(text));
        }
        var name = output.ToString();
        return string.IsNullOrWhiteSpace(name) ? otherwise ?? SeriesNotation.Of(frame) : name.Length <= MaxLength ? name : name[..MaxLength];
    }

    private void Parse(string text)
    {
        var plain = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\' && i + 1 < text.Length && text[i + 1] is '{' or '}' or '\\')
            {
                plain.Append(text[++i]);
            }
            else if (text[i] == '{' && text.AsSpan(i + 1).IndexOfAny('{', '}') is > 0 and var length && text[i + 1 + length] == '}')
            {
                _parts.Add((plain.ToString(), false));
                _parts.Add((text.Substring(i + 1, length).Trim(), true));
                plain.Clear();
                i += length + 1;
            }
            else
            {
                plain.Append(text[i]);
            }
        }
        _parts.Add((plain.ToString(), false));
    }
}
