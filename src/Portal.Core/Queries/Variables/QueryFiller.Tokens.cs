using System.Text;
using Portal.Core.PromQL;

namespace Portal.Core.Queries.Variables;

/// <summary>Numbers, durations and names.</summary>
internal sealed partial class QueryFiller
{
    private double? Fill(double? number) => number is { } placeholder && Placeholders.Index(placeholder) is >= 0 and var index ? values.Number(index, placeholder < 0).Value : number;

    private DurationValue? Duration(DurationValue? duration)
    {
        switch (duration)
        {
            case FixedDuration fixedLength when Placeholders.Index(fixedLength.Milliseconds) is >= 0 and var index:
                var (seconds, _) = values.Number(index, fixedLength.Milliseconds < 0);
                if (!DurationSyntax.IsInRange(seconds))
                {
                    values.Fail(index, "is too long a duration.", "Choose a shorter one.");
                    return duration;
                }
                return new FixedDuration(DurationSyntax.ToMilliseconds(seconds));
            case DurationExpression expression:
                return new DurationExpression(Duration(expression.Expression));
            default:
                return duration;
        }
    }

    private DurationExpr Duration(DurationExpr expression) => expression switch
    {
        DurationNumber number when Placeholders.Index(number.Seconds) is >= 0 and var index => Signed(values.Number(index, number.Seconds < 0)),
        DurationCall call => call with { Arguments = call.Arguments.Select(Duration).ToEquatableList() },
        DurationUnary unary => unary with { Operand = Duration(unary.Operand) },
        DurationBinary binary => binary with { Left = Duration(binary.Left), Right = Duration(binary.Right) },
        DurationParen paren => paren with { Inner = Duration(paren.Inner) },
        _ => expression,
    };

    private static DurationExpr Signed((double Value, bool IsDuration) number) => number.Value >= 0
        ? new DurationNumber(number.Value, number.IsDuration)
        : new DurationParen(new DurationUnary(true, new DurationNumber(-number.Value, number.IsDuration)));

    private AtModifier? At(AtModifier? at)
    {
        if (at is not { Kind: AtKind.Timestamp } || Placeholders.Index(at.TimestampMs) is var index && index < 0)
        {
            return at;
        }
        var (seconds, _) = values.Number(index, at.TimestampMs < 0);
        if (!DurationSyntax.IsInRange(seconds))
        {
            values.Fail(index, "is no time in seconds since 1970.", "Use ${__from:date:seconds} or ${__to:date:seconds}.");
            return at;
        }
        return at with { TimestampMs = DurationSyntax.ToMilliseconds(seconds) };
    }

    private string Name(string name)
    {
        if (Placeholders.Split(name) is not { } pieces)
        {
            return name;
        }
        var output = new StringBuilder();
        foreach (var (literal, index) in pieces)
        {
            if (literal is not null)
            {
                output.Append(literal);
            }
            else if (values.TryTake(index, out var reference, out var value))
            {
                var text = VariableFormat.Text(reference.Name, reference.Format, value);
                if (value.AllRegex is not null || value.Chosen.Count != 1 || !ValueSyntax.IsName(text, part: pieces.Count > 1))
                {
                    values.Fail(index, "must be one name of a metric or a label here.", "For several metrics write {__name__=~\"$variable\"}.");
                }
                output.Append(text);
            }
        }
        return output.ToString();
    }

    // In a list of labels a variable may be several.
    private EquatableList<string> Names(EquatableList<string> names) => names.All(name => Placeholders.Split(name) is null) ? names : names.SelectMany(Labels).ToEquatableList();

    private IEnumerable<string> Labels(string name)
    {
        if (Placeholders.Split(name) is not [(null, var index)])
        {
            return [Name(name)];
        }
        if (!values.TryTake(index, out _, out var value))
        {
            return [];
        }
        if (value.AllRegex is not null || !value.Chosen.All(option => ValueSyntax.IsName(option.Value, part: false)))
        {
            values.Fail(index, "must be names of labels here.", "Choose names such as job or instance.");
        }
        return value.Chosen.Select(option => option.Value);
    }
}
