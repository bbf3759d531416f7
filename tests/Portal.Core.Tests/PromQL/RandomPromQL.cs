using System.Text;
using Portal.Core.PromQL;
using ValueType = Portal.Core.PromQL.ValueType;

namespace Portal.Core.Tests.PromQL;

/// <summary>Builds random, well-typed trees in the form in which the parser makes them.</summary>
internal sealed class RandomPromQL(int seed)
{
    private static readonly string[] Names = ["up", "a", "http_requests_total", "job:x:rate5m", "sum", "by", "offset", "and", "start", "step", "without", "fill", "_", "anchored"];
    private static readonly string[] Labels = ["job", "le", "by", "on", "without", "bool", "inf", "nan", "my.label", "größe", "a b", "x\"y", "0", "__name", "group_left"];
    private static readonly string[] Texts = ["", "a", "acme", "a\"b", "back\\slash", "new\nline", "tab\t", "ü☺𐄑", "`", "'", "}", "\u0001\u007f\u0085\u200b", "\udcff\udc80", "{x=\"y\"}", "$1"];
    private static readonly string[] Regexes = [".+", "a|b", "x.*", "[a-z]+\\d", "(?i)up", "\\.", "a{2,3}?"];
    private static readonly double[] Numbers = [0, 1, 2.5, -1, -0.001, 1e-7, 12345678901234567890d, 1e300, double.NaN, double.PositiveInfinity, double.NegativeInfinity, 493, 0.1];

    private readonly Random _random = new(seed);

    public Expr Any() => _random.Next(8) switch
    {
        0 => Scalar(4),
        1 => Range(4),
        2 => new StringLiteral(Pick(Texts)),
        _ => Vector(5),
    };

    public LabelMatcher Matcher()
    {
        var op = Pick([MatchOperator.Equal, MatchOperator.NotEqual, MatchOperator.Regex, MatchOperator.NotRegex]);
        return new LabelMatcher(Pick(Labels), op, Pick(op is MatchOperator.Regex or MatchOperator.NotRegex ? Regexes : Texts));
    }

    private T Pick<T>(IReadOnlyList<T> items) => items[_random.Next(items.Count)];

    private bool Chance(int of) => _random.Next(of) == 0;

    private Expr Vector(int depth)
    {
        if (depth <= 0)
        {
            return Selector();
        }
        return _random.Next(10) switch
        {
            0 => new ParenExpr(Vector(depth - 1)),
            1 => new UnaryExpr(Chance(2), SignOperand(Vector(depth - 1))),
            2 or 3 => Aggregate(depth),
            4 or 5 => Call(depth, ValueType.InstantVector),
            6 or 7 => Binary(depth, scalar: false),
            _ => Selector(),
        };
    }

    private Expr Scalar(int depth)
    {
        if (depth <= 0)
        {
            return Chance(4) ? new NumberLiteral(_random.Next(-100_000, 100_000_000) / 1000.0, IsDuration: true) : new NumberLiteral(Pick(Numbers));
        }
        return _random.Next(6) switch
        {
            0 => new ParenExpr(Scalar(depth - 1)),
            1 => new UnaryExpr(Chance(2), SignOperand(Scalar(depth - 1))),
            2 => Call(depth, ValueType.Scalar),
            3 => Binary(depth, scalar: true),
            _ => Scalar(0),
        };
    }

    private Expr Range(int depth)
    {
        if (Chance(2))
        {
            return new MatrixSelector(Selector(), Duration(positive: true));
        }
        var inner = Vector(depth - 1);
        return new SubqueryExpr(inner is BinaryExpr or UnaryExpr ? new ParenExpr(inner) : inner, Duration(positive: true), Chance(2) ? Duration(positive: true) : null)
        {
            Offset = Chance(3) ? Offset() : null,
            At = Chance(3) ? At() : null,
        };
    }

    private VectorSelector Selector(bool named = true)
    {
        var name = named && !Chance(4) ? Pick(Names) : null;
        var matchers = Enumerable.Range(0, _random.Next(4)).Select(_ => Matcher()).ToList();
        if (named && name is null)
        {
            matchers.Add(new LabelMatcher("__name__", MatchOperator.Equal, "some.metric"));
        }
        return new VectorSelector(name, matchers.ToEquatableList())
        {
            Offset = Chance(4) ? Offset() : null,
            At = Chance(5) ? At() : null,
            Mode = Chance(5) ? Pick([RangeMode.Anchored, RangeMode.Smoothed]) : RangeMode.Default,
        };
    }

    private AtModifier At() => _random.Next(3) switch
    {
        0 => new AtModifier(AtKind.Start),
        1 => new AtModifier(AtKind.End),
        _ => new AtModifier(AtKind.Timestamp, _random.NextInt64(-10_000_000_000, 10_000_000_000_000)),
    };

    private DurationValue Offset()
    {
        if (!Chance(3))
        {
            var length = _random.NextInt64(1, 100_000_000_000);
            return new FixedDuration(Chance(2) ? -length : length);
        }
        DurationExpr operand = Chance(2) ? new DurationParen(DurationTree(2)) : DurationCall(2);
        return new DurationExpression(Chance(2) ? new DurationUnary(true, operand) : operand);
    }

    private DurationValue Duration(bool positive)
    {
        if (!Chance(5))
        {
            return new FixedDuration(Pick([1, 999, 60_000, 3_600_000, 86_400_000, 604_800_000, 31_536_000_000, _random.NextInt64(1, 100_000_000_000)]));
        }
        return DurationTree(3) is var tree && tree is DurationNumber ? new FixedDuration(positive ? 5000 : -5000) : new DurationExpression(tree);
    }

    private DurationCall DurationCall(int depth) => _random.Next(3) switch
    {
        0 => new DurationCall("step", []),
        1 => new DurationCall("range", []),
        _ => new DurationCall(Pick(["min_of", "max_of"]), [DurationTree(depth - 1), DurationTree(depth - 1)]),
    };

    private DurationExpr DurationTree(int depth)
    {
        if (depth <= 0)
        {
            return new DurationNumber(_random.Next(1, 100_000) / (Chance(2) ? 1 : 1000.0), Chance(2));
        }
        switch (_random.Next(5))
        {
            case 0: return new DurationParen(DurationTree(depth - 1));
            case 1: return DurationCall(depth);
            case 2: return new DurationUnary(true, DurationOperand(DurationCall(depth)));
            case 3:
                var op = Pick([BinaryOperator.Add, BinaryOperator.Sub, BinaryOperator.Mul, BinaryOperator.Div, BinaryOperator.Mod, BinaryOperator.Pow]);
                return new DurationBinary(op, DurationOperand(DurationTree(depth - 1)), DurationOperand(DurationTree(depth - 1)));
            default: return DurationTree(0);
        }
    }

    private static DurationExpr DurationOperand(DurationExpr operand) => operand is DurationBinary or DurationUnary ? new DurationParen(operand) : operand;

    private AggregateExpr Aggregate(int depth)
    {
        var op = Pick(Enum.GetValues<AggregateOperator>());
        var parameter = op == AggregateOperator.CountValues ? new StringLiteral(Pick(Texts)) : op.TakesParameter() ? Scalar(depth - 1) : null;
        return new AggregateExpr(op, Vector(depth - 1), parameter, LabelList(), Chance(2));
    }

    private EquatableList<string> LabelList() => Enumerable.Range(0, _random.Next(3)).Select(_ => Pick(Labels)).Distinct().ToEquatableList();

    private CallExpr Call(int depth, ValueType type)
    {
        var function = Pick([.. PromQLFunctions.All.Where(function => function.ReturnType == type)]);
        var count = function.ArgumentTypes.Count;
        var given = function.Variadic == 0 ? count : _random.Next(count - 1, count + Math.Max(0, Math.Min(2, function.Variadic)));
        return new CallExpr(function, Enumerable.Range(0, given).Select(i => Argument(function, i, depth - 1)).ToEquatableList());
    }

    private Expr Argument(Function function, int index, int depth) => function.ArgumentTypes[Math.Min(index, function.ArgumentTypes.Count - 1)] switch
    {
        _ when function.Name == "info" && index == 1 => Selector(named: false),
        ValueType.Scalar => Scalar(depth),
        ValueType.String => new StringLiteral(Pick(Texts)),
        ValueType.RangeVector => Range(depth),
        _ => Vector(depth),
    };

    private BinaryExpr Binary(int depth, bool scalar)
    {
        var op = Pick([.. Enum.GetValues<BinaryOperator>().Where(op => !scalar || !op.IsSet())]);
        var vectors = !scalar && (op.IsSet() || Chance(2));
        var left = scalar || (!vectors && Chance(2)) ? Scalar(depth - 1) : Vector(depth - 1);
        var right = scalar || (!vectors && left.Type == ValueType.InstantVector) ? Scalar(depth - 1) : Vector(depth - 1);
        var returnBool = op.IsComparison() && (scalar || Chance(2));
        return new BinaryExpr(op, LeftOperand(op, left), RightOperand(op, right), returnBool, vectors ? Matching(op) : null);
    }

    private VectorMatching Matching(BinaryOperator op)
    {
        var labels = LabelList();
        var on = Chance(2);
        if (op.IsSet())
        {
            return new VectorMatching(MatchCardinality.ManyToMany, labels, on, []);
        }
        var written = on || labels.Count > 0;
        var cardinality = written ? Pick([MatchCardinality.OneToOne, MatchCardinality.ManyToOne, MatchCardinality.OneToMany]) : MatchCardinality.OneToOne;
        return new VectorMatching(cardinality, labels, on, cardinality == MatchCardinality.OneToOne ? [] : Chance(2) ? [] : ["included", "a.b"])
        {
            FillLeft = Chance(5) ? Pick(Numbers) : null,
            FillRight = Chance(5) ? Pick(Numbers) : null,
        };
    }

    // A sign before a number is part of the number, and binds less tightly than a power.
    private static Expr SignOperand(Expr operand) => operand is NumberLiteral or BinaryExpr { Operator: not BinaryOperator.Pow } ? new ParenExpr(operand) : operand;

    private static Expr LeftOperand(BinaryOperator op, Expr operand) => operand switch
    {
        BinaryExpr inner when op == BinaryOperator.Pow || Level(inner.Operator) < Level(op) => new ParenExpr(operand),
        UnaryExpr when op == BinaryOperator.Pow => new ParenExpr(operand),
        NumberLiteral { Value: < 0 } when op == BinaryOperator.Pow => new ParenExpr(operand),
        _ when EndsInSign(operand, op) => new ParenExpr(operand),
        _ => operand,
    };

    // In "a ^ -b * c" the sign takes b only, but in "a * -b ^ c" it takes the power.
    private static bool EndsInSign(Expr operand, BinaryOperator op) =>
        op == BinaryOperator.Pow && operand is BinaryExpr { Right: UnaryExpr or NumberLiteral { Value: < 0 } };

    private static Expr RightOperand(BinaryOperator op, Expr operand) =>
        operand is BinaryExpr inner && (op == BinaryOperator.Pow ? inner.Operator != BinaryOperator.Pow : Level(inner.Operator) <= Level(op)) ? new ParenExpr(operand) : operand;

    private static int Level(BinaryOperator op) => op switch
    {
        BinaryOperator.Or => 1,
        BinaryOperator.And or BinaryOperator.Unless => 2,
        BinaryOperator.Add or BinaryOperator.Sub => 4,
        BinaryOperator.Mul or BinaryOperator.Div or BinaryOperator.Mod or BinaryOperator.Atan2 => 5,
        BinaryOperator.Pow => 6,
        _ => 3,
    };

    /// <summary>A text made of pieces of queries.</summary>
    public string Garbage()
    {
        string[] pieces = ["sum", "by", "(", ")", "{", "}", "[", "]", "5m", ":", ",", "=", "=~", "!~", "\"", "'", "`", "\\", "x", "up", "offset", "@", "start()", "-", "+", "^", "==", "bool", "on", "group_left",
            "fill", "0x", "1e", ".", "_", "#", "\n", " ", "\ud800", "\ufffd", "é", "\0", "step", "range()", "min_of", "anchored", "info", "\"a\\x\"", "((", "[[:", "(?P<", "1_", "NaN", "$"];
        var text = new StringBuilder();
        for (var i = _random.Next(30); i >= 0; i--)
        {
            text.Append(Pick(pieces)).Append(Chance(3) ? " " : "");
        }
        return text.ToString();
    }

    /// <summary>A query with a few characters lost, doubled, moved or replaced.</summary>
    public string Mutate(string query)
    {
        var text = new StringBuilder(query);
        for (var i = _random.Next(1, 5); i > 0 && text.Length > 0; i--)
        {
            var at = _random.Next(text.Length);
            switch (_random.Next(4))
            {
                case 0: text.Remove(at, Math.Min(_random.Next(1, 6), text.Length - at)); break;
                case 1: text.Insert(at, text.ToString(at, Math.Min(_random.Next(1, 12), text.Length - at))); break;
                case 2: text[at] = (char)_random.Next(1, 0x100); break;
                default: text.Insert(at, Garbage()); break;
            }
        }
        return text.ToString();
    }
}
