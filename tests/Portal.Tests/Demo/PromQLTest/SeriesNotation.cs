using System.Globalization;
using System.Text;
using Portal.Demo.Storage;

namespace Portal.Tests.Demo.PromQLTest;

/// <summary>A value of the series notation: a number, a histogram, a gap or a stale marker.</summary>
internal readonly record struct NotedValue(double Number, FloatHistogram? Histogram, bool IsGap)
{
    public static readonly NotedValue Gap = new(0, null, true);
}

/// <summary>Reads <c>name{label="value"} 1+2x3 _ stale {{sum:1}}</c>.</summary>
internal static class SeriesNotation
{
    public static (LabelSet Labels, List<NotedValue> Values) Parse(string line)
    {
        var position = 0;
        var labels = Labels(line, ref position);
        return (labels, Values(line[position..]));
    }

    private static LabelSet Labels(string line, ref int i)
    {
        var labels = new Dictionary<string, string>();
        var start = i;
        while (i < line.Length && !char.IsWhiteSpace(line[i]) && line[i] != '{')
        {
            i++;
        }
        if (i > start)
        {
            labels[LabelSet.MetricName] = line[start..i];
        }
        if (i < line.Length && line[i] == '{' && (i + 1 >= line.Length || line[i + 1] != '{'))
        {
            i++;
            while (line[i] != '}')
            {
                if (line[i] is ',' or ' ')
                {
                    i++;
                    continue;
                }
                var name = line[i] == '"' ? Quoted(line, ref i) : Bare(line, ref i);
                while (line[i] == ' ')
                {
                    i++;
                }
                if (line[i] != '=')
                {
                    labels[LabelSet.MetricName] = name;
                    continue;
                }
                i++;
                labels[name] = Quoted(line, ref i);
            }
            i++;
        }
        return LabelSet.Of(labels);
    }

    private static string Bare(string line, ref int i)
    {
        var start = i;
        while (line[i] is not ('=' or ' ' or '}' or ','))
        {
            i++;
        }
        return line[start..i];
    }

    private static string Quoted(string line, ref int i)
    {
        while (line[i] == ' ')
        {
            i++;
        }
        var quote = line[i++];
        var text = new StringBuilder();
        while (line[i] != quote)
        {
            if (line[i] == '\\')
            {
                i++;
                text.Append(line[i] switch { 'n' => '\n', 't' => '\t', var c => c });
            }
            else
            {
                text.Append(line[i]);
            }
            i++;
        }
        i++;
        return text.ToString();
    }

    private static List<NotedValue> Values(string text)
    {
        var values = new List<NotedValue>();
        foreach (var token in Tokens(text))
        {
            Expand(token, values);
        }
        return values;
    }

    private static IEnumerable<string> Tokens(string text)
    {
        var depth = 0;
        var current = new StringBuilder();
        foreach (var c in text)
        {
            depth += c == '{' ? 1 : c == '}' ? -1 : 0;
            if (char.IsWhiteSpace(c) && depth == 0)
            {
                if (current.Length > 0)
                {
                    yield return current.ToString();
                    current.Clear();
                }
                continue;
            }
            current.Append(c);
        }
        if (current.Length > 0)
        {
            yield return current.ToString();
        }
    }

    private static void Expand(string token, List<NotedValue> values)
    {
        if (token == "stale")
        {
            values.Add(new(StaleMarker.Value, null, false));
        }
        else if (token[0] == '_')
        {
            var count = token.Length > 1 ? int.Parse(token.AsSpan(2), CultureInfo.InvariantCulture) : 1;
            values.AddRange(Enumerable.Repeat(NotedValue.Gap, count));
        }
        else if (token.StartsWith("{{", StringComparison.Ordinal))
        {
            ExpandHistogram(token, values);
        }
        else
        {
            ExpandNumber(token, values);
        }
    }

    private static void ExpandNumber(string token, List<NotedValue> values)
    {
        var times = token.LastIndexOf('x');
        if (times < 0)
        {
            values.Add(new(Number(token), null, false));
            return;
        }
        var repeat = int.Parse(token.AsSpan(times + 1), CultureInfo.InvariantCulture);
        var expression = token[..times];
        var sign = -1;
        for (var i = 1; i < expression.Length; i++)
        {
            if (expression[i] is '+' or '-' && expression[i - 1] is not ('e' or 'E'))
            {
                sign = i;
            }
        }
        var value = Number(sign < 0 ? expression : expression[..sign]);
        var increment = sign < 0 ? 0 : Number(expression[sign..]);
        for (var i = 0; i <= repeat; i++)
        {
            values.Add(new(value, null, false));
            value += increment;
        }
    }

    private static void ExpandHistogram(string token, List<NotedValue> values)
    {
        var end = token.IndexOf("}}", StringComparison.Ordinal) + 2;
        var histogram = HistogramNotation.Parse(token[2..(end - 2)]);
        var rest = token[end..];
        if (rest.Length == 0)
        {
            values.Add(new(0, histogram, false));
            return;
        }
        var times = rest.LastIndexOf('x');
        var repeat = int.Parse(rest.AsSpan(times + 1), CultureInfo.InvariantCulture);
        var increment = times == 0 ? null : HistogramNotation.Parse(rest[3..(times - 2)]);
        var sign = rest[0] == '-' ? -1 : 1;
        for (var i = 0; i <= repeat; i++)
        {
            values.Add(new(0, histogram, false));
            if (increment is not null)
            {
                var hint = histogram.Hint;
                histogram = histogram.Combine(increment, sign, out _)! with { Hint = hint };
            }
        }
    }

    public static double Number(string text) => text.TrimStart('+').ToUpperInvariant() switch
    {
        "INF" => double.PositiveInfinity,
        "-INF" => double.NegativeInfinity,
        "NAN" => double.NaN,
        _ => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture),
    };
}

/// <summary>Reads the inside of <c>{{schema:0 sum:1 count:2 buckets:[1 1]}}</c>.</summary>
internal static class HistogramNotation
{
    public static FloatHistogram Parse(string text)
    {
        var histogram = new FloatHistogram();
        double[] positive = [], negative = [];
        int offset = 0, negativeOffset = 0;
        foreach (var (key, value) in Fields(text))
        {
            switch (key)
            {
                case "schema": histogram = histogram with { Schema = int.Parse(value, CultureInfo.InvariantCulture) }; break;
                case "sum": histogram = histogram with { Sum = SeriesNotation.Number(value) }; break;
                case "count": histogram = histogram with { Count = SeriesNotation.Number(value) }; break;
                case "z_bucket": histogram = histogram with { ZeroCount = SeriesNotation.Number(value) }; break;
                case "z_bucket_w": histogram = histogram with { ZeroThreshold = SeriesNotation.Number(value) }; break;
                case "custom_values": histogram = histogram with { CustomBounds = Numbers(value) }; break;
                case "buckets": positive = Numbers(value); break;
                case "n_buckets": negative = Numbers(value); break;
                case "offset": offset = int.Parse(value, CultureInfo.InvariantCulture); break;
                case "n_offset": negativeOffset = int.Parse(value, CultureInfo.InvariantCulture); break;
                case "counter_reset_hint":
                    histogram = histogram with { Hint = value switch { "reset" => CounterResetHint.Reset, "not_reset" => CounterResetHint.NotReset, "gauge" => CounterResetHint.Gauge, _ => CounterResetHint.Unknown } };
                    break;
                default: throw new FormatException($"unknown histogram field {key}");
            }
        }
        return histogram with { Positive = Buckets(positive, offset), Negative = Buckets(negative, negativeOffset) };
    }

    private static BucketList Buckets(double[] counts, int offset) => new([.. Enumerable.Range(offset, counts.Length)], counts);

    private static double[] Numbers(string list) => [.. list.Trim('[', ']').Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(SeriesNotation.Number)];

    private static IEnumerable<(string, string)> Fields(string text)
    {
        var i = 0;
        while (i < text.Length)
        {
            if (text[i] == ' ')
            {
                i++;
                continue;
            }
            var colon = text.IndexOf(':', i);
            var end = text[colon + 1] == '[' ? text.IndexOf(']', colon) + 1 : text.IndexOf(' ', colon);
            end = end < 0 ? text.Length : end;
            yield return (text[i..colon], text[(colon + 1)..end]);
            i = end;
        }
    }
}
