using Portal.Core.LogQL;
using Portal.Core.PromQL;

namespace Portal.Core.Queries.Variables;

/// <summary>Puts values into a LogQL tree where placeholders stand. What has no place of its own is a problem: no placeholder is left over.</summary>
internal sealed partial class LogQLFiller(FilledValues values)
{
    private const double NanosecondsPerSecond = 1e9;

    /// <summary>The filled tree, or the first problem.</summary>
    public (LogQLExpr? Expression, InterpolationProblem? Problem) Fill(LogQLExpr tree)
    {
        var filled = Expression(tree);
        values.RefuseLeft();
        return values.Problem is null ? (filled, null) : (null, values.Problem);
    }

    private LogQLExpr Expression(LogQLExpr expression) => expression switch
    {
        LogPipeline pipeline => Pipeline(pipeline),
        LogQLNumber number => number with { Value = Number(number.Value) },
        VectorLiteral vector => vector with { Value = Number(vector.Value) },
        Parenthesized parenthesized => parenthesized with { Inner = Expression(parenthesized.Inner) },
        RangeAggregation aggregation => aggregation with
        {
            Range = Range(aggregation.Range),
            Parameter = aggregation.Parameter is { } parameter ? Number(parameter) : null,
            Grouping = Group(aggregation.Grouping),
        },
        VectorAggregation aggregation => aggregation with { Inner = Expression(aggregation.Inner), Parameter = Count(aggregation.Parameter), Grouping = Group(aggregation.Grouping) },
        BinaryOperation binary => binary with { Left = Expression(binary.Left), Right = Expression(binary.Right), Matching = Match(binary.Matching) },
        LabelReplace replace => replace with
        {
            Inner = Expression(replace.Inner),
            Target = values.Text(replace.Target, value => value),
            // A dollar in a replacement names a group.
            Replacement = values.Text(replace.Replacement, value => value.Replace("$", "$$", StringComparison.Ordinal)),
            Source = values.Text(replace.Source, value => value),
            Regex = values.Regex(replace.Regex),
        },
        VariantsExpr variants => variants with { Variants = variants.Variants.Select(Expression).ToEquatableList(), Of = Range(variants.Of) },
        _ => throw new NotSupportedException($"Unknown node {expression.GetType().Name}."),
    };

    private LogPipeline Pipeline(LogPipeline pipeline) => pipeline with
    {
        Selector = pipeline.Selector with { Matchers = pipeline.Selector.Matchers.Select(Matcher).ToEquatableList() },
        Stages = pipeline.Stages.Select(Stage).ToEquatableList(),
    };

    private LogRange Range(LogRange range) => range with
    {
        Pipeline = Pipeline(range.Pipeline),
        Unwrap = range.Unwrap is { } unwrap ? unwrap with { Label = Name(unwrap.Label), Filters = unwrap.Filters.Select(Filter).ToEquatableList() } : null,
        RangeNs = Duration(range.RangeNs, mayBeNegative: false),
        OffsetNs = Duration(range.OffsetNs, mayBeNegative: true),
    };

    private LabelMatcher Matcher(LabelMatcher matcher) => values.Matcher(matcher, Name(matcher.Name));

    private Grouping? Group(Grouping? grouping) => grouping is null ? null : grouping with { Labels = Names(grouping.Labels) };

    private VectorMatching? Match(VectorMatching? matching) =>
        matching is null ? null : matching with { MatchingLabels = Names(matching.MatchingLabels), Include = Names(matching.Include) };

    private double Number(double number)
    {
        if (Placeholders.Index(number) is var index && index < 0)
        {
            return number;
        }
        var (value, isDuration) = values.Number(index, number < 0);
        if (isDuration && !values.IsSample(index))
        {
            values.Fail(index, "must be a number here.", "Choose a value such as 5, or use $__interval_ms and the like.");
        }
        if (!double.IsFinite(value))
        {
            values.Fail(index, "must be a finite number here.", "Choose a value such as 5.");
            return 0;
        }
        return value;
    }

    private int? Count(int? count)
    {
        if (count is not { } placeholder || Placeholders.Index((double)placeholder) is var index && index < 0)
        {
            return count;
        }
        var (value, isDuration) = values.Number(index, negative: false);
        if (isDuration && values.IsSample(index))
        {
            return 1;
        }
        if (isDuration || value != Math.Floor(value) || value is not (>= 1 and <= int.MaxValue))
        {
            values.Fail(index, "must be a whole number above 0 here.", "Choose a value such as 5.");
            return count;
        }
        return (int)value;
    }

    private long Duration(long nanoseconds, bool mayBeNegative)
    {
        if (Placeholders.Index(nanoseconds / NanosecondsPerSecond) is var index && index < 0)
        {
            return nanoseconds;
        }
        var ns = values.Number(index, nanoseconds < 0).Value * NanosecondsPerSecond;
        if (Math.Abs(ns) >= long.MaxValue || double.IsNaN(ns) || (ns < 1 && !mayBeNegative))
        {
            values.Fail(index, "must be a duration here.", "Choose one such as 10m.");
            return nanoseconds;
        }
        return (long)Math.Round(ns);
    }

    private string Name(string name)
    {
        if (Placeholders.Split(name) is not { } pieces)
        {
            return name;
        }
        var output = new System.Text.StringBuilder();
        foreach (var (literal, index) in pieces)
        {
            if (literal is not null)
            {
                output.Append(literal);
            }
            else if (values.TryTake(index, out var reference, out var value))
            {
                var text = VariableFormat.Text(reference.Name, reference.Format, value);
                if (value.AllRegex is not null || value.Chosen.Count != 1 || !ValueSyntax.IsLogQLName(text, part: pieces.Count > 1))
                {
                    values.Fail(index, "must be one name of a label here.", "Choose a name such as level.");
                }
                output.Append(text);
            }
        }
        var whole = output.ToString();
        if (pieces.Count > 1 && !ValueSyntax.IsLogQLName(whole, part: false) && pieces.FirstOrDefault(piece => piece.Text is null) is (null, var first and >= 0))
        {
            values.Fail(first, "must make one name of a label here.", "Choose a name such as level.");
        }
        return whole;
    }

    // In a list of labels a variable may be several.
    private EquatableList<string> Names(EquatableList<string> names) => names.SelectMany(Several).ToEquatableList();

    private IEnumerable<string> Several(string name)
    {
        if (Placeholders.Split(name) is not [(null, var index)])
        {
            return [Name(name)];
        }
        if (!values.TryTake(index, out _, out var value))
        {
            return [];
        }
        if (value.AllRegex is not null || !value.Chosen.All(option => ValueSyntax.IsLogQLName(option.Value, part: false)))
        {
            values.Fail(index, "must be names of labels here.", "Choose names such as level or app.");
        }
        return value.Chosen.Select(option => option.Value);
    }
}
