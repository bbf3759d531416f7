namespace Portal.Core.Queries.Variables;

/// <summary>What may stand at the end of a piece of a regular expression.</summary>
internal enum RegexPlace
{
    /// <summary>Alternatives.</summary>
    Anything,
    /// <summary>Characters: it is in a class <c>[…]</c>.</summary>
    Characters,
    /// <summary>Nothing: after a backslash and in <c>\Q…\E</c> the escapes of a value would mean something else.</summary>
    Nothing,
}

/// <summary>Finds the <see cref="RegexPlace"/>.</summary>
internal static class RegexPlaces
{
    /// <summary>What may follow that piece.</summary>
    public static RegexPlace After(ReadOnlySpan<char> before)
    {
        var classStart = -1;
        for (var i = 0; i < before.Length; i++)
        {
            switch (before[i])
            {
                case '\\' when i + 1 == before.Length: return RegexPlace.Nothing;
                case '\\' when before[i + 1] == 'Q' && classStart < 0:
                    var end = before[(i + 2)..].IndexOf("\\E");
                    if (end < 0)
                    {
                        return RegexPlace.Nothing;
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
        return classStart < 0 ? RegexPlace.Anything : RegexPlace.Characters;
    }
}
