namespace Portal.Core.PromQL;

internal sealed partial class Parser
{
    private Expr? ParseExpression(int lowest)
    {
        if (!Enter())
        {
            return null;
        }
        var left = ParseOperand();
        while (left is not null && Precedence.Of(_current.Kind) is var precedence && precedence >= lowest)
        {
            var height = _height;
            var op = Advance();
            if (ParseBinaryModifiers() is not { } modifiers
                || ParseExpression(op.Kind == TokenKind.Pow ? precedence : precedence + 1) is not { } right
                || !Grow(Math.Max(height, _height) + 1))
            {
                return null;
            }
            left = MakeBinary(op, left, right, modifiers);
        }
        Leave();
        return left;
    }

    private BinaryExpr MakeBinary(Token op, Expr left, Expr right, BinaryModifiers modifiers)
    {
        var kind = Precedence.Operator(op.Kind);
        var span = new Span(left.Position.Span.Start, right.Position.Span.End);
        if (modifiers.HasFill && !options.FillModifiers)
        {
            Error(span, "binop fill modifiers are experimental and not enabled");
        }
        VectorMatching? matching = null;
        var vectors = left.Type == ValueType.InstantVector && right.Type == ValueType.InstantVector;
        if (vectors)
        {
            var cardinality = kind.IsSet() && modifiers.Cardinality == MatchCardinality.OneToOne ? MatchCardinality.ManyToMany : modifiers.Cardinality;
            matching = new VectorMatching(cardinality, modifiers.Labels, modifiers.On, modifiers.Include) { FillLeft = modifiers.FillLeft, FillRight = modifiers.FillRight };
        }
        var expression = new BinaryExpr(kind, left, right, modifiers.ReturnBool, matching) { Position = span };
        if (!vectors && (modifiers.Labels.Count > 0 || modifiers.HasFill))
        {
            _modifiersOnScalars.Add(expression, (modifiers.Labels.Count > 0, modifiers.HasFill));
        }
        return expression;
    }

    private Expr? ParseOperand()
    {
        if (_current.Kind is not (TokenKind.Add or TokenKind.Sub))
        {
            return ParsePrimary() is { } primary ? ParsePostfix(primary) : null;
        }
        var sign = Advance();
        var negative = sign.Kind == TokenKind.Sub;
        // A sign binds as multiplication does: only a power is taken in before it.
        if (ParseExpression(Precedence.Power) is not { } operand)
        {
            return null;
        }
        var span = new Span(sign.Start, operand.Position.Span.End);
        if (operand is NumberLiteral number)
        {
            return number with { Value = negative ? -number.Value : number.Value, Position = span };
        }
        return Grow(_height + 1) ? new UnaryExpr(negative, operand) { Position = span } : null;
    }

    private Expr? ParsePrimary()
    {
        _height = 1;
        switch (_current.Kind)
        {
            case TokenKind.Number or TokenKind.Duration: return ParseNumber();
            case TokenKind.String:
                var literal = Advance();
                return new StringLiteral(Quoting.Unquote(input.AsSpan(literal.Start, literal.End - literal.Start))) { Position = literal.Span };
            case TokenKind.LeftParen: return ParseParenthesised();
            case TokenKind.LeftBrace: return ParseSelector(null);
            case TokenKind.Aggregator:
                var aggregator = Advance();
                return _current.Kind is TokenKind.LeftParen or TokenKind.By or TokenKind.Without ? ParseAggregate(aggregator) : ParseSelector(aggregator);
            case TokenKind.Identifier or TokenKind.Start or TokenKind.End or TokenKind.Step or TokenKind.Range:
                var name = Advance();
                return _current.Kind == TokenKind.LeftParen ? ParseCall(name) : ParseSelector(name);
            case var kind when Keywords.NamesMetric(kind): return ParseSelector(Advance());
            default:
                Unexpected();
                return null;
        }
    }

    private ParenExpr? ParseParenthesised()
    {
        var open = Advance();
        if (ParseExpression(Precedence.Lowest) is not { } inner || !Expect(TokenKind.RightParen))
        {
            return null;
        }
        return Grow(_height + 1) ? new ParenExpr(inner) { Position = new Span(open.Start, _lastEnd) } : null;
    }

    private NumberLiteral? ParseNumber()
    {
        var token = Advance();
        var text = input.AsSpan(token.Start, token.End - token.Start);
        if (token.Kind == TokenKind.Duration)
        {
            var seconds = DurationSyntax.Parse(text, out var problem);
            if (seconds is null)
            {
                Error(token.Span, problem!);
            }
            return new NumberLiteral(seconds ?? 0, IsDuration: true) { Position = token.Span };
        }
        var value = NumberSyntax.Parse(text);
        if (value is null)
        {
            Error(token.Span, $"error parsing number: strconv.ParseFloat: parsing {Quoting.Quote(text.ToString())}: value out of range");
        }
        return new NumberLiteral(value ?? 0) { Position = token.Span };
    }

    private CallExpr? ParseCall(Token name)
    {
        if (ParseArguments() is not { } arguments || !Grow(_height + 1))
        {
            return null;
        }
        var text = Text(name);
        // Only the words of the language are recognised in any case.
        var function = PromQLFunctions.Find(name.Kind == TokenKind.Identifier ? text : text.ToLowerInvariant());
        if (function is null)
        {
            Error(name.Span, $"unknown function with name {Quoting.Quote(text)}");
        }
        else if (function.Experimental && !options.ExperimentalFunctions)
        {
            Error(name.Span, $"function {Quoting.Quote(text)} is not enabled");
        }
        function ??= new Function(text, [], -1, ValueType.InstantVector);
        return new CallExpr(function, arguments) { Position = new Span(name.Start, _lastEnd) };
    }

    private EquatableList<Expr>? ParseArguments()
    {
        Advance();
        var arguments = new List<Expr>();
        var height = 0;
        while (_current.Kind != TokenKind.RightParen || arguments.Count > 0)
        {
            if (ParseExpression(Precedence.Lowest) is not { } argument)
            {
                return null;
            }
            arguments.Add(argument);
            height = Math.Max(height, _height);
            if (_current.Kind == TokenKind.RightParen)
            {
                break;
            }
            var comma = _current;
            if (!Expect(TokenKind.Comma))
            {
                return null;
            }
            if (_current.Kind is TokenKind.RightParen)
            {
                Error(comma.Span, "trailing commas not allowed in function call args");
                break;
            }
        }
        Advance();
        _height = height;
        return arguments.ToEquatableList();
    }
}
