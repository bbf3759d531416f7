using System.Text;
using Portal.Core.LogQL;
using Portal.Core.PromQL;

namespace Portal.Core.Queries.Variables;

/// <summary>Stages of a pipeline. A text of theirs may itself be a little language, in which a value means itself.</summary>
internal sealed partial class LogQLFiller
{
    private Stage Stage(Stage stage) => stage switch
    {
        LineFilter filter => filter with { Alternatives = filter.Alternatives.SelectMany(text => Alternatives(filter.Match, text)).ToEquatableList() },
        JsonStage json => new JsonStage(json.Extractions.Select(Extract).ToEquatableList()),
        LogfmtStage logfmt => logfmt with { Extractions = logfmt.Extractions.Select(Extract).ToEquatableList() },
        RegexpStage regexp => new RegexpStage(values.Regex(regexp.Regex)),
        PatternStage pattern => new PatternStage(Pattern(pattern.Pattern)),
        LabelFilterStage labels => new LabelFilterStage(Filter(labels.Filter)),
        LineFormatStage format => new LineFormatStage(GoTemplate(format.Template)),
        LabelFormatStage format => new LabelFormatStage(format.Formats
            .Select(one => one with { Label = Name(one.Label), Value = one.IsRename ? Name(one.Value) : GoTemplate(one.Value) }).ToEquatableList()),
        DropStage drop => new DropStage(Choices(drop.Labels)),
        KeepStage keep => new KeepStage(Choices(keep.Labels)),
        UnpackStage or DecolorizeStage => stage,
        _ => throw new NotSupportedException($"Unknown stage {stage.GetType().Name}."),
    };

    private LabelFilter Filter(LabelFilter filter) => filter switch
    {
        TextFilter text => new TextFilter(Matcher(text.Matcher)),
        NumberFilter number => Compare(number with { Label = Name(number.Label) }),
        DurationFilter duration => duration with { Label = Name(duration.Label) },
        BytesFilter bytes => bytes with { Label = Name(bytes.Label) },
        IpFilter ip => ip with { Label = Name(ip.Label), Addresses = values.Text(ip.Addresses, value => value) },
        AndFilter and => new AndFilter(Filter(and.Left), Filter(and.Right)),
        OrFilter or => new OrFilter(Filter(or.Left), Filter(or.Right)),
        _ => throw new NotSupportedException($"Unknown condition {filter.GetType().Name}."),
    };

    /// <summary>A label may be compared with a number, a duration or a size; the value's unit says which.</summary>
    private LabelFilter Compare(NumberFilter filter)
    {
        if (Placeholders.Index(filter.Value) is var index && index < 0)
        {
            return filter;
        }
        if (values.Single(index) is not { } text)
        {
            return filter;
        }
        if (ValueSyntax.Number(text) is { } number && double.IsFinite(number.Value))
        {
            var value = filter.Value < 0 ? -number.Value : number.Value;
            if (!number.IsDuration)
            {
                return filter with { Value = value };
            }
            if (value * NanosecondsPerSecond is >= 0 and < long.MaxValue and var nanoseconds)
            {
                return new DurationFilter(filter.Label, filter.Operator, (long)Math.Round(nanoseconds));
            }
        }
        else if (filter.Value > 0 && Quantity.TryBytes(text, out var bytes))
        {
            return new BytesFilter(filter.Label, filter.Operator, bytes);
        }
        values.Fail(index, "must be a number, a duration or a size here.", "Choose one value such as 5, 10m or 20MB.");
        return filter;
    }

    private Extraction Extract(Extraction extraction)
    {
        var label = Name(extraction.Label);
        return extraction.Expression == extraction.Label ? new Extraction(label, label) : new Extraction(label, values.Text(extraction.Expression, value => value));
    }

    private EquatableList<LabelChoice> Choices(EquatableList<LabelChoice> choices) => choices.SelectMany(choice => choice.Matcher is { } matcher
        ? [new LabelChoice(Name(choice.Name), Matcher(matcher))]
        : Several(choice.Name).Select(name => new LabelChoice(name, null))).ToEquatableList();

    /// <summary>Several values of a line filter are several texts, of which a line holds any.</summary>
    private List<LineFilterText> Alternatives(LineMatch match, LineFilterText text)
    {
        if (Placeholders.Split(text.Value) is not { } pieces)
        {
            return [text];
        }
        if (match is LineMatch.Regex or LineMatch.NotRegex && !text.IsIp)
        {
            return [text with { Value = values.Regex(text.Value, isChecked: false) }];
        }
        var several = pieces.Where(piece => piece.Text is null && !values.IsSingle(piece.Index)).ToList();
        if (several is not [(null, var index)] || !values.TryTake(index, out _, out var value) || value.AllRegex is not null || value.Chosen.Count == 0)
        {
            return [text with { Value = Within(match, text.Value) }];
        }
        return value.Chosen.Select(option => text with
        {
            Value = string.Concat(pieces.Select(piece => piece.Text ?? (piece.Index == index ? Plain(match, index, option.Value) : Within(match, Placeholders.Of(piece.Index, VariablePlace.Quoted))))),
        }).ToList();
    }

    private string Within(LineMatch match, string text) => match is LineMatch.Pattern or LineMatch.NotPattern ? Pattern(text) : values.Text(text, value => value);

    private string Plain(LineMatch match, int index, string value) => match is LineMatch.Pattern or LineMatch.NotPattern ? PatternText(index, value) : value;

    private string Pattern(string pattern)
    {
        if (Placeholders.Split(pattern) is not { } pieces)
        {
            return pattern;
        }
        return string.Concat(pieces.Select(piece => piece.Text ?? PatternText(piece.Index, values.Text(Placeholders.Of(piece.Index, VariablePlace.Quoted), value => value))));
    }

    // In a pattern <name> captures, and nothing escapes it.
    private string PatternText(int index, string value)
    {
        if (value.AsSpan().ContainsAny('<', '>'))
        {
            values.Fail(index, "holds < or >, which means something else in a pattern.", "Choose another value, or use a regular expression.");
        }
        return value;
    }

    /// <summary>Text of a Go template: braces of a value are written so that they stand for themselves.</summary>
    private string GoTemplate(string template)
    {
        if (Placeholders.Split(template) is not { } pieces)
        {
            return template;
        }
        var output = new StringBuilder();
        var author = new StringBuilder();
        foreach (var (literal, index) in pieces)
        {
            if (literal is not null)
            {
                output.Append(literal);
                author.Append(literal);
                continue;
            }
            var value = values.Text(Placeholders.Of(index, VariablePlace.Quoted), text => text);
            var before = author.ToString();
            if (before.LastIndexOf("{{", StringComparison.Ordinal) > before.LastIndexOf("}}", StringComparison.Ordinal))
            {
                if (!value.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-'))
                {
                    values.Fail(index, "stands in an action of a template, where it may hold letters, digits, - and _ only.", "Write it outside of the braces.");
                }
                output.Append(value);
            }
            else if (before.EndsWith('{'))
            {
                values.Fail(index, "cannot stand right after a brace of a template.", "Put a space between them.");
            }
            else
            {
                output.Append(value.Replace("{", "{{\"{\"}}", StringComparison.Ordinal));
            }
            // What follows is not right after a brace of the author's any more.
            author.Append('x');
        }
        return output.ToString();
    }
}
