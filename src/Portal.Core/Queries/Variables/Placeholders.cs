using System.Globalization;
using System.Text.RegularExpressions;
using Portal.Core.PromQL;

namespace Portal.Core.Queries.Variables;

/// <summary>
/// What stands for variables while a query is parsed: characters of private use inside quotes, a word for a name, a number for a number.
/// The parser sees the author's query and nothing of a value.
/// </summary>
internal static partial class Placeholders
{
    private const string NameStart = "__portal_variable_";
    private const string NameEnd = "_elbairav__";
    /// <summary>Stands behind a number where a language takes a duration with its unit only.</summary>
    public const string DurationUnit = "s";

    private const char QuoteStart = '\uE0B0';
    private const char QuoteEnd = '\uE0B1';

    // Seconds; whole and within what a duration, a time, a number and a count can hold, and nobody's number.
    private const long FirstNumber = 1_912_345_000;

    /// <summary>Whether the author's text holds what looks like a placeholder; such a text is refused.</summary>
    public static bool Clash(string text) => text.Contains(NameStart, StringComparison.Ordinal) || text.Contains(QuoteStart) || text.Contains("191234", StringComparison.Ordinal) && Numbers().IsMatch(text);

    /// <summary>The placeholder of a variable.</summary>
    public static string Of(int index, VariablePlace place) => place switch
    {
        VariablePlace.Quoted => string.Create(CultureInfo.InvariantCulture, $"{QuoteStart}{index}{QuoteEnd}"),
        VariablePlace.Number => (FirstNumber + index).ToString(CultureInfo.InvariantCulture),
        _ => string.Create(CultureInfo.InvariantCulture, $"{NameStart}{index}{NameEnd}"),
    };

    /// <summary>Which variable a number stands for, whatever its sign; -1 for none.</summary>
    public static int Index(double number) => Math.Abs(number) - FirstNumber is >= 0 and < QueryTemplate.MaxReferences and var index ? (int)index : -1;

    /// <summary>Which variable a duration stands for, whatever its sign; -1 for none.</summary>
    public static int Index(long milliseconds) => Index(milliseconds / 1000.0);

    /// <summary>The text cut at its placeholders: texts, and between them the numbers of variables. Null where it holds none.</summary>
    public static IReadOnlyList<(string? Text, int Index)>? Split(string text)
    {
        if (!text.Contains(QuoteStart) && !text.Contains(NameStart, StringComparison.Ordinal))
        {
            return null;
        }
        var pieces = new List<(string?, int)>();
        var position = 0;
        foreach (Match match in Texts().Matches(text))
        {
            if (match.Index > position)
            {
                pieces.Add((text[position..match.Index], -1));
            }
            pieces.Add((null, int.Parse(match.Groups[1].Success ? match.Groups[1].ValueSpan : match.Groups[2].ValueSpan, CultureInfo.InvariantCulture)));
            position = match.Index + match.Length;
        }
        if (position < text.Length)
        {
            pieces.Add((text[position..], -1));
        }
        return pieces;
    }

    /// <summary>A message in which the variables stand again as the author wrote them.</summary>
    public static string Restore(string message, string text, IReadOnlyList<QueryReference> references)
    {
        for (var i = references.Count - 1; i >= 0; i--)
        {
            var written = text[references[i].Variable.Start..references[i].Variable.End];
            foreach (var place in new[] { VariablePlace.Quoted, VariablePlace.Number, VariablePlace.Name })
            {
                var placeholder = Of(i, place);
                message = message.Replace(place == VariablePlace.Number ? placeholder + DurationUnit : placeholder, written, StringComparison.Ordinal).Replace(placeholder, written, StringComparison.Ordinal);
                if (place == VariablePlace.Quoted)
                {
                    message = message.Replace(Quoting.Quote(placeholder)[1..^1], written, StringComparison.Ordinal);
                }
            }
        }
        // The parser may name but the first character of one.
        return message.Replace(Quoting.Quote(QuoteStart.ToString())[1..^1], "$", StringComparison.Ordinal).Replace(QuoteStart, '$');
    }

    [GeneratedRegex("\uE0B0([0-9]{1,4})\uE0B1|__portal_variable_([0-9]{1,4})_elbairav__")]
    private static partial Regex Texts();

    [GeneratedRegex("191234[5-9][0-9]{3}")]
    private static partial Regex Numbers();
}
