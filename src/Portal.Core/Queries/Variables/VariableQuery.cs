using Portal.Core.PromQL;

namespace Portal.Core.Queries.Variables;

/// <summary>The kinds of question that a variable may ask.</summary>
internal enum VariableQueryKind
{
    /// <summary><c>label_values(label)</c> or <c>label_values(selector, label)</c></summary>
    LabelValues,
    /// <summary><c>label_names()</c></summary>
    LabelNames,
    /// <summary><c>metrics(regex)</c></summary>
    Metrics,
    /// <summary><c>query_result(expr)</c></summary>
    QueryResult,
}

/// <summary>A variable's query, taken apart. The parts may name variables.</summary>
/// <param name="Kind">What is asked.</param>
/// <param name="Expr">A selector, a regular expression or a query; null for none.</param>
/// <param name="Label">The label whose values are asked for; null but for <see cref="VariableQueryKind.LabelValues"/>.</param>
/// <param name="ExprStart">Where <paramref name="Expr"/> begins in the text, from 0.</param>
internal sealed record VariableQuery(VariableQueryKind Kind, string? Expr, string? Label, int ExprStart)
{
    /// <summary>What a query may be.</summary>
    public const string Help = "Write label_values(selector, label), label_values(label), label_names(), metrics(regex) or query_result(expr).";

    /// <summary>Takes a query apart; null where it is none.</summary>
    public static VariableQuery? Read(string text)
    {
        var end = text.TrimEnd().Length;
        var open = text.IndexOf('(', StringComparison.Ordinal);
        if (open < 0 || text[end - 1] != ')')
        {
            return null;
        }
        var name = text[..open].Trim();
        var body = text[(open + 1)..(end - 1)];
        var start = open + 1 + (body.Length - body.TrimStart().Length);
        var inner = body.Trim();
        return name switch
        {
            "label_values" => LabelValues(body, open + 1),
            "label_names" when inner.Length == 0 => new VariableQuery(VariableQueryKind.LabelNames, null, null, start),
            "metrics" when inner.Length > 0 => new VariableQuery(VariableQueryKind.Metrics, inner, null, start),
            "query_result" when inner.Length > 0 => new VariableQuery(VariableQueryKind.QueryResult, inner, null, start),
            _ => null,
        };
    }

    // A label's name holds no comma, so the last one stands before it.
    private static VariableQuery? LabelValues(string body, int offset)
    {
        var comma = body.LastIndexOf(',');
        var label = body[(comma + 1)..].Trim();
        if (label is ['"', _, .., '"'])
        {
            label = label[1..^1];
        }
        var isName = label.Length > 0 && (ValueSyntax.IsName(label, part: false) || VariableReference.At(label, 0) is { } reference && reference.End == label.Length);
        if (!isName)
        {
            return null;
        }
        var selector = comma < 0 ? "" : body[..comma].Trim();
        var start = offset + (body.Length - body.TrimStart().Length);
        return comma >= 0 && selector.Length == 0 ? null : new VariableQuery(VariableQueryKind.LabelValues, comma < 0 ? null : selector, label, start);
    }

    /// <summary>A selector of the metrics whose names match a regular expression anywhere.</summary>
    public static VectorSelector MetricsMatching(string regex) => new(null, [new LabelMatcher("__name__", MatchOperator.Regex, $".*(?:{regex}).*")]);
}
