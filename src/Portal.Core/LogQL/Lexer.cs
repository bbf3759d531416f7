using Portal.Core.PromQL;

namespace Portal.Core.LogQL;

/// <summary>Cuts the query text into tokens. After an <see cref="TokenKind.Error"/> token every further token is the same error.</summary>
internal sealed class Lexer(string input)
{
    private static readonly string[] Symbols =
        ["|=", "|~", "|>", "!=", "!~", "!>", "=~", "==", ">=", "<=", "|", "=", ">", "<", "+", "-", "*", "/", "%", "^", "(", ")", "{", "}", ","];

    private int _position;
    private Token? _error;

    /// <summary>What is wrong, once a token of kind <see cref="TokenKind.Error"/> was returned.</summary>
    public string ErrorMessage { get; private set; } = "";

    public Token Next()
    {
        if (_error is { } error)
        {
            return error;
        }
        _position = SkipSpaceAndComments(_position);
        if (_position >= input.Length)
        {
            return new Token(TokenKind.EndOfInput, input.Length, input.Length, "");
        }
        var c = input[_position];
        return c switch
        {
            '"' or '`' => NextString(c),
            '[' => NextRange(),
            '-' when FlagLength() is > 0 and var length => Emit(TokenKind.Flag, length),
            _ when char.IsAsciiDigit(c) || (c == '.' && _position + 1 < input.Length && char.IsAsciiDigit(input[_position + 1])) => NextNumber(),
            _ when IsNameStart(c) => NextWord(),
            _ => NextSymbol(),
        };
    }

    public static bool IsNameStart(char c) => char.IsLetter(c) || c == '_';

    public static bool IsNamePart(char c) => IsNameStart(c) || char.IsAsciiDigit(c);

    private int SkipSpaceAndComments(int position)
    {
        while (position < input.Length)
        {
            if (input[position] == '#')
            {
                var end = input.AsSpan(position).IndexOf('\n');
                position = end < 0 ? input.Length : position + end;
            }
            else if (input[position] is ' ' or '\t' or '\n' or '\r')
            {
                position++;
            }
            else
            {
                break;
            }
        }
        return position;
    }

    private Token Emit(TokenKind kind, int length)
    {
        var start = _position;
        _position += length;
        return new Token(kind, start, _position, input[start.._position]);
    }

    private Token Fail(string message, int start, int end)
    {
        ErrorMessage = message;
        _error = new Token(TokenKind.Error, start, end, "");
        return _error.Value;
    }

    private Token NextSymbol()
    {
        foreach (var symbol in Symbols)
        {
            if (string.CompareOrdinal(input, _position, symbol, 0, symbol.Length) == 0)
            {
                return Emit(TokenKind.Symbol, symbol.Length);
            }
        }
        return Fail($"unexpected character {Quoting.QuoteCharacter(input, _position)}", _position, _position + 1);
    }

    private Token NextWord()
    {
        var end = _position;
        while (end < input.Length && IsNamePart(input[end]))
        {
            end++;
        }
        var text = input[_position..end];
        var lower = text.ToLowerInvariant();
        var kind = Words.Keywords.Contains(lower) ? TokenKind.Keyword
            : Words.Functions.Contains(lower) && IsCall(end) ? TokenKind.Function
            : TokenKind.Identifier;
        var token = Emit(kind, text.Length);
        return kind == TokenKind.Identifier ? token : token with { Text = lower };
    }

    private bool IsCall(int end)
    {
        var next = SkipSpaceAndComments(end);
        if (next >= input.Length)
        {
            return false;
        }
        return input[next] == '(' || IsWord(next, "by") || IsWord(next, "without");
    }

    private bool IsWord(int position, string word) =>
        string.Compare(input, position, word, 0, word.Length, StringComparison.OrdinalIgnoreCase) == 0
        && (position + word.Length >= input.Length || !IsNamePart(input[position + word.Length]));

    private int FlagLength()
    {
        foreach (var flag in (ReadOnlySpan<string>)["--strict", "--keep-empty"])
        {
            var end = _position + flag.Length;
            if (string.CompareOrdinal(input, _position, flag, 0, flag.Length) == 0 && (end >= input.Length || !(IsNamePart(input[end]) || input[end] == '-')))
            {
                return flag.Length;
            }
        }
        return 0;
    }

    private Token NextNumber()
    {
        var end = _position;
        while (end < input.Length && (char.IsAsciiLetterOrDigit(input[end]) || input[end] is '.' or '_' or 'µ' or 'μ'
            || (input[end] is '+' or '-' && IsExponent(end))))
        {
            end++;
        }
        var text = input.AsSpan(_position, end - _position);
        var kind = Quantity.TryDuration(text, out _) ? TokenKind.Duration
            : Quantity.TryNumber(text, out _) ? TokenKind.Number
            : Quantity.TryBytes(text, out _) ? TokenKind.Bytes
            : TokenKind.Error;
        return kind == TokenKind.Error ? Fail($"'{text}' is neither a number nor a duration nor a size", _position, end) : Emit(kind, text.Length);
    }

    // A sign goes on with a number only behind the e of a decimal one.
    private bool IsExponent(int sign) =>
        input[sign - 1] is 'e' or 'E' && sign - 2 >= _position && (char.IsAsciiDigit(input[sign - 2]) || input[sign - 2] == '.')
        && !(_position + 1 < input.Length && input[_position] == '0' && input[_position + 1] is 'x' or 'X')
        && sign + 1 < input.Length && char.IsAsciiDigit(input[sign + 1]);

    private Token NextRange()
    {
        var end = input.AsSpan(_position).IndexOf(']');
        return end < 0 ? Fail("missing closing ']' in duration", _position, input.Length) : Emit(TokenKind.Range, end + 1);
    }

    private Token NextString(char quote)
    {
        var end = _position + 1;
        while (end < input.Length && input[end] != quote)
        {
            if (quote == '"' && input[end] == '\n')
            {
                break;
            }
            end += quote == '"' && input[end] == '\\' ? 2 : 1;
        }
        if (end >= input.Length || input[end] != quote)
        {
            return Fail("literal not terminated", _position, Math.Min(end, input.Length));
        }
        return GoString.Problem(input, _position, end) is { } problem ? Fail(problem, _position, end + 1) : Emit(TokenKind.String, end + 1 - _position);
    }
}
