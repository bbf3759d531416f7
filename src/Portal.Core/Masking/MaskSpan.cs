using System.Text;

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
