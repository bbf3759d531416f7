namespace Portal.Core.PromQL;

/// <summary>Checks the types of a tree whose syntax is right.</summary>
internal sealed class TypeChecker(string input, List<PromQLError> errors, Dictionary<BinaryExpr, (bool Labels, bool Fill)> modifiersOnScalars)
{
    private const int MaxErrors = 10;

    public void Check(Expr expression)
    {
        switch (expression)
        {
            case NumberLiteral or StringLiteral: break;
            case ParenExpr paren: Check(paren.Inner); break;
            case UnaryExpr unary: CheckUnary(unary); break;
            case VectorSelector selector: CheckSelector(selector, mayMatchEmpty: false); break;
            case MatrixSelector matrix: CheckSelector(matrix.Selector, mayMatchEmpty: false); break;
            case SubqueryExpr subquery: CheckSubquery(subquery); break;
            case AggregateExpr aggregate: CheckAggregate(aggregate); break;
            case BinaryExpr binary: CheckBinary(binary); break;
            case CallExpr call: CheckCall(call); break;
            default: throw new NotSupportedException($"Unknown node {expression.GetType().Name}.");
        }
    }

    private void Error(Span span, string message)
    {
        if (errors.Count < MaxErrors)
        {
            errors.Add(new PromQLError(span, message));
        }
    }

    private void Expect(Expr expression, ValueType wanted, string context)
    {
        Check(expression);
        if (expression.Type != wanted)
        {
            Error(expression.Position.Span, $"expected type {wanted.Text()} in {context}, got {expression.Type.Text()}");
        }
    }

    private void CheckUnary(UnaryExpr unary)
    {
        Check(unary.Operand);
        if (unary.Operand.Type is not (ValueType.Scalar or ValueType.InstantVector))
        {
            Error(unary.Position.Span, $"unary expression only allowed on expressions of type scalar or instant vector, got \"{unary.Operand.Type.Text()}\"");
        }
    }

    private void CheckSubquery(SubqueryExpr subquery)
    {
        Check(subquery.Inner);
        if (subquery.Inner.Type != ValueType.InstantVector)
        {
            Error(subquery.Position.Span, $"subquery is only allowed on instant vector, got {subquery.Inner.Type.ShortText()} instead");
        }
    }

    private void CheckSelector(VectorSelector selector, bool mayMatchEmpty)
    {
        if (selector.MetricName is not null)
        {
            foreach (var matcher in selector.Matchers)
            {
                if (matcher.Name == Parser.MetricNameLabel)
                {
                    Error(selector.Position.Span, $"metric name must not be set twice: {Quoting.Quote(selector.MetricName)} or {Quoting.Quote(matcher.Value)}");
                }
            }
        }
        else if (!mayMatchEmpty && selector.Matchers.All(MatchesEmpty))
        {
            Error(selector.Position.Span, "vector selector must contain at least one non-empty matcher");
        }
    }

    private static bool MatchesEmpty(LabelMatcher matcher) => matcher.Operator switch
    {
        MatchOperator.Equal => matcher.Value.Length == 0,
        MatchOperator.NotEqual => matcher.Value.Length > 0,
        MatchOperator.Regex => Re2Syntax.Check(matcher.Value).MatchesEmpty,
        MatchOperator.NotRegex => !Re2Syntax.Check(matcher.Value).MatchesEmpty,
        _ => throw new NotSupportedException($"Unknown match operator {matcher.Operator}."),
    };

    private void CheckAggregate(AggregateExpr aggregate)
    {
        Expect(aggregate.Inner, ValueType.InstantVector, "aggregation expression");
        if (aggregate.Parameter is not null)
        {
            Expect(aggregate.Parameter, aggregate.Operator == AggregateOperator.CountValues ? ValueType.String : ValueType.Scalar, "aggregation parameter");
        }
    }

    private void CheckBinary(BinaryExpr binary)
    {
        Check(binary.Left);
        Check(binary.Right);
        var left = binary.Left.Type;
        var right = binary.Right.Type;
        var between = Between(binary);
        if (binary.ReturnBool && !binary.Operator.IsComparison())
        {
            Error(between, "bool modifier can only be used on comparison operators");
        }
        if (binary.Operator.IsComparison() && !binary.ReturnBool && left == ValueType.Scalar && right == ValueType.Scalar)
        {
            Error(between, "comparisons between scalars must use BOOL modifier");
        }
        foreach (var operand in (ReadOnlySpan<Expr>)[binary.Left, binary.Right])
        {
            if (operand.Type is not (ValueType.Scalar or ValueType.InstantVector))
            {
                Error(operand.Position.Span, "binary expression must contain only scalar and instant vector types");
            }
        }
        CheckMatching(binary, between);
        if ((left == ValueType.Scalar || right == ValueType.Scalar) && binary.Operator.IsSet())
        {
            Error(binary.Position.Span, $"set operator \"{binary.Operator.Text()}\" not allowed in binary scalar expression");
        }
    }

    // The operator and its modifiers, without the space around them.
    private Span Between(BinaryExpr binary)
    {
        var (start, end) = (binary.Left.Position.Span.End, binary.Right.Position.Span.Start);
        var text = input.AsSpan(start, end - start);
        return new Span(start + (text.Length - text.TrimStart().Length), end - (text.Length - text.TrimEnd().Length));
    }

    private void CheckMatching(BinaryExpr binary, Span between)
    {
        if (binary.Matching is not { } matching)
        {
            var modifiers = modifiersOnScalars.GetValueOrDefault(binary);
            if (modifiers.Labels)
            {
                Error(binary.Position.Span, "vector matching only allowed between instant vectors");
            }
            if (modifiers.Fill)
            {
                Error(binary.Position.Span, "filling in missing series only allowed between instant vectors");
            }
            return;
        }
        if (matching.On)
        {
            foreach (var label in matching.MatchingLabels.Intersect(matching.Include))
            {
                Error(between, $"label {Quoting.Quote(label)} must not occur in ON and GROUP clause at once");
            }
        }
        if (!binary.Operator.IsSet())
        {
            return;
        }
        if (matching.Cardinality != MatchCardinality.ManyToMany)
        {
            Error(binary.Position.Span, $"no grouping allowed for \"{binary.Operator.Text()}\" operation");
            Error(binary.Position.Span, "set operations must always be many-to-many");
        }
        if (matching.FillLeft is not null || matching.FillRight is not null)
        {
            Error(binary.Position.Span, "filling in missing series not allowed for set operators");
        }
    }

    private void CheckCall(CallExpr call)
    {
        var function = call.Function;
        var name = Quoting.Quote(function.Name);
        CheckArgumentCount(call, name);
        for (var i = 0; i < call.Arguments.Count; i++)
        {
            var argument = call.Arguments[i];
            if (i >= function.ArgumentTypes.Count && function.Variadic == 0)
            {
                break;
            }
            if (i == 1 && function.Name == PromQLFunctions.Info)
            {
                CheckInfoLabels(argument);
                continue;
            }
            Expect(argument, function.ArgumentTypes[Math.Min(i, function.ArgumentTypes.Count - 1)], $"call to function {name}");
        }
    }

    private void CheckArgumentCount(CallExpr call, string name)
    {
        var wanted = call.Function.ArgumentTypes.Count;
        var given = call.Arguments.Count;
        var variadic = call.Function.Variadic;
        var span = call.Position.Span;
        if (variadic == 0 && given != wanted)
        {
            Error(span, $"expected {wanted} argument(s) in call to {name}, got {given}");
        }
        else if (variadic != 0 && given < wanted - 1)
        {
            Error(span, $"expected at least {wanted - 1} argument(s) in call to {name}, got {given}");
        }
        else if (variadic > 0 && given > wanted - 1 + variadic)
        {
            Error(span, $"expected at most {wanted - 1 + variadic} argument(s) in call to {name}, got {given}");
        }
    }

    // The second argument of info() is not evaluated: its braces say which labels to add from which info series.
    private void CheckInfoLabels(Expr argument)
    {
        if (argument is not VectorSelector selector)
        {
            Error(argument.Position.Span, "expected label selectors only");
        }
        else if (selector.MetricName is not null)
        {
            Error(argument.Position.Span, "expected label selectors only, got vector selector instead");
        }
        else
        {
            CheckSelector(selector, mayMatchEmpty: true);
        }
    }
}
