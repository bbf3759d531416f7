using System.Globalization;
using System.Text.RegularExpressions;
using Portal.Core.PromQL;
using Portal.Demo.Storage;

namespace Portal.Tests.Demo.PromQLTest;

/// <summary>One command of an evaluation script.</summary>
internal abstract record Command(int Line);

internal sealed record ClearCommand(int Line) : Command(Line);

internal sealed record LoadCommand(int Line, long StepMs, bool WithCustomBuckets, List<(LabelSet Labels, List<NotedValue> Values)> Series) : Command(Line);

internal sealed record EvalCommand(int Line, bool IsRange, long StartMs, long EndMs, long StepMs, string Query) : Command(Line)
{
    public bool MustFail { get; set; }

    public string? FailureText { get; set; }

    public bool Ordered { get; set; }

    public List<(string Kind, Func<string, bool>? Test)> Annotations { get; } = [];

    public double? Scalar { get; set; }

    public string? Text { get; set; }

    public List<(LabelSet Labels, List<NotedValue> Values)> Expected { get; } = [];
}

/// <summary>Reads the scripts of Prometheus' evaluation tests.</summary>
internal static partial class Script
{
    [GeneratedRegex(@"^(eval|eval_fail|eval_ordered|eval_warn|eval_info)\s+instant\s+(?:at\s+(\S+))?\s+(.+)$")]
    private static partial Regex InstantPattern { get; }

    [GeneratedRegex(@"^(eval|eval_fail|eval_warn|eval_info)\s+range\s+from\s+(\S+)\s+to\s+(\S+)\s+step\s+(\S+?)\s+(.+)$")]
    private static partial Regex RangePattern { get; }

    [GeneratedRegex(@"^expect\s+(\w+)\s*(?:(msg|regex):\s*(.*))?(.*)$")]
    private static partial Regex ExpectPattern { get; }

    public static IEnumerable<Command> Parse(string[] lines)
    {
        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i].Trim();
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }
            var number = i + 1;
            if (line == "clear")
            {
                yield return new ClearCommand(number);
            }
            else if (line.StartsWith("load", StringComparison.Ordinal))
            {
                var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                var load = new LoadCommand(number, Duration(words[1]), words[0] == "load_with_nhcb", []);
                foreach (var text in Block(lines, ref i))
                {
                    load.Series.Add(SeriesNotation.Parse(text));
                }
                yield return load;
            }
            else
            {
                var eval = Eval(line, number) ?? throw new FormatException($"line {number}: {line}");
                foreach (var text in Block(lines, ref i))
                {
                    Expect(eval, text);
                }
                yield return eval;
            }
        }
    }

    private static List<string> Block(string[] lines, ref int i)
    {
        var block = new List<string>();
        // A comment ends a block as an empty line does; some scripts leave out both.
        while (i + 1 < lines.Length && lines[i + 1].Trim() is { Length: > 0 } text && text[0] != '#' && !text.StartsWith("eval", StringComparison.Ordinal))
        {
            i++;
            block.Add(text);
        }
        return block;
    }

    private static EvalCommand? Eval(string line, int number)
    {
        if (InstantPattern.Match(line) is { Success: true } instant)
        {
            var at = Duration(instant.Groups[2].Value);
            return new(number, false, at, at, 0, instant.Groups[3].Value) { MustFail = instant.Groups[1].Value == "eval_fail", Ordered = instant.Groups[1].Value == "eval_ordered" };
        }
        if (RangePattern.Match(line) is { Success: true } range)
        {
            return new(number, true, Duration(range.Groups[2].Value), Duration(range.Groups[3].Value), Duration(range.Groups[4].Value), range.Groups[5].Value) { MustFail = range.Groups[1].Value == "eval_fail" };
        }
        return null;
    }

    private static void Expect(EvalCommand eval, string text)
    {
        if (ExpectPattern.Match(text) is { Success: true } expect)
        {
            var (kind, how, what) = (expect.Groups[1].Value, expect.Groups[2].Value, expect.Groups[3].Value.Trim());
            switch (kind)
            {
                case "fail":
                    eval.MustFail = true;
                    eval.FailureText = how == "msg" ? what : null;
                    break;
                case "ordered":
                    eval.Ordered = true;
                    break;
                case "string":
                    var quoted = text[(text.IndexOf("string", StringComparison.Ordinal) + 6)..].Trim();
                    eval.Text = ((StringLiteral)PromQLParser.Parse(quoted).Expression!).Value;
                    break;
                default:
                    eval.Annotations.Add((kind, how switch { "msg" => a => a == what, "regex" => a => Regex.IsMatch(a, what), _ => null }));
                    break;
            }
        }
        else if (!text.Contains('{', StringComparison.Ordinal) && double.TryParse(text.Replace("+Inf", "Infinity", StringComparison.Ordinal).Replace("-Inf", "-Infinity", StringComparison.Ordinal), NumberStyles.Float, CultureInfo.InvariantCulture, out var scalar))
        {
            eval.Scalar = scalar;
        }
        else if (text is "Inf" or "NaN")
        {
            eval.Scalar = SeriesNotation.Number(text);
        }
        else
        {
            eval.Expected.Add(SeriesNotation.Parse(text));
        }
    }

    private static long Duration(string text) => text.Length == 0 ? 0 : PromQLParser.Parse(text).Expression switch
    {
        NumberLiteral number => (long)Math.Round(number.Value * 1000),
        UnaryExpr { Operand: NumberLiteral number, Negative: true } => -(long)Math.Round(number.Value * 1000),
        _ => throw new FormatException($"not a duration: {text}"),
    };
}
