namespace Portal.Core.PromQL;

/// <summary>
/// Cuts the query text into tokens. What a character means depends on where it stands: braces hold label matchers, brackets hold durations.
/// After an <see cref="TokenKind.Error"/> token every further token is the same error.
/// </summary>
internal sealed partial class Lexer(string input)
{
    private int _position;
    private int _start;
    private int _parenDepth;
    private bool _inBraces;
    private bool _inBrackets;
    private bool _bracketsHaveNumber;
    private bool _bracketsHaveDuration;
    private bool _bracketsHaveColon;
    private Token? _error;

    /// <summary>What is wrong, once a token of kind <see cref="TokenKind.Error"/> was returned.</summary>
    public string ErrorMessage { get; private set; } = "";

    public static bool IsWordCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c == '_';

    public Token Next()
    {
        if (_error is { } error)
        {
            return error;
        }
        SkipSpaceAndComments();
        _start = _position;
        return _inBraces ? NextInBraces() : _inBrackets ? NextInBrackets() : NextInStatement();
    }

    private void SkipSpaceAndComments()
    {
        while (_position < input.Length)
        {
            var c = input[_position];
            if (c == '#')
            {
                var end = input.AsSpan(_position).IndexOfAny('\r', '\n');
                _position = end < 0 ? input.Length : _position + end;
            }
            else if (IsSpace(c))
            {
                _position++;
            }
            else
            {
                return;
            }
        }
    }

    private static bool IsSpace(char c) => c is ' ' or '\t' or '\n' or '\r';

    private char Peek(int ahead = 0) => _position + ahead < input.Length ? input[_position + ahead] : '\0';

    private Token Emit(TokenKind kind, int length)
    {
        _position = _start + length;
        return new Token(kind, _start, _position);
    }

    private Token Fail(string message, int? at = null)
    {
        ErrorMessage = message;
        _error = new Token(TokenKind.Error, at ?? _start, input.Length);
        return _error.Value;
    }

    private Token NextInStatement()
    {
        if (_position >= input.Length)
        {
            return _parenDepth > 0 ? Fail("unclosed left parenthesis") : Emit(TokenKind.EndOfInput, 0);
        }
        var c = input[_position];
        var next = Peek(1);
        switch (c)
        {
            case ',': return Emit(TokenKind.Comma, 1);
            case '*': return Emit(TokenKind.Mul, 1);
            case '/': return Emit(TokenKind.Div, 1);
            case '%': return Emit(TokenKind.Mod, 1);
            case '+': return Emit(TokenKind.Add, 1);
            case '-': return Emit(TokenKind.Sub, 1);
            case '^': return Emit(TokenKind.Pow, 1);
            case '@': return Emit(TokenKind.At, 1);
            case '=' when next == '=': return Emit(TokenKind.Equal, 2);
            case '=' when next == '~': return Fail("unexpected character after '=': '~'");
            case '=': return Emit(TokenKind.Assign, 1);
            case '!' when next == '=': return Emit(TokenKind.NotEqual, 2);
            case '!': return Fail($"unexpected character after '!': {DescribeCharacter(_position + 1)}");
            case '<' when next == '=': return Emit(TokenKind.LessOrEqual, 2);
            case '<' when next == '/': return Emit(TokenKind.TrimUpper, 2);
            case '<': return Emit(TokenKind.Less, 1);
            case '>' when next == '=': return Emit(TokenKind.GreaterOrEqual, 2);
            case '>' when next == '/': return Emit(TokenKind.TrimLower, 2);
            case '>': return Emit(TokenKind.Greater, 1);
            case '"' or '\'' or '`': return NextString(c);
            case '(': return OpenParen();
            case ')': return CloseParen();
            case '{':
                _inBraces = true;
                return Emit(TokenKind.LeftBrace, 1);
            case '[':
                _inBrackets = true;
                _bracketsHaveNumber = _bracketsHaveDuration = _bracketsHaveColon = false;
                return Emit(TokenKind.LeftBracket, 1);
            case ']': return Fail("unexpected right bracket ']'");
            default:
                return char.IsAsciiDigit(c) || (c == '.' && char.IsAsciiDigit(next)) ? NextNumber()
                    : char.IsAsciiLetter(c) || c is '_' or ':' ? NextWord()
                    : Fail($"unexpected character: {DescribeCharacter(_position)}");
        }
    }

    private Token OpenParen()
    {
        _parenDepth++;
        return Emit(TokenKind.LeftParen, 1);
    }

    private Token CloseParen()
    {
        _parenDepth--;
        return _parenDepth < 0 ? Fail("unexpected right parenthesis ')'", _start + 1) : Emit(TokenKind.RightParen, 1);
    }

    private Token NextWord()
    {
        var end = _position;
        var colons = false;
        while (end < input.Length && (IsWordCharacter(input[end]) || input[end] == ':'))
        {
            colons |= input[end] == ':';
            end++;
        }
        var kind = Keywords.Find(input.AsSpan(_position, end - _position)) ?? (colons ? TokenKind.MetricIdentifier : TokenKind.Identifier);
        if (kind is TokenKind.Fill or TokenKind.FillLeft or TokenKind.FillRight && !IsFollowedByParen(end))
        {
            kind = TokenKind.Identifier;
        }
        return Emit(kind, end - _start);
    }

    private bool IsFollowedByParen(int position)
    {
        while (position < input.Length && IsSpace(input[position]))
        {
            position++;
        }
        return position < input.Length && input[position] == '(';
    }

    private Token NextInBraces()
    {
        if (_position >= input.Length)
        {
            return Fail("unexpected end of input inside braces");
        }
        var c = input[_position];
        var next = Peek(1);
        switch (c)
        {
            case ',': return Emit(TokenKind.Comma, 1);
            case '=' when next == '~': return Emit(TokenKind.MatchRegex, 2);
            case '=': return Emit(TokenKind.Assign, 1);
            case '!' when next == '~': return Emit(TokenKind.MatchNotRegex, 2);
            case '!' when next == '=': return Emit(TokenKind.NotEqual, 2);
            case '!': return Fail($"unexpected character after '!' inside braces: {DescribeCharacter(_position + 1)}");
            case '"' or '\'' or '`': return NextString(c);
            case '{': return Fail("unexpected left brace '{'");
            case '}':
                _inBraces = false;
                return Emit(TokenKind.RightBrace, 1);
            default:
                return char.IsAsciiLetter(c) || c == '_'
                    ? Emit(TokenKind.Identifier, WordLength())
                    : Fail($"unexpected character inside braces: {DescribeCharacter(_position)}");
        }
    }

    private Token NextInBrackets()
    {
        if (_position >= input.Length)
        {
            return Fail(_parenDepth > 0 && _bracketsHaveNumber ? "unclosed left parenthesis"
                : _bracketsHaveNumber ? "unclosed left bracket"
                : "unexpected end of input in duration expression");
        }
        var c = input[_position];
        switch (c)
        {
            case ']':
                _inBrackets = false;
                return Emit(TokenKind.RightBracket, 1);
            case ':' when !_bracketsHaveDuration: return Fail("unexpected colon before duration in duration expression", _start + 1);
            case ':' when _bracketsHaveColon: return Fail("unexpected repeated colon in duration expression", _start + 1);
            case ':':
                _bracketsHaveColon = true;
                return Emit(TokenKind.Colon, 1);
            case '(': return OpenParen();
            case ')': return CloseParen();
            case '+': return Emit(TokenKind.Add, 1);
            case '-': return Emit(TokenKind.Sub, 1);
            case '*': return Emit(TokenKind.Mul, 1);
            case '/': return Emit(TokenKind.Div, 1);
            case '%': return Emit(TokenKind.Mod, 1);
            case '^': return Emit(TokenKind.Pow, 1);
            case ',': return Emit(TokenKind.Comma, 1);
        }
        if (char.IsAsciiDigit(c) || (c == '.' && char.IsAsciiDigit(Peek(1))))
        {
            _bracketsHaveNumber = _bracketsHaveDuration = true;
            return NextNumber();
        }
        var length = WordLength();
        var word = input.AsSpan(_position, length);
        if (length > 0 && DurationKeyword(word) is { } kind)
        {
            _bracketsHaveDuration = true;
            return Emit(kind, length);
        }
        return Fail(_bracketsHaveNumber
            ? $"unexpected character: {DescribeCharacter(_position)}, expected ':'"
            : $"unexpected character in duration expression: {DescribeCharacter(_position)}");
    }

    private static TokenKind? DurationKeyword(ReadOnlySpan<char> word) =>
        word.Equals("step", StringComparison.OrdinalIgnoreCase) ? TokenKind.Step
        : word.Equals("range", StringComparison.OrdinalIgnoreCase) ? TokenKind.Range
        : word.Equals("min_of", StringComparison.OrdinalIgnoreCase) || word.Equals("max_of", StringComparison.OrdinalIgnoreCase) ? TokenKind.Identifier
        : null;

    private int WordLength()
    {
        var end = _position;
        while (end < input.Length && IsWordCharacter(input[end]))
        {
            end++;
        }
        return end - _position;
    }

    private string DescribeCharacter(int position) => position >= input.Length ? "end of input" : Quoting.QuoteCharacter(input, position);
}
