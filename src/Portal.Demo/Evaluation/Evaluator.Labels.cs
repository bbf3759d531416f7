using System.Text;
using System.Text.RegularExpressions;
using Portal.Core.PromQL;
using Portal.Demo.Storage;

namespace Portal.Demo.Evaluation;

internal sealed partial class Evaluator
{
    private VectorValue LabelReplace(CallExpr call, Grid grid)
    {
        var vector = EvaluateVector(call.Arguments[0], grid);
        var target = EvaluateString(call.Arguments[1], grid);
        var replacement = EvaluateString(call.Arguments[2], grid);
        var source = EvaluateString(call.Arguments[3], grid);
        var pattern = EvaluateString(call.Arguments[4], grid);
        Regex regex;
        try
        {
            regex = Patterns.Anchored(pattern);
        }
        catch (EvaluationException)
        {
            throw EvaluationException.Execution($"invalid regular expression in label_replace(): {pattern}");
        }
        CheckLabelName(target, "label_replace");
        return Relabel(vector, target, labels =>
        {
            var match = regex.Match(labels.Get(source));
            return match.Success ? Expand(replacement, match) : null;
        });
    }

    private VectorValue LabelJoin(CallExpr call, Grid grid)
    {
        var vector = EvaluateVector(call.Arguments[0], grid);
        var target = EvaluateString(call.Arguments[1], grid);
        var separator = EvaluateString(call.Arguments[2], grid);
        var sources = call.Arguments.Skip(3).Select(a => EvaluateString(a, grid)).ToArray();
        CheckLabelName(target, "label_join");
        return Relabel(vector, target, labels => string.Join(separator, sources.Select(labels.Get)));
    }

    private VectorValue Relabel(List<EvalSeries> vector, string target, Func<LabelSet, string?> value)
    {
        var results = new List<EvalSeries>(vector.Count);
        foreach (var series in vector)
        {
            var text = value(series.Labels);
            results.Add(text is null ? series : series.Relabel(series.Labels.With(target, text), series.DropName && target != LabelSet.MetricName));
        }
        return new(Merge(results));
    }

    private static void CheckLabelName(string name, string function)
    {
        if (!LabelName.IsValid(name))
        {
            throw EvaluationException.Execution($"invalid destination label name in {function}(): {LabelName.Quote(name)}");
        }
    }

    /// <summary>Puts groups into a replacement: <c>$1</c>, <c>${1}</c>, <c>$name</c>, <c>$$</c>; unknown ones are empty.</summary>
    private static string Expand(string replacement, Match match)
    {
        var text = new StringBuilder();
        for (var i = 0; i < replacement.Length; i++)
        {
            if (replacement[i] != '$' || i + 1 == replacement.Length)
            {
                text.Append(replacement[i]);
                continue;
            }
            if (replacement[i + 1] == '$')
            {
                text.Append('$');
                i++;
                continue;
            }
            var braces = replacement[i + 1] == '{';
            var start = i + (braces ? 2 : 1);
            var end = start;
            while (end < replacement.Length && (char.IsAsciiLetterOrDigit(replacement[end]) || replacement[end] == '_'))
            {
                end++;
            }
            if (end == start || (braces && (end == replacement.Length || replacement[end] != '}')))
            {
                text.Append('$');
                continue;
            }
            text.Append(match.Groups[replacement[start..end]].Value);
            i = braces ? end : end - 1;
        }
        return text.ToString();
    }
}
