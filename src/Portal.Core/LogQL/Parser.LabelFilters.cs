using Portal.Core.PromQL;

namespace Portal.Core.LogQL;

internal sealed partial class Parser
{
    /// <summary>
    /// Reads conditions joined by <c>and</c>, <c>or</c>, commas or nothing. As in Loki's grammar <c>and</c> binds tighter than <c>or</c>, while a comma, or nothing,
    /// takes all that follows as its right side.
    /// </summary>
    private LabelFilter ParseLabelFilter(int binding)
    {
        Enter();
        var left = ParseSingleFilter();
        while (true)
        {
            if (_current.Is("or") && binding <= 1)
            {
                Advance();
                left = new OrFilter(left, ParseLabelFilter(2));
            }
            else if (_current.Is("and") && binding <= 2)
            {
                Advance();
                left = new AndFilter(left, ParseLabelFilter(3));
            }
            else if (Accept(",") || _current.Kind == TokenKind.Identifier || _current.Is("("))
            {
                left = new AndFilter(left, ParseLabelFilter(0));
            }
            else
            {
                Leave();
                return left;
            }
        }
    }

    private LabelFilter ParseSingleFilter()
    {
        if (Accept("("))
        {
            var inner = ParseLabelFilter(0);
            Expect(")");
            return inner;
        }
        var name = ExpectName();
        var next = Peek();
        if (_current.Kind != TokenKind.Symbol)
        {
            throw Unexpected("a comparison");
        }
        if (next.Kind == TokenKind.String)
        {
            return new TextFilter(ParseMatcher(name));
        }
        if (next is { Kind: TokenKind.Function, Text: "ip" } && _current.Text is "=" or "!=")
        {
            var negated = Advance().Text == "!=";
            Advance();
            Expect("(");
            var addresses = ExpectString();
            Expect(")");
            return new IpFilter(name, negated, addresses);
        }
        return ParseComparison(name);
    }

    private LabelFilter ParseComparison(string name)
    {
        var op = _current.Text switch
        {
            "=" or "==" => BinaryOperator.Equal,
            "!=" => BinaryOperator.NotEqual,
            ">" => BinaryOperator.Greater,
            ">=" => BinaryOperator.GreaterOrEqual,
            "<" => BinaryOperator.Less,
            "<=" => BinaryOperator.LessOrEqual,
            _ => throw Unexpected("a comparison"),
        };
        Advance();
        var sign = Accept("-") ? -1 : Accept("+") ? 1 : 0;
        switch (_current.Kind)
        {
            case TokenKind.Duration when sign >= 0:
                Quantity.TryDuration(Advance().Text, out var nanoseconds);
                return new DurationFilter(name, op, nanoseconds);
            case TokenKind.Bytes when sign == 0:
                Quantity.TryBytes(Advance().Text, out var bytes);
                return new BytesFilter(name, op, bytes);
            case TokenKind.Number:
                Quantity.TryNumber(Advance().Text, out var number);
                return new NumberFilter(name, op, sign < 0 ? -number : number);
            default:
                throw Unexpected("a string, a number, a duration or a size");
        }
    }
}
