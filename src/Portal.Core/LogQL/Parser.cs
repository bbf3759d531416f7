using Portal.Core.PromQL;

namespace Portal.Core.LogQL;

/// <summary>A recursive descent parser. The first mistake ends it.</summary>
internal sealed partial class Parser
{
    private const int MaxDepth = 200;

    private readonly Lexer _lexer;
    private Token _current;
    private Token? _next;
    private int _lastEnd;
    private int _depth;

    public Parser(string input) => _lexer = new Lexer(input);

    public LogQLParseResult ParseQuery()
    {
        try
        {
            Advance();
            var expression = ParseExpression(0);
            if (_current.Kind != TokenKind.EndOfInput)
            {
                throw Unexpected();
            }
            return new LogQLParseResult(expression, []);
        }
        catch (SyntaxException e)
        {
            return new LogQLParseResult(null, [e.Error]);
        }
    }

    private Token Advance()
    {
        var consumed = _current;
        _lastEnd = consumed.End;
        _current = _next ?? _lexer.Next();
        _next = null;
        return _current.Kind == TokenKind.Error ? throw new SyntaxException(_current.Span, _lexer.ErrorMessage) : consumed;
    }

    private Token Peek() => _next ??= _lexer.Next();

    private bool Accept(string text)
    {
        if (!_current.Is(text))
        {
            return false;
        }
        Advance();
        return true;
    }

    private void Expect(string text)
    {
        if (!Accept(text))
        {
            throw Unexpected(text);
        }
    }

    private Token Expect(TokenKind kind, string expected) => _current.Kind == kind ? Advance() : throw Unexpected(expected);

    private string ExpectString() => Quoting.Unquote(Expect(TokenKind.String, "a string").Text);

    private string ExpectName() => Expect(TokenKind.Identifier, "a label's name").Text;

    private SyntaxException Unexpected(string? expected = null) =>
        new(_current.Span, $"syntax error: unexpected {_current.Describe()}{(expected is null ? "" : $", expecting {expected}")}");

    private static SyntaxException Fault(Span span, string message) => new(span, message);

    /// <summary>Bounds the recursion; call <see cref="Leave"/> afterwards.</summary>
    private void Enter()
    {
        if (++_depth > MaxDepth)
        {
            throw new SyntaxException(_current.Span, $"the query is nested deeper than {MaxDepth} levels");
        }
    }

    private void Leave() => _depth--;

    private sealed class SyntaxException(Span span, string message) : Exception(message)
    {
        public PromQLError Error { get; } = new(span, message);
    }
}
