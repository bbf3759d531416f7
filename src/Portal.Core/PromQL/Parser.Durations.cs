namespace Portal.Core.PromQL;

internal sealed partial class Parser
{
    private int _durationHeight;

    private const string OffsetExpected = "number, duration, step(), or range()";

    /// <summary>Reads the range or step of a selector or subquery, which must be positive as far as one can tell.</summary>
    private DurationValue? ParseRange(string context, string expected)
    {
        var start = _current.Start;
        if (ParseDuration(Precedence.Lowest, context, expected) is not { } expression)
        {
            return null;
        }
        var span = new Span(start, _lastEnd);
        var value = Finish(expression, span);
        if (value is FixedDuration { Milliseconds: <= 0 })
        {
            Error(span, "duration must be greater than 0");
        }
        return value;
    }

    /// <summary>Reads an offset: one number, call or parenthesised expression, with or without signs. An operator after it belongs to the query.</summary>
    private DurationValue? ParseOffset()
    {
        var start = _current.Start;
        return ParseOffsetOperand() is { } expression ? Finish(expression, new Span(start, _lastEnd)) : null;
    }

    private DurationExpr? ParseOffsetOperand()
    {
        const string Context = "offset";
        if (_current.Kind is not (TokenKind.Add or TokenKind.Sub))
        {
            return ParseDurationOperand(Context, OffsetExpected);
        }
        var sign = Advance();
        if (_current.Kind is TokenKind.Add or TokenKind.Sub)
        {
            Unexpected(Context, OffsetExpected);
            return null;
        }
        return ParseDurationOperand(Context, OffsetExpected, sign) is { } operand ? Signed(sign, operand) : null;
    }

    // A plus changes nothing and is not kept.
    private static DurationExpr Signed(Token sign, DurationExpr operand) => (sign.Kind, operand) switch
    {
        (TokenKind.Add, _) => operand,
        (_, DurationNumber number) => number with { Seconds = -number.Seconds },
        _ => new DurationUnary(true, operand),
    };

    private DurationValue Finish(DurationExpr expression, Span span)
    {
        if (expression is not DurationNumber number)
        {
            return new DurationExpression(expression);
        }
        if (!DurationSyntax.IsInRange(number.Seconds))
        {
            Error(span, "duration out of range");
            return new FixedDuration(1);
        }
        return new FixedDuration(DurationSyntax.ToMilliseconds(number.Seconds));
    }

    private DurationExpr? ParseDuration(int lowest, string context, string expected)
    {
        if (!Enter())
        {
            return null;
        }
        var start = _current.Start;
        var left = ParseDurationOperand(context, expected);
        while (left is not null && _current.Kind is >= TokenKind.Add and <= TokenKind.Pow && Precedence.Of(_current.Kind) is var precedence && precedence >= lowest)
        {
            var height = _durationHeight;
            var op = Advance();
            if (ParseDuration(op.Kind == TokenKind.Pow ? precedence : precedence + 1, context, expected) is not { } right
                || !GrowDuration(Math.Max(height, _durationHeight) + 1))
            {
                return null;
            }
            CheckDurationExpressions(new Span(start, _lastEnd));
            if (op.Kind is (TokenKind.Div or TokenKind.Mod) && right is DurationNumber { Seconds: 0 })
            {
                Error(op.Span, op.Kind == TokenKind.Div ? "division by zero" : "modulo by zero");
            }
            left = new DurationBinary(Precedence.Operator(op.Kind), left, right);
        }
        Leave();
        return left;
    }

    // The sign is the one before an offset; Prometheus takes such a parenthesis without experimental syntax, and counts the sign into the place of a call.
    private DurationExpr? ParseDurationOperand(string context, string expected, Token? offsetSign = null)
    {
        _durationHeight = 1;
        switch (_current.Kind)
        {
            case TokenKind.Number or TokenKind.Duration:
                var isDuration = _current.Kind == TokenKind.Duration;
                var span = _current.Span;
                var number = ParseNumber()!;
                if (!DurationSyntax.IsInRange(number.Value))
                {
                    Error(span, "duration out of range");
                }
                return new DurationNumber(number.Value, isDuration);
            case TokenKind.Add or TokenKind.Sub:
                return ParseDurationSign(context, expected);
            case TokenKind.LeftParen:
                Advance();
                var inside = _current.Start;
                if (ParseDuration(Precedence.Lowest, context, expected) is not { } inner)
                {
                    return null;
                }
                if (offsetSign is null)
                {
                    CheckDurationExpressions(new Span(inside, _lastEnd));
                }
                return Expect(TokenKind.RightParen, context, "\")\"") && GrowDuration(_durationHeight + 1) ? new DurationParen(inner) : null;
            case TokenKind.Step or TokenKind.Range:
                return ParseDurationConstant(context, offsetSign);
            case TokenKind.Identifier when TextIs(_current, "min_of") || TextIs(_current, "max_of"):
                return ParseDurationChoice(context, expected, offsetSign);
            default:
                Unexpected(context, expected);
                return null;
        }
    }

    private DurationExpr? ParseDurationSign(string context, string expected)
    {
        var sign = Advance();
        return ParseDuration(Precedence.Power, context, expected) is { } operand && GrowDuration(_durationHeight + 1) ? Signed(sign, operand) : null;
    }

    private DurationCall? ParseDurationConstant(string context, Token? offsetSign)
    {
        var name = Advance();
        // Nothing but "()" may follow; the position and words are those of a missing duration.
        if (!Expect(TokenKind.LeftParen, context, OffsetExpected) || !Expect(TokenKind.RightParen, context, "\")\""))
        {
            return null;
        }
        CheckDurationExpressions(new Span((offsetSign ?? name).Start, _lastEnd));
        return new DurationCall(name.Kind == TokenKind.Step ? "step" : "range", []);
    }

    private DurationCall? ParseDurationChoice(string context, string expected, Token? offsetSign)
    {
        var name = Advance();
        if (!Expect(TokenKind.LeftParen, context, "\"(\"")
            || ParseDuration(Precedence.Lowest, context, expected) is not { } first
            || !Expect(TokenKind.Comma, context, "\",\""))
        {
            return null;
        }
        var height = _durationHeight;
        if (ParseDuration(Precedence.Lowest, context, expected) is not { } second
            || !Expect(TokenKind.RightParen, context, "\")\"")
            || !GrowDuration(Math.Max(height, _durationHeight) + 1))
        {
            return null;
        }
        CheckDurationExpressions(new Span((offsetSign ?? name).Start, _lastEnd));
        return new DurationCall(Text(name).ToLowerInvariant(), [first, second]);
    }

    private bool GrowDuration(int height)
    {
        _durationHeight = height;
        return height <= options.MaxDepth || TooDeep();
    }

    private void CheckDurationExpressions(Span span)
    {
        if (!options.DurationExpressions)
        {
            Error(span, "experimental duration expression is not enabled");
        }
    }
}
