namespace Portal.Core.PromQL;

/// <summary>
/// A recursive descent parser. A method that returns null has added an error, and its callers give up too;
/// mistakes that leave the structure readable are noted and parsing goes on.
/// </summary>
internal sealed partial class Parser(string input, PromQLOptions options)
{
    // More errors than this help nobody.
    private const int MaxErrors = 10;

    private readonly Lexer _lexer = new(input);
    private readonly List<PromQLError> _errors = [];
    // Vector matching that was written where an operand is no vector; the tree does not hold it, the type checker names it.
    private readonly Dictionary<BinaryExpr, (bool Labels, bool Fill)> _modifiersOnScalars = new(ReferenceEqualityComparer.Instance);
    private Token _current;
    private int _lastEnd;
    private int _depth;
    private int _height;

    public ParseResult ParseQuery()
    {
        _current = _lexer.Next();
        if (_current.Kind == TokenKind.EndOfInput)
        {
            return Failure(new PromQLError(new Span(0, 0), "no expression found in input"));
        }
        var expression = ParseExpression(Precedence.Lowest);
        if (expression is not null && _current.Kind != TokenKind.EndOfInput)
        {
            Unexpected();
        }
        if (_errors.Count == 0)
        {
            new TypeChecker(input, _errors, _modifiersOnScalars).Check(expression!);
        }
        return _errors.Count == 0 ? new ParseResult(expression, []) : Failure([.. _errors]);
    }

    private static ParseResult Failure(params PromQLError[] errors) => new(null, errors.Length > MaxErrors ? errors[..MaxErrors] : errors);

    private Token Advance()
    {
        var consumed = _current;
        _lastEnd = consumed.End;
        _current = _lexer.Next();
        return consumed;
    }

    private string Text(Token token) => input[token.Start..token.End];

    private bool TextIs(Token token, string word) => input.AsSpan(token.Start, token.End - token.Start).Equals(word, StringComparison.OrdinalIgnoreCase);

    private void Error(Span span, string message)
    {
        if (_errors.Count < MaxErrors)
        {
            _errors.Add(new PromQLError(span, message));
        }
    }

    /// <summary>Notes that the current token does not belong here.</summary>
    private void Unexpected(string context = "", string expected = "")
    {
        if (_current.Kind == TokenKind.Error)
        {
            Error(_current.Span, _lexer.ErrorMessage);
            return;
        }
        var message = $"unexpected {_current.Describe(input)}";
        Error(_current.Span, (context, expected) switch
        {
            ("", _) => message,
            (_, "") => $"{message} in {context}",
            _ => $"{message} in {context}, expected {expected}",
        });
    }

    private bool Expect(TokenKind kind, string context = "", string expected = "")
    {
        if (_current.Kind != kind)
        {
            Unexpected(context, expected);
            return false;
        }
        Advance();
        return true;
    }

    /// <summary>Counts a level of recursion; false, with an error, when there are too many.</summary>
    private bool Enter() => ++_depth <= options.MaxDepth || TooDeep();

    private void Leave() => _depth--;

    /// <summary>Sets the height of the tree that is being returned; false, with an error, when it is too high.</summary>
    private bool Grow(int height)
    {
        _height = height;
        return height <= options.MaxDepth || TooDeep();
    }

    private bool TooDeep()
    {
        Error(_current.Span, $"query is nested too deeply, at most {options.MaxDepth} levels are allowed");
        return false;
    }
}
