using Portal.Core.PromQL;

namespace Portal.Core.LogQL;

internal sealed partial class Parser
{
    private LogQLExpr ParseExpression(int binding)
    {
        Enter();
        var start = _current.Start;
        var left = ParseOperand();
        while (Binding() is { } found && found.Binding >= binding)
        {
            var token = Advance();
            var (returnBool, matching) = ParseModifiers();
            // Powers bind to the right, everything else to the left.
            var right = ParseExpression(found.Operator == BinaryOperator.Pow ? found.Binding : found.Binding + 1);
            CheckOperand(left, "left", token, found.Operator);
            CheckOperand(right, "right", token, found.Operator);
            left = new BinaryOperation(found.Operator, left, right, returnBool, matching) { Position = new Span(start, _lastEnd) };
        }
        Leave();
        return left;
    }

    private (BinaryOperator Operator, int Binding)? Binding() => _current.Kind is not (TokenKind.Symbol or TokenKind.Keyword) ? null : _current.Text switch
    {
        "or" => (BinaryOperator.Or, 1),
        "and" => (BinaryOperator.And, 2),
        "unless" => (BinaryOperator.Unless, 2),
        "==" => (BinaryOperator.Equal, 3),
        "!=" => (BinaryOperator.NotEqual, 3),
        ">" => (BinaryOperator.Greater, 3),
        ">=" => (BinaryOperator.GreaterOrEqual, 3),
        "<" => (BinaryOperator.Less, 3),
        "<=" => (BinaryOperator.LessOrEqual, 3),
        "+" => (BinaryOperator.Add, 4),
        "-" => (BinaryOperator.Sub, 4),
        "*" => (BinaryOperator.Mul, 5),
        "/" => (BinaryOperator.Div, 5),
        "%" => (BinaryOperator.Mod, 5),
        "^" => (BinaryOperator.Pow, 6),
        _ => null,
    };

    private static void CheckOperand(LogQLExpr operand, string side, Token token, BinaryOperator op)
    {
        if (operand is LogPipeline or VariantsExpr)
        {
            throw Fault(operand.Position.Span, $"unexpected type for {side} leg of binary operation ({token.Text}): log lines are no numbers");
        }
        if (op.IsSet() && operand is LogQLNumber number)
        {
            throw Fault(operand.Position.Span, $"unexpected literal for {side} leg of logical/set binary operation ({token.Text}): {NumberText.FixedSix(number.Value)}");
        }
    }

    private (bool ReturnBool, VectorMatching? Matching) ParseModifiers()
    {
        var returnBool = Accept("bool");
        if (!_current.Is("on") && !_current.Is("ignoring"))
        {
            return (returnBool, null);
        }
        var on = Advance().Text == "on";
        var labels = ParseLabels();
        var cardinality = MatchCardinality.OneToOne;
        EquatableList<string> include = [];
        if (_current.Is("group_left") || _current.Is("group_right"))
        {
            cardinality = Advance().Text == "group_left" ? MatchCardinality.ManyToOne : MatchCardinality.OneToMany;
            // The parenthesis may as well begin the right side.
            include = _current.Is("(") && Peek() is { Kind: TokenKind.Identifier } or { Kind: TokenKind.Symbol, Text: ")" } ? ParseLabels() : [];
        }
        return (returnBool, new VectorMatching(cardinality, labels, on, include));
    }

    private EquatableList<string> ParseLabels()
    {
        Expect("(");
        var labels = new List<string>();
        while (!_current.Is(")"))
        {
            if (labels.Count > 0)
            {
                Expect(",");
            }
            labels.Add(ExpectName());
        }
        Advance();
        return [.. labels];
    }

    private LogQLExpr ParseOperand()
    {
        var start = _current.Start;
        LogQLExpr operand = _current switch
        {
            { Kind: TokenKind.Symbol, Text: "{" } => ParsePipeline(),
            { Kind: TokenKind.Symbol, Text: "(" } => ParseParenthesized(),
            { Kind: TokenKind.Symbol, Text: "+" or "-" } or { Kind: TokenKind.Number } => new LogQLNumber(ParseNumber()),
            { Kind: TokenKind.Function, Text: "label_replace" } => ParseLabelReplace(),
            { Kind: TokenKind.Function, Text: "vector" } => ParseVector(),
            { Kind: TokenKind.Function, Text: "variants" } => ParseVariants(),
            { Kind: TokenKind.Function } when Words.RangeOperations.Contains(_current.Text) => ParseRangeAggregation(),
            { Kind: TokenKind.Function } when Words.VectorOperations.Contains(_current.Text) => ParseVectorAggregation(),
            _ => throw Unexpected("a selector, a function or a number"),
        };
        return operand with { Position = new Span(start, _lastEnd) };
    }

    private LogQLExpr ParseParenthesized()
    {
        Advance();
        var inner = ParseExpression(0);
        Expect(")");
        return inner is LogPipeline or Parenthesized ? inner : new Parenthesized(inner);
    }

    private double ParseNumber()
    {
        var negative = Accept("-");
        if (!negative)
        {
            Accept("+");
        }
        Quantity.TryNumber(Expect(TokenKind.Number, "a number").Text, out var number);
        return negative ? -number : number;
    }

    private VectorLiteral ParseVector()
    {
        Advance();
        Expect("(");
        var value = ParseNumber();
        Expect(")");
        return new VectorLiteral(value);
    }

    private LabelReplace ParseLabelReplace()
    {
        Advance();
        Expect("(");
        var inner = ParseMetric();
        Expect(",");
        var target = ExpectString();
        Expect(",");
        var replacement = ExpectString();
        Expect(",");
        var source = ExpectString();
        Expect(",");
        var span = _current.Span;
        var regex = ExpectString();
        if (Re2Syntax.Check(regex).Problem is { } problem)
        {
            throw Fault(span, $"invalid regex in label_replace: {problem}");
        }
        Expect(")");
        return new LabelReplace(inner, target, replacement, source, regex);
    }

    private LogQLExpr ParseMetric()
    {
        var inner = ParseExpression(0);
        return inner is LogPipeline or VariantsExpr ? throw Fault(inner.Position.Span, "log lines are no numbers: aggregate them over a range first, such as count_over_time(… [5m])") : inner;
    }

    private RangeAggregation ParseRangeAggregation()
    {
        var operation = Advance();
        Expect("(");
        double? parameter = null;
        if (_current.Kind == TokenKind.Number || _current.Is("+") || _current.Is("-"))
        {
            parameter = ParseNumber();
            Expect(",");
        }
        var range = ParseRange();
        Expect(")");
        var grouping = ParseGrouping();
        return AggregationRules.Problem(operation.Text, range, parameter, grouping) is { } problem
            ? throw Fault(operation.Span, problem)
            : new RangeAggregation(operation.Text, range, parameter, grouping);
    }

    private VectorAggregation ParseVectorAggregation()
    {
        var operation = Advance();
        var grouping = ParseGrouping();
        Expect("(");
        int? parameter = null;
        if (_current.Kind == TokenKind.Number && Peek().Is(","))
        {
            var span = _current.Span;
            var number = ParseNumber();
            parameter = number == Math.Floor(number) && number is >= 1 and <= int.MaxValue && Words.NeedParameter.Contains(operation.Text)
                ? (int)number
                : throw Fault(span, Words.NeedParameter.Contains(operation.Text) ? $"invalid parameter (must be greater than 0) {operation.Text}({number}" : $"unsupported parameter for operation {operation.Text}({number},");
            Expect(",");
        }
        var inner = ParseMetric();
        Expect(")");
        if (grouping is null)
        {
            grouping = ParseGrouping();
        }
        if (parameter is null && Words.NeedParameter.Contains(operation.Text))
        {
            throw Fault(operation.Span, $"parameter required for operation {operation.Text}");
        }
        if (grouping is not null && operation.Text is "sort" or "sort_desc" or "approx_topk")
        {
            throw Fault(operation.Span, $"grouping not allowed for {operation.Text} aggregation");
        }
        return new VectorAggregation(operation.Text, inner, parameter, grouping);
    }

    private Grouping? ParseGrouping()
    {
        if (!_current.Is("by") && !_current.Is("without"))
        {
            return null;
        }
        var without = Advance().Text == "without";
        return new Grouping(ParseLabels(), without);
    }

    private VariantsExpr ParseVariants()
    {
        Advance();
        Expect("(");
        var variants = new List<LogQLExpr>();
        do
        {
            variants.Add(ParseMetric());
        }
        while (Accept(","));
        Expect(")");
        if (_current is not { Kind: TokenKind.Identifier, Text: "of" })
        {
            throw Unexpected("of");
        }
        Advance();
        Expect("(");
        var range = ParseRange();
        Expect(")");
        return new VariantsExpr([.. variants], range);
    }
}
