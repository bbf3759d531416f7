using System.Text;
using System.Text.RegularExpressions;

namespace Portal.Core.Masking;

/// <summary>A part of a text that is masked.</summary>
/// <param name="Start">Its first character.</param>
/// <param name="End">The first one after it.</param>
/// <param name="Effect">How.</param>
internal readonly record struct MaskSpan(int Start, int End, MaskEffect Effect)
{
    /// <summary>The text with these parts masked. Parts that overlap are one, masked as the strictest of them.</summary>
    public static string Apply(string text, List<MaskSpan> spans)
    {
        if (spans.Count == 0)
        {
            return text;
        }
        spans.Sort(static (a, b) => a.Start.CompareTo(b.Start));
        var output = new StringBuilder(text.Length);
        var position = 0;
        for (var i = 0; i < spans.Count;)
        {
            var (start, end, effect) = spans[i++];
            for (; i < spans.Count && spans[i].Start < end; i++)
            {
                (end, effect) = (Math.Max(end, spans[i].End), effect > spans[i].Effect ? effect : spans[i].Effect);
            }
            output.Append(text, position, start - position).Append(MaskText.Apply(effect, text[start..end]));
            position = end;
        }
        return output.Append(text, position, text.Length - position).ToString();
    }
}

/// <summary>Finds parts by expressions.</summary>
internal static class MaskSpans
{
    /// <summary>Adds what an expression finds.</summary>
    /// <param name="spans">The parts.</param>
    /// <param name="expression">The expression.</param>
    /// <param name="text">The text.</param>
    /// <param name="effect">How it is masked.</param>
    /// <param name="group">Which group of a match is meant; the match as a whole by default.</param>
    /// <param name="fits">Whether what was found is what is looked for; all is by default.</param>
    public static void AddMatches(this List<MaskSpan> spans, Regex expression, string text, MaskEffect effect, int group = 0, Func<string, bool>? fits = null)
    {
        for (var match = expression.Match(text); match.Success; match = match.NextMatch())
        {
            var found = match.Groups[group];
            if (found.Length > 0 && fits?.Invoke(found.Value) != false)
            {
                spans.Add(new MaskSpan(found.Index, found.Index + found.Length, effect));
            }
        }
    }
}
