using System.Globalization;
using Portal.Core.LogQL;
using Portal.Core.PromQL;
using Portal.Demo.Evaluation;
using Portal.Demo.Storage;

namespace Portal.Demo.LogQueries;

/// <summary>Conditions on a line's labels.</summary>
internal static class LabelFilters
{
    /// <summary>Reads a label's value as a number; false where it is none.</summary>
    private delegate bool Reader(string text, out double number);

    public static LineStage Compile(LabelFilter filter)
    {
        switch (filter)
        {
            case TextFilter text:
                var matcher = new CompiledMatcher(text.Matcher);
                return line => matcher.Matches(line.Get(matcher.Name));
            case NumberFilter number:
                return Comparison(number.Label, number.Operator, number.Value, TryNumber);
            case DurationFilter duration:
                return Comparison(duration.Label, duration.Operator, duration.Nanoseconds / 1e9, TryDuration);
            case BytesFilter bytes:
                return Comparison(bytes.Label, bytes.Operator, bytes.Bytes, TryBytes);
            case IpFilter ip:
                var range = IpRange.Parse(ip.Addresses);
                return line => line.Get(ip.Label) is { Length: > 0 } address && range.Holds(address) != ip.Negated;
            case AndFilter and:
                var (left, right) = (Compile(and.Left), Compile(and.Right));
                return line => left(line) && right(line);
            case OrFilter or:
                var (first, second) = (Compile(or.Left), Compile(or.Right));
                return line => first(line) || second(line);
            default:
                throw EvaluationException.Unsupported($"the label filter {filter.GetType().Name}");
        }
    }

    /// <summary>What a label's value is as a sample; false where it is no number of that kind.</summary>
    public static bool TryUnwrap(string? conversion, string text, out double number) => conversion switch
    {
        null => TryNumber(text, out number),
        "bytes" => TryBytes(text, out number),
        _ => TryDuration(text, out number),
    };

    private static LineStage Comparison(string label, BinaryOperator op, double wanted, Reader read) => line =>
    {
        // Lines that could not be read go on, so that it is seen.
        if (line.ErrorText.Length > 0)
        {
            return true;
        }
        if (line.Get(label) is not { Length: > 0 } text)
        {
            return false;
        }
        if (!read(text, out var number))
        {
            line.Fail("LabelFilterErr", $"cannot read {label}=\"{text}\" as a number");
            return true;
        }
        return op switch
        {
            BinaryOperator.Equal => number == wanted,
            BinaryOperator.NotEqual => number != wanted,
            BinaryOperator.Greater => number > wanted,
            BinaryOperator.Less => number < wanted,
            BinaryOperator.GreaterOrEqual => number >= wanted,
            _ => number <= wanted,
        };
    };

    private static bool TryNumber(string text, out double number) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number);

    private static bool TryDuration(string text, out double seconds)
    {
        var negative = text.StartsWith('-');
        var known = Quantity.TryDuration(text.AsSpan(negative ? 1 : 0), out var nanoseconds);
        seconds = (negative ? -nanoseconds : nanoseconds) / 1e9;
        return known;
    }

    private static bool TryBytes(string text, out double bytes)
    {
        // A number alone is a size as well.
        if (TryNumber(text, out bytes))
        {
            return true;
        }
        var known = Quantity.TryBytes(text.Replace(" ", "", StringComparison.Ordinal), out var size);
        bytes = size;
        return known;
    }
}
