namespace Portal.Core.Masking;

/// <summary>
/// Finds fields in a text that is no JSON as a whole: logfmt (<c>name=value</c>), parts of addresses (<c>?name=value&amp;</c>), and JSON with something before it or cut off
/// (<c>"name": value</c>, its quotes perhaps escaped). Of JSON without its begin the last part of a name has to do. Where a value's end is in doubt, more is masked.
/// </summary>
internal static class LooseFields
{
    private const int LongestName = 200;

    /// <summary>Adds the values of masked fields.</summary>
    public static void Find(string text, FieldNames names, List<MaskSpan> spans)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var next = text.AsSpan(i).IndexOfAny('=', ':');
            if (next < 0)
            {
                return;
            }
            i += next;
            var found = text[i] == '=' ? Assigned(text, i, names) : Member(text, i, names);
            if (found is { } span)
            {
                spans.Add(span);
                i = Math.Max(i, span.End - 1);
            }
        }
    }

    private static MaskSpan? Assigned(string text, int equals, FieldNames names)
    {
        var start = equals;
        while (start > 0 && equals - start < LongestName && IsName(text[start - 1]))
        {
            start--;
        }
        var effect = start == equals ? MaskEffect.Clear : names.Of(text[start..equals]);
        return effect == MaskEffect.Clear ? null : Value(text, equals + 1, effect, start > 0 && text[start - 1] is '?' or '&' ? "&#" : "");
    }

    private static MaskSpan? Member(string text, int colon, FieldNames names)
    {
        var end = colon;
        while (end > 0 && text[end - 1] is ' ' or '\t')
        {
            end--;
        }
        if (end == 0 || text[end - 1] is not ('"' or '\''))
        {
            return null;
        }
        var quote = text[--end];
        var start = end > 0 ? text.LastIndexOf(quote, end - 1, Math.Min(end, LongestName)) + 1 : 0;
        var effect = start <= 0 ? MaskEffect.Clear : names.OfLast(text[start..end].TrimEnd('\\'));
        return effect == MaskEffect.Clear ? null : Value(text, colon + 1, effect, ",");
    }

    private static MaskSpan? Value(string text, int start, MaskEffect effect, string ends)
    {
        while (start < text.Length && text[start] is ' ' or '\t')
        {
            start++;
        }
        if (start >= text.Length)
        {
            return null;
        }
        var end = start;
        switch (text[start])
        {
            case '{' or '[':
                // Nothing in it is shown, whatever the effect: its parts have names of their own.
                return new MaskSpan(start, Brackets(text, start), MaskEffect.Blank);
            case '"' or '\'':
                end = Quoted(text, start + 1, text[start], 0);
                start++;
                break;
            case '\\' when Slashes(text, start) is var slashes && start + slashes < text.Length && text[start + slashes] is '"' or '\'':
                end = Quoted(text, start + slashes + 1, text[start + slashes], slashes);
                start += slashes + 1;
                break;
            default:
                while (end < text.Length && !char.IsWhiteSpace(text[end]) && text[end] is not ('"' or '\'' or '}' or ']') && !ends.Contains(text[end], StringComparison.Ordinal))
                {
                    end++;
                }
                break;
        }
        return end > start ? new MaskSpan(start, end, effect) : null;
    }

    // The end is the quote that is escaped as often as the first one.
    private static int Quoted(string text, int start, char quote, int slashes)
    {
        for (var i = start; i < text.Length; i++)
        {
            if (text[i] != quote)
            {
                continue;
            }
            var before = i;
            while (before > start && text[before - 1] == '\\')
            {
                before--;
            }
            if (i - before <= slashes)
            {
                return before;
            }
        }
        return text.Length;
    }

    private static int Slashes(string text, int start)
    {
        var end = start;
        while (end < text.Length && text[end] == '\\')
        {
            end++;
        }
        return end - start;
    }

    private static int Brackets(string text, int start)
    {
        var depth = 0;
        for (var i = start; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '{' or '[':
                    depth++;
                    break;
                case '}' or ']' when --depth == 0:
                    return i + 1;
                case '"':
                    i = Quoted(text, i + 1, '"', 0);
                    break;
            }
        }
        return text.Length;
    }

    private static bool IsName(char c) => char.IsLetterOrDigit(c) || c is '_' or '.' or '-' or '@' or '/' or ':';
}
