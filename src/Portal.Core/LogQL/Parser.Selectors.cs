using Portal.Core.PromQL;

namespace Portal.Core.LogQL;

internal sealed partial class Parser
{
    /// <summary><c>{…}</c> and its stages up to a range, an unwrap or the end.</summary>
    private LogPipeline ParsePipeline()
    {
        Enter();
        var start = _current.Start;
        LogPipeline pipeline;
        if (Accept("("))
        {
            pipeline = ParsePipeline();
            Expect(")");
        }
        else
        {
            var selector = ParseSelector();
            pipeline = new LogPipeline(selector, ParseStages());
        }
        Leave();
        return pipeline with { Position = new Span(start, _lastEnd) };
    }

    private StreamSelector ParseSelector()
    {
        var start = _current.Start;
        Expect("{");
        var matchers = new List<LabelMatcher>();
        while (!_current.Is("}"))
        {
            if (matchers.Count > 0)
            {
                Expect(",");
            }
            matchers.Add(ParseMatcher(ExpectName()));
        }
        Advance();
        var span = new Span(start, _lastEnd);
        if (!matchers.Exists(SelectorRules.IsSelective))
        {
            throw Fault(span, "queries require at least one regexp or equality matcher that does not have an empty-compatible value. For instance, app=~\".*\" does not meet this requirement, but app=~\".+\" will");
        }
        return new StreamSelector([.. matchers]) { Position = span };
    }

    /// <summary>The operator and the value behind a label's name.</summary>
    private LabelMatcher ParseMatcher(string name)
    {
        var op = _current.Text switch
        {
            "=" when _current.Kind == TokenKind.Symbol => MatchOperator.Equal,
            "!=" => MatchOperator.NotEqual,
            "=~" => MatchOperator.Regex,
            "!~" => MatchOperator.NotRegex,
            _ => throw Unexpected("=, !=, =~ or !~"),
        };
        Advance();
        var at = _current.Span;
        var value = ExpectString();
        if (op is MatchOperator.Regex or MatchOperator.NotRegex)
        {
            CheckRegex(value, at);
        }
        return new LabelMatcher(name, op, value);
    }

    private static void CheckRegex(string pattern, Span span)
    {
        if (Re2Syntax.Check(pattern).Problem is { } problem)
        {
            throw Fault(span, $"error parsing regexp: {problem}");
        }
    }

    // The range may stand before the stages or behind them, and parentheses may enclose anything before it.
    private LogRange ParseRange()
    {
        var start = _current.Start;
        var parens = 0;
        while (Accept("("))
        {
            Enter();
            parens++;
        }
        var selector = ParseSelector();
        var stages = new List<Stage>();
        Unwrap? unwrap = null;
        (long Range, long Offset)? range = null;
        while (true)
        {
            if (_current.Kind == TokenKind.Range)
            {
                if (range is not null)
                {
                    throw Unexpected();
                }
                range = ParseDurations();
            }
            else if (parens > 0 && _current.Is(")"))
            {
                Advance();
                Leave();
                parens--;
            }
            else if (unwrap is null && _current.Is("|") && Peek().Is("unwrap"))
            {
                unwrap = ParseUnwrap();
            }
            else if (unwrap is null && IsStageStart())
            {
                stages.Add(ParseStage());
            }
            else
            {
                break;
            }
        }
        if (parens > 0)
        {
            throw Unexpected(")");
        }
        if (range is not { } parts)
        {
            throw Unexpected("a range such as [5m]");
        }
        var pipeline = new LogPipeline(selector, [.. stages]) { Position = new Span(start, _lastEnd) };
        return new LogRange(pipeline, unwrap, parts.Range, parts.Offset);
    }

    private (long Range, long Offset) ParseDurations()
    {
        var token = Advance();
        if (!Quantity.TryDuration(token.Text.AsSpan(1, token.Text.Length - 2).Trim(), out var range) || range <= 0)
        {
            throw Fault(token.Span, $"not a valid duration string: {Quoting.Quote(token.Text[1..^1])}");
        }
        long offset = 0;
        if (Accept("offset"))
        {
            var negative = Accept("-");
            Quantity.TryDuration(Expect(TokenKind.Duration, "a duration").Text, out offset);
            offset = negative ? -offset : offset;
        }
        return (range, offset);
    }

    private Unwrap ParseUnwrap()
    {
        Advance();
        Expect("unwrap");
        string? conversion = null;
        string label;
        if (_current is { Kind: TokenKind.Function, Text: "bytes" or "duration" or "duration_seconds" })
        {
            conversion = Advance().Text;
            Expect("(");
            label = ExpectName();
            Expect(")");
        }
        else
        {
            label = ExpectName();
        }
        var filters = new List<LabelFilter>();
        while (Accept("|"))
        {
            filters.Add(ParseLabelFilter(0));
        }
        return new Unwrap(label, conversion, [.. filters]);
    }
}
