using System.Text.RegularExpressions;
using Portal.Core.PromQL;

namespace Portal.Core.LogQL;

internal sealed partial class Parser
{
    private EquatableList<Stage> ParseStages()
    {
        var stages = new List<Stage>();
        while (IsStageStart())
        {
            stages.Add(ParseStage());
        }
        return [.. stages];
    }

    private bool IsStageStart() => _current.Kind == TokenKind.Symbol && _current.Text is "|" or "|=" or "|~" or "|>" or "!=" or "!~" or "!>";

    private Stage ParseStage()
    {
        if (!_current.Is("|"))
        {
            return ParseLineFilter();
        }
        Advance();
        if (_current.Kind != TokenKind.Keyword)
        {
            return new LabelFilterStage(ParseLabelFilter(0));
        }
        switch (_current.Text)
        {
            case "json":
                Advance();
                return new JsonStage(ParseExtractions());
            case "logfmt":
                Advance();
                return ParseLogfmt();
            case "regexp":
                Advance();
                return ParseRegexp();
            case "pattern":
                Advance();
                return new PatternStage(CheckedPattern());
            case "unpack":
                Advance();
                return new UnpackStage();
            case "decolorize":
                Advance();
                return new DecolorizeStage();
            case "line_format":
                Advance();
                return new LineFormatStage(ExpectString());
            case "label_format":
                Advance();
                return ParseLabelFormat();
            case "drop":
                Advance();
                return new DropStage(ParseChoices());
            case "keep":
                Advance();
                return new KeepStage(ParseChoices());
            default:
                throw Unexpected("a stage");
        }
    }

    private LineFilter ParseLineFilter()
    {
        var match = Advance().Text switch
        {
            "|=" => LineMatch.Contains,
            "!=" => LineMatch.NotContains,
            "|~" => LineMatch.Regex,
            "!~" => LineMatch.NotRegex,
            "|>" => LineMatch.Pattern,
            _ => LineMatch.NotPattern,
        };
        var texts = new List<LineFilterText>();
        do
        {
            texts.Add(ParseLineFilterText());
        }
        while (Accept("or"));
        return new LineFilter(match, [.. texts]);
    }

    // Loki looks at the regular expressions of line filters only when it runs them, and so do we.
    private LineFilterText ParseLineFilterText()
    {
        if (_current is { Kind: TokenKind.Function, Text: "ip" })
        {
            Advance();
            Expect("(");
            var addresses = ExpectString();
            Expect(")");
            return new LineFilterText(addresses, IsIp: true);
        }
        return new LineFilterText(_current.Kind == TokenKind.String ? ExpectString() : throw Unexpected("a string or ip"));
    }

    private EquatableList<Extraction> ParseExtractions()
    {
        var extractions = new List<Extraction>();
        while (_current.Kind == TokenKind.Identifier)
        {
            var label = ExpectName();
            extractions.Add(new Extraction(label, Accept("=") ? ExpectString() : label));
            if (!Accept(","))
            {
                break;
            }
            if (_current.Kind != TokenKind.Identifier)
            {
                throw Unexpected("a label's name");
            }
        }
        return [.. extractions];
    }

    private LogfmtStage ParseLogfmt()
    {
        var (strict, keepEmpty) = (false, false);
        while (_current.Kind == TokenKind.Flag)
        {
            var flag = Advance();
            strict |= flag.Text == "--strict";
            keepEmpty |= flag.Text == "--keep-empty";
        }
        return new LogfmtStage(strict, keepEmpty, ParseExtractions());
    }

    private RegexpStage ParseRegexp()
    {
        var span = _current.Span;
        var pattern = ExpectString();
        CheckRegex(pattern, span);
        var names = GroupName().Matches(pattern).Select(m => m.Groups[1].Value).ToList();
        if (names.Count == 0)
        {
            throw Fault(span, "at least one named capture must be supplied");
        }
        if (names.GroupBy(name => name).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw Fault(span, $"duplicate extracted label name '{twice.Key}'");
        }
        return new RegexpStage(pattern);
    }

    private string CheckedPattern()
    {
        var span = _current.Span;
        var pattern = ExpectString();
        var captures = Capture().Matches(pattern);
        if (!captures.Any(capture => capture.Value != "<_>"))
        {
            throw Fault(span, "at least one capture is required");
        }
        for (var i = 1; i < captures.Count; i++)
        {
            if (captures[i - 1].Index + captures[i - 1].Length == captures[i].Index)
            {
                throw Fault(span, $"found consecutive capture '{captures[i - 1].Value}{captures[i].Value}': there must be text between them");
            }
        }
        if (captures.Where(capture => capture.Value != "<_>").GroupBy(capture => capture.Value).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw Fault(span, $"duplicate capture name ({twice.Key[1..^1]})");
        }
        return pattern;
    }

    private LabelFormatStage ParseLabelFormat()
    {
        var formats = new List<LabelFormat>();
        do
        {
            var span = _current.Span;
            var label = ExpectName();
            Expect("=");
            if (formats.Exists(format => format.Label == label))
            {
                throw Fault(span, $"multiple label name '{label}' not allowed in a single format operation");
            }
            formats.Add(_current.Kind == TokenKind.Identifier ? new LabelFormat(label, ExpectName(), IsRename: true) : new LabelFormat(label, ExpectString(), IsRename: false));
        }
        while (Accept(","));
        return new LabelFormatStage([.. formats]);
    }

    private EquatableList<LabelChoice> ParseChoices()
    {
        var choices = new List<LabelChoice>();
        do
        {
            var name = ExpectName();
            choices.Add(new LabelChoice(name, _current.Kind == TokenKind.Symbol && _current.Text is "=" or "!=" or "=~" or "!~" && Peek().Kind == TokenKind.String ? ParseMatcher(name) : null));
        }
        while (Accept(","));
        return [.. choices];
    }

    [GeneratedRegex(@"(?<!\\)\(\?P?<([A-Za-z_][A-Za-z0-9_]*)>")]
    private static partial Regex GroupName();

    [GeneratedRegex("<[A-Za-z_][A-Za-z0-9_]*>")]
    private static partial Regex Capture();
}
