using System.Globalization;
using System.Text;

namespace Portal.Core.PromQL;

internal static class SelectorPrinter
{
    /// <summary>Writes name and braces, without modifiers.</summary>
    public static void Append(StringBuilder output, VectorSelector selector)
    {
        var name = selector.MetricName;
        var quotedName = name is not null && !Keywords.IsBareMetricName(name);
        if (!quotedName)
        {
            output.Append(name);
        }
        var count = selector.Matchers.Count + (quotedName ? 1 : 0);
        if (count == 0)
        {
            output.Append(name is null ? "{}" : "");
            return;
        }
        var matchers = new string[count];
        for (var i = 0; i < selector.Matchers.Count; i++)
        {
            matchers[i] = Text(selector.Matchers[i]);
        }
        if (quotedName)
        {
            matchers[^1] = Text(new LabelMatcher(Parser.MetricNameLabel, MatchOperator.Equal, name!));
        }
        Array.Sort(matchers, StringComparer.Ordinal);
        output.Append('{').AppendJoin(',', matchers).Append('}');
    }

    /// <summary>Writes the modifiers; those of a range begin with its mode, those of an instant selector with its time.</summary>
    public static void AppendModifiers(StringBuilder output, VectorSelector selector, bool modeFirst)
    {
        if (modeFirst)
        {
            AppendMode(output, selector.Mode);
        }
        AppendAt(output, selector.At);
        if (!modeFirst)
        {
            AppendMode(output, selector.Mode);
        }
        AppendOffset(output, selector.Offset);
    }

    public static void AppendAt(StringBuilder output, AtModifier? at)
    {
        switch (at?.Kind)
        {
            case null: break;
            case AtKind.Timestamp: output.Append(CultureInfo.InvariantCulture, $" @ {at.TimestampMs / 1000.0:F3}"); break;
            case AtKind.Start: output.Append(" @ start()"); break;
            case AtKind.End: output.Append(" @ end()"); break;
            default: throw new NotSupportedException($"Unknown time {at.Kind}.");
        }
    }

    public static void AppendOffset(StringBuilder output, DurationValue? offset)
    {
        if (offset is null or FixedDuration { Milliseconds: 0 })
        {
            return;
        }
        output.Append(" offset ");
        DurationPrinter.Append(output, offset);
    }

    private static void AppendMode(StringBuilder output, RangeMode mode) => output.Append(mode switch
    {
        RangeMode.Default => "",
        RangeMode.Anchored => " anchored",
        RangeMode.Smoothed => " smoothed",
        _ => throw new NotSupportedException($"Unknown range mode {mode}."),
    });

    private static string Text(LabelMatcher matcher)
    {
        var output = new StringBuilder(matcher.Name.Length + matcher.Value.Length + 8);
        if (Keywords.IsBareMatcherLabel(matcher.Name))
        {
            output.Append(matcher.Name);
        }
        else
        {
            Quoting.AppendQuoted(output, matcher.Name);
        }
        output.Append(matcher.Operator.Text());
        Quoting.AppendQuoted(output, matcher.Value);
        return output.ToString();
    }
}
