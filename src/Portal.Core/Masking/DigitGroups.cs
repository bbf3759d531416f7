using System.Globalization;

namespace Portal.Core.Masking;

/// <summary>
/// The digits of a text, by the groups in which they stand. Whoever looks for numbers takes whole groups that follow each other, so that a part of a longer number is never taken for a shorter one.
/// </summary>
internal sealed class DigitGroups
{
    private readonly string _text;
    private readonly List<(int Start, int End)> _groups = [];

    private DigitGroups(string text) => _text = text;

    /// <summary>How many there are.</summary>
    public int Count => _groups.Count;

    /// <summary>Reads a text; null where it has too few digits to be worth it.</summary>
    public static DigitGroups? Read(string text)
    {
        var groups = new DigitGroups(text);
        var digits = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsDigit(text[i]))
            {
                continue;
            }
            var start = i;
            while (i < text.Length && char.IsDigit(text[i]))
            {
                i++;
            }
            digits += i - start;
            groups._groups.Add((start, i));
        }
        return digits < 6 ? null : groups;
    }

    /// <summary>Where a group begins.</summary>
    public int Start(int group) => _groups[group].Start;

    /// <summary>Where a group ends.</summary>
    public int End(int group) => _groups[group].End;

    /// <summary>How many digits a group has.</summary>
    public int Length(int group) => _groups[group].End - _groups[group].Start;

    /// <summary>What stands between a group and the next.</summary>
    public ReadOnlySpan<char> After(int group) => _text.AsSpan(_groups[group].End, _groups[group + 1].Start - _groups[group].End);

    /// <summary>
    /// By what a group is apart from the next: a hyphen, a dot or a slash, perhaps with spaces around it, or spaces alone, of three characters at most; <c>\0</c> by anything else. A plus is a space, as in addresses of pages.
    /// </summary>
    public char Between(int group)
    {
        var separator = '\0';
        if (After(group) is not { Length: <= 3 } after)
        {
            return separator;
        }
        foreach (var c in after)
        {
            var kind = c == '+' ? ' ' : c;
            if (kind is not (' ' or '-' or '.' or '/') || (kind != ' ' && separator is not ('\0' or ' ')))
            {
                return '\0';
            }
            separator = kind == ' ' && separator != '\0' ? separator : kind;
        }
        return separator;
    }

    /// <summary>The digits from one group to another.</summary>
    public string Digits(int first, int last)
    {
        var digits = new System.Text.StringBuilder();
        for (var group = first; group <= last; group++)
        {
            for (var i = Start(group); i < End(group); i++)
            {
                digits.Append((char)('0' + CharUnicodeInfo.GetDecimalDigitValue(_text[i])));
            }
        }
        return digits.ToString();
    }

    /// <summary>Whether groups of these lengths stand there, each apart from the next by that, see <see cref="Between"/>.</summary>
    public bool Are(int first, char between, params ReadOnlySpan<int> lengths)
    {
        if (first + lengths.Length > Count)
        {
            return false;
        }
        for (var i = 0; i < lengths.Length; i++)
        {
            if (Length(first + i) != lengths[i] || (i > 0 && Between(first + i - 1) != between))
            {
                return false;
            }
        }
        return true;
    }

    /// <summary>Whether a number can begin there: it is no part of a word, of a decimal, or of what was masked.</summary>
    public bool BeginsAt(int index) => index == 0 || (_text[index - 1] switch
    {
        '*' => false,
        // A line break or tab, as lines quote it.
        'n' or 'r' or 't' => index > 1 && _text[index - 2] == '\\',
        '.' => index < 2 || !char.IsDigit(_text[index - 2]),
        var c => !char.IsAsciiLetter(c) && !char.IsDigit(c),
    });

    /// <summary>Whether a number can end there.</summary>
    public bool EndsAt(int index) => index == _text.Length || (_text[index] switch
    {
        '*' => false,
        '.' => index + 1 >= _text.Length || !char.IsDigit(_text[index + 1]),
        var c => !char.IsAsciiLetter(c) && !char.IsDigit(c),
    });
}
