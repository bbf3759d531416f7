namespace Portal.Core.PromQL;

internal sealed partial class Parser
{
    private AggregateExpr? ParseAggregate(Token name)
    {
        const string Context = "aggregation";
        EquatableList<string>? grouping = [];
        var without = false;
        var grouped = false;
        if (_current.Kind is TokenKind.By or TokenKind.Without)
        {
            grouped = true;
            without = Advance().Kind == TokenKind.Without;
            if ((grouping = ParseGroupingLabels()) is null)
            {
                return null;
            }
        }
        if (_current.Kind != TokenKind.LeftParen)
        {
            Unexpected(Context);
            return null;
        }
        if (ParseArguments() is not { } arguments)
        {
            return null;
        }
        if (!grouped && _current.Kind is (TokenKind.By or TokenKind.Without))
        {
            without = Advance().Kind == TokenKind.Without;
            if ((grouping = ParseGroupingLabels()) is null)
            {
                return null;
            }
        }
        return Grow(_height + 1) ? MakeAggregate(name, arguments, grouping, without) : null;
    }

    private AggregateExpr MakeAggregate(Token name, EquatableList<Expr> arguments, EquatableList<string> grouping, bool without)
    {
        var op = Operators.FindAggregate(input.AsSpan(name.Start, name.End - name.Start))!.Value;
        var span = new Span(name.Start, _lastEnd);
        if (op.IsExperimental() && !options.ExperimentalFunctions)
        {
            Error(span, $"{op.Text()}() is experimental and must be enabled with --enable-feature=promql-experimental-functions");
        }
        var wanted = op.TakesParameter() ? 2 : 1;
        if (arguments.Count == 0)
        {
            Error(span, "no arguments for aggregate expression provided");
        }
        else if (arguments.Count != wanted)
        {
            Error(span, $"wrong number of arguments for aggregate expression provided, expected {wanted}, got {arguments.Count}");
        }
        var parameter = wanted == 2 && arguments.Count > 0 ? arguments[0] : null;
        // With the wrong number of arguments the tree is thrown away, so what stands here does not matter.
        var inner = arguments.Count >= wanted ? arguments[wanted - 1] : new NumberLiteral(0);
        return new AggregateExpr(op, inner, parameter, grouping, without) { Position = span };
    }
}
