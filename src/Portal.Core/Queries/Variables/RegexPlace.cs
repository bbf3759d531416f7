namespace Portal.Core.Queries.Variables;

/// <summary>Says whether an escaped value may stand at the end of a piece of a regular expression.</summary>
internal static class RegexPlace
{
    /// <summary>
    /// Whether what follows is read as plain characters with escapes. It is not after a backslash, in a class <c>[…]</c>, and in <c>\Q…\E</c>,
    /// where the escapes of a value would mean something else.
    /// </summary>
    public static bool TakesValues(ReadOnlySpan<char> before)
    {
        var classStart = -1;
        for (var i = 0; i < before.Length; i++)
        {
            switch (before[i])
            {
                case '\\' when i + 1 == before.Length: return false;
                case '\\' when before[i + 1] == 'Q' && classStart < 0:
                    var end = before[(i + 2)..].IndexOf("\\E");
                    if (end < 0)
                    {
                        return false;
                    }
                    i += end + 3;
                    break;
                case '\\':
                    i++;
                    break;
                case '[' when classStart < 0:
                    classStart = i + 1 < before.Length && before[i + 1] == '^' ? ++i : i;
                    break;
                case '[' when i + 1 < before.Length && before[i + 1] == ':' && before[(i + 2)..].IndexOf(":]") is >= 0 and var close:
                    i += close + 3;
                    break;
                // Right after its beginning a bracket is a member of the class.
                case ']' when classStart >= 0 && i > classStart + 1:
                    classStart = -1;
                    break;
            }
        }
        return classStart < 0;
    }
}
