namespace Portal.Core.PromQL;

internal sealed partial class Parser
{
    private VectorSelector? ParseSelector(Token? name)
    {
        var start = name?.Start ?? _current.Start;
        EquatableList<LabelMatcher>? matchers = [];
        if (_current.Kind == TokenKind.LeftBrace && (matchers = ParseMatchers()) is null)
        {
            return null;
        }
        _height = 1;
        return new VectorSelector(name is { } token ? Text(token) : null, matchers) { Position = new Span(start, _lastEnd) };
    }

    private EquatableList<LabelMatcher>? ParseMatchers()
    {
        Advance();
        var matchers = new List<LabelMatcher>();
        while (_current.Kind != TokenKind.RightBrace)
        {
            if (ParseMatcher() is not { } matcher)
            {
                return null;
            }
            matchers.Add(matcher);
            if (_current.Kind == TokenKind.RightBrace)
            {
                break;
            }
            if (!Expect(TokenKind.Comma, "label matching", "\",\" or \"}\""))
            {
                return null;
            }
        }
        Advance();
        return matchers.ToEquatableList();
    }

    private LabelMatcher? ParseMatcher()
    {
        const string Context = "label matching";
        if (_current.Kind is not (TokenKind.Identifier or TokenKind.String))
        {
            Unexpected(Context, "identifier or \"}\"");
            return null;
        }
        var label = Advance();
        var quoted = label.Kind == TokenKind.String;
        var name = quoted ? Quoting.Unquote(input.AsSpan(label.Start, label.End - label.Start)) : Text(label);
        if (quoted && _current.Kind is (TokenKind.Comma or TokenKind.RightBrace))
        {
            if (name.Length == 0 || HoldsRawBytes(name))
            {
                Error(label.Span, $"invalid metric name: {Quoting.Quote(name)}");
            }
            return new LabelMatcher(MetricNameLabel, MatchOperator.Equal, name);
        }
        MatchOperator? op = _current.Kind switch
        {
            TokenKind.Assign => MatchOperator.Equal,
            TokenKind.NotEqual => MatchOperator.NotEqual,
            TokenKind.MatchRegex => MatchOperator.Regex,
            TokenKind.MatchNotRegex => MatchOperator.NotRegex,
            _ => null,
        };
        if (op is null)
        {
            Unexpected(Context, quoted ? "\",\" or \"}\"" : "label matching operator");
            return null;
        }
        Advance();
        if (_current.Kind != TokenKind.String)
        {
            Unexpected(Context, "string");
            return null;
        }
        var literal = Advance();
        var value = Quoting.Unquote(input.AsSpan(literal.Start, literal.End - literal.Start));
        var span = new Span(label.Start, literal.End);
        if (HoldsRawBytes(name))
        {
            Error(span, $"invalid label name: {Quoting.Quote(name)}");
        }
        if (op is (MatchOperator.Regex or MatchOperator.NotRegex) && Re2Syntax.Check(value).Problem is { } problem)
        {
            Error(span, $"error parsing regexp: {problem}");
        }
        return new LabelMatcher(name, op.Value, value);
    }

    internal const string MetricNameLabel = "__name__";

    /// <summary>Reads what may follow an expression: ranges, subqueries, <c>offset</c>, <c>@</c>, <c>anchored</c> and <c>smoothed</c>.</summary>
    private Expr? ParsePostfix(Expr operand)
    {
        var expression = operand;
        while (expression is not null)
        {
            var height = _height;
            switch (_current.Kind)
            {
                case TokenKind.LeftBracket:
                    expression = ParseBrackets(expression);
                    height++;
                    break;
                case TokenKind.Offset:
                    Advance();
                    expression = ParseOffset() is { } offset ? WithOffset(expression, offset) : null;
                    break;
                case TokenKind.At:
                    Advance();
                    expression = ParseAt(expression);
                    break;
                case TokenKind.Anchored or TokenKind.Smoothed:
                    expression = WithMode(expression, Advance().Kind == TokenKind.Anchored ? RangeMode.Anchored : RangeMode.Smoothed);
                    break;
                default:
                    return expression;
            }
            if (!Grow(height))
            {
                return null;
            }
        }
        return null;
    }

    private Expr? ParseBrackets(Expr inner)
    {
        const string Durations = "number, duration, step(), or range()";
        var open = Advance();
        if (ParseRange("subquery or range selector", Durations) is not { } range)
        {
            return null;
        }
        if (_current.Kind == TokenKind.RightBracket)
        {
            var close = Advance();
            return MakeMatrix(inner, range, new Span(open.Start, close.End));
        }
        if (!Expect(TokenKind.Colon, "subquery or range", "\":\" or \"]\""))
        {
            return null;
        }
        DurationValue? step = null;
        if (_current.Kind != TokenKind.RightBracket && (step = ParseRange("subquery selector", $"{Durations} or \"]\"")) is null)
        {
            return null;
        }
        return Expect(TokenKind.RightBracket, "subquery selector", "\"]\"")
            ? new SubqueryExpr(inner, range, step) { Position = new Span(inner.Position.Span.Start, _lastEnd) }
            : null;
    }

    private Expr MakeMatrix(Expr inner, DurationValue range, Span brackets)
    {
        if (inner is not VectorSelector selector)
        {
            Error(brackets, "ranges only allowed for vector selectors");
            return inner;
        }
        if (selector.Offset is not null)
        {
            Error(brackets, "no offset modifiers allowed before range");
        }
        else if (selector.At is not null)
        {
            Error(brackets, "no @ modifiers allowed before range");
        }
        return new MatrixSelector(selector, range) { Position = new Span(selector.Position.Span.Start, brackets.End) };
    }

    private Expr WithOffset(Expr expression, DurationValue offset)
    {
        // "offset 0" is the same as none, and is printed so.
        var value = offset is FixedDuration { Milliseconds: 0 } ? null : offset;
        return Modify(
            expression, "offset", "offset modifier",
            selector => selector.Offset is null ? selector with { Offset = value } : null,
            subquery => subquery.Offset is null ? subquery with { Offset = value } : null);
    }

    private Expr? ParseAt(Expr expression) => ParseAtModifier(expression) is not { } at ? null : Modify(
        expression, "@ <timestamp>", "@ modifier",
        selector => selector.At is null ? selector with { At = at } : null,
        subquery => subquery.At is null ? subquery with { At = at } : null);

    /// <summary>Sets a modifier where it may stand and is not set yet.</summary>
    private Expr Modify(Expr expression, string what, string modifier, Func<VectorSelector, VectorSelector?> ofSelector, Func<SubqueryExpr, SubqueryExpr?> ofSubquery)
    {
        Expr? result = expression switch
        {
            VectorSelector selector => ofSelector(selector),
            MatrixSelector matrix => ofSelector(matrix.Selector) is { } selector ? matrix with { Selector = selector } : null,
            SubqueryExpr subquery => ofSubquery(subquery),
            _ => null,
        };
        if (result is null)
        {
            Error(expression.Position.Span, expression is VectorSelector or MatrixSelector or SubqueryExpr
                ? $"{what} may not be set multiple times"
                : $"{modifier} must be preceded by an instant vector selector or range vector selector or a subquery");
            return expression;
        }
        return result with { Position = new Span(expression.Position.Span.Start, _lastEnd) };
    }

    private AtModifier? ParseAtModifier(Expr expression)
    {
        if (_current.Kind is TokenKind.Start or TokenKind.End)
        {
            var kind = Advance().Kind == TokenKind.Start ? AtKind.Start : AtKind.End;
            return Expect(TokenKind.LeftParen, "@", "timestamp") && Expect(TokenKind.RightParen, "@", "timestamp") ? new AtModifier(kind) : null;
        }
        if (ParseSignedNumber("@", "timestamp") is not { } seconds)
        {
            return null;
        }
        if (double.IsNaN(seconds) || Math.Abs(seconds) >= long.MaxValue)
        {
            Error(expression.Position.Span, $"timestamp out of bounds for @ modifier: {NumberText.FixedSix(seconds)}");
            return new AtModifier(AtKind.Timestamp);
        }
        return new AtModifier(AtKind.Timestamp, DurationSyntax.ToMilliseconds(seconds));
    }

    private Expr WithMode(Expr expression, RangeMode mode)
    {
        var span = new Span(expression.Position.Span.Start, _lastEnd);
        var word = mode == RangeMode.Anchored ? "anchored" : "smoothed";
        if (!options.ExtendedRangeSelectors)
        {
            Error(expression.Position.Span, $"{word} modifier is experimental and not enabled");
            return expression;
        }
        switch (expression)
        {
            case VectorSelector selector:
                CheckModes(selector, mode);
                return selector with { Mode = mode, Position = span };
            case MatrixSelector matrix:
                CheckModes(matrix.Selector, mode);
                return matrix with { Selector = matrix.Selector with { Mode = mode }, Position = span };
            case SubqueryExpr:
                Error(expression.Position.Span, $"{word} modifier is not supported for subqueries");
                return expression;
            default:
                Error(expression.Position.Span, $"{word} modifier not implemented");
                return expression;
        }
    }

    private void CheckModes(VectorSelector selector, RangeMode mode)
    {
        if (selector.Mode != RangeMode.Default && selector.Mode != mode)
        {
            Error(selector.Position.Span, "anchored and smoothed modifiers cannot be used together");
        }
    }
}
