using System.Text;
using Portal.Core.PromQL;

namespace Portal.Core.LogQL;

/// <summary>Writes the stages of log pipelines.</summary>
internal static class StagePrinter
{
    public static void Append(StringBuilder output, Stage stage)
    {
        switch (stage)
        {
            case LineFilter filter: AppendLineFilter(output, filter); break;
            case JsonStage json:
                output.Append("| json");
                AppendExtractions(output, json.Extractions);
                break;
            case LogfmtStage logfmt:
                output.Append("| logfmt").Append(logfmt.Strict ? " --strict" : "").Append(logfmt.KeepEmpty ? " --keep-empty" : "");
                AppendExtractions(output, logfmt.Extractions);
                break;
            case RegexpStage regexp: AppendText(output, "| regexp ", regexp.Regex); break;
            case PatternStage pattern: AppendText(output, "| pattern ", pattern.Pattern); break;
            case LineFormatStage format: AppendText(output, "| line_format ", format.Template); break;
            case UnpackStage: output.Append("| unpack"); break;
            case DecolorizeStage: output.Append("| decolorize"); break;
            case LabelFilterStage filter:
                output.Append("| ");
                Append(output, filter.Filter);
                break;
            case LabelFormatStage format: AppendList(output, "| label_format ", format.Formats, AppendFormat); break;
            case DropStage drop: AppendList(output, "| drop ", drop.Labels, AppendChoice); break;
            case KeepStage keep: AppendList(output, "| keep ", keep.Labels, AppendChoice); break;
            default: throw new NotSupportedException($"Unknown stage {stage?.GetType().Name}.");
        }
    }

    public static void Append(StringBuilder output, LabelFilter filter)
    {
        switch (filter)
        {
            case TextFilter text: LogQLPrinter.AppendMatcher(output, text.Matcher); break;
            case NumberFilter number: output.Append(number.Label).Append(number.Operator.Text()).Append(NumberText.Plain(number.Value)); break;
            case DurationFilter duration:
                output.Append(duration.Label).Append(duration.Operator.Text());
                Quantity.AppendDuration(output, duration.Nanoseconds);
                break;
            case BytesFilter bytes:
                output.Append(bytes.Label).Append(bytes.Operator.Text());
                Quantity.AppendBytes(output, bytes.Bytes);
                break;
            case IpFilter ip:
                output.Append(ip.Label).Append(ip.Negated ? "!=ip(" : "=ip(");
                Quoting.AppendQuoted(output, ip.Addresses);
                output.Append(')');
                break;
            case AndFilter and: AppendPair(output, and.Left, " and ", and.Right); break;
            case OrFilter or: AppendPair(output, or.Left, " or ", or.Right); break;
            default: throw new NotSupportedException($"Unknown condition {filter?.GetType().Name}.");
        }
    }

    private static void AppendPair(StringBuilder output, LabelFilter left, string between, LabelFilter right)
    {
        AppendEnclosed(output, left);
        output.Append(between);
        AppendEnclosed(output, right);
    }

    private static void AppendEnclosed(StringBuilder output, LabelFilter filter)
    {
        var enclose = filter is AndFilter or OrFilter;
        output.Append(enclose ? "(" : "");
        Append(output, filter);
        output.Append(enclose ? ")" : "");
    }

    private static void AppendLineFilter(StringBuilder output, LineFilter filter)
    {
        output.Append(filter.Match switch
        {
            LineMatch.Contains => "|= ",
            LineMatch.NotContains => "!= ",
            LineMatch.Regex => "|~ ",
            LineMatch.NotRegex => "!~ ",
            LineMatch.Pattern => "|> ",
            LineMatch.NotPattern => "!> ",
            _ => throw new NotSupportedException($"Unknown line filter {filter.Match}."),
        });
        for (var i = 0; i < filter.Alternatives.Count; i++)
        {
            var text = filter.Alternatives[i];
            output.Append(i > 0 ? " or " : "").Append(text.IsIp ? "ip(" : "");
            Quoting.AppendQuoted(output, text.Value);
            output.Append(text.IsIp ? ")" : "");
        }
    }

    private static void AppendText(StringBuilder output, string stage, string text)
    {
        output.Append(stage);
        Quoting.AppendQuoted(output, text);
    }

    private static void AppendExtractions(StringBuilder output, EquatableList<Extraction> extractions)
    {
        if (extractions.Count > 0)
        {
            AppendList(output, " ", extractions, static (output, extraction) =>
            {
                output.Append(extraction.Label).Append('=');
                Quoting.AppendQuoted(output, extraction.Expression);
            });
        }
    }

    private static void AppendFormat(StringBuilder output, LabelFormat format)
    {
        output.Append(format.Label).Append('=');
        if (format.IsRename)
        {
            output.Append(format.Value);
        }
        else
        {
            Quoting.AppendQuoted(output, format.Value);
        }
    }

    private static void AppendChoice(StringBuilder output, LabelChoice choice)
    {
        if (choice.Matcher is { } matcher)
        {
            LogQLPrinter.AppendMatcher(output, matcher);
        }
        else
        {
            output.Append(choice.Name);
        }
    }

    private static void AppendList<T>(StringBuilder output, string stage, EquatableList<T> items, Action<StringBuilder, T> append)
    {
        output.Append(stage);
        for (var i = 0; i < items.Count; i++)
        {
            output.Append(i > 0 ? ", " : "");
            append(output, items[i]);
        }
    }
}
