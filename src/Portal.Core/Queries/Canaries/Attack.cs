using Portal.Core.PromQL;

namespace Portal.Core.Queries.Canaries;

/// <summary>A query that tries to leave its scope.</summary>
/// <param name="Name">What it tries.</param>
/// <param name="Text">The query.</param>
/// <param name="Witness">A label into which the query copies the isolation's label before it forges that one; null where it forges nothing.</param>
internal sealed record Attack(string Name, string Text, string? Witness = null)
{
    private const string Copied = "witness";
    private const string Targets = "__name__=~\"up|target_info\"";

    /// <summary>Attacks in PromQL on the isolation's label of that name and value.</summary>
    public static IReadOnlyList<Attack> PromQL(string label, string value)
    {
        var (own, any) = (Quoting.Quote(value), $"{label}=~\".+\"");
        return
        [
            new("every name there is", $"count by ({label}) ({{__name__=~\".+\"}})"),
            new("a matcher that allows every value", $"count by ({label}) ({{{Targets}, {label}=~\".*\"}})"),
            new("a matcher that shuts the own value out", $"count by ({label}) ({{{Targets}, {label}!={own}}})"),
            new("a union with everybody's", $"count by ({label}) ({{{Targets}}}) or count by ({label}) ({{{Targets}, {any}}})"),
            new("everybody's without the own", $"count by ({label}) ({{{Targets}, {any}}} unless {{{Targets}, {label}={own}}})"),
            new("the own label written over others'", $"count by ({Copied}) (label_replace(label_replace({{{Targets}}}, \"{Copied}\", \"$1\", \"{label}\", \"(.*)\"), \"{label}\", {own}, \"\", \"\"))", Copied),
            new("labels joined into another", $"count by ({Copied}) (label_join({{{Targets}}}, \"{Copied}\", \"\", \"{label}\"))", Copied),
            new("a subquery", $"count by ({label}) (max_over_time({{{Targets}, {any}}}[5m:1m]))"),
            new("an aggregation's parameter", $"topk(scalar(count({{{Targets}, {any}}})), count by ({label}) ({{{Targets}}}))"),
            new("an offset", $"count by ({label}) ({{{Targets}, {any}}} offset 1m)"),
            new("a comment in the selector", $"count by ({label}) ({{{Targets} # , {label}={own}}})\n, {any}}})"),
            new("names in quotes", $"count by (\"{label}\") ({{\"up\", \"{label}\"=~\".+\"}})"),
            new("a closing brace in a value", $"count by ({label}) ({{{Targets}, job!=\"\\\"}} or {{{label}=~\\\".+\\\"}}\"}})"),
            new("info() without a selector", $"count by ({label}) (info({{{Targets}}}))"),
        ];
    }

    /// <summary>Attacks in LogQL on the isolation's label of that name and value.</summary>
    public static IReadOnlyList<Attack> LogQL(string label, string value)
    {
        var (own, any) = (Quoting.Quote(value), $"{label}=~\".+\"");
        return
        [
            new("every stream there is", $"{{{any}}}"),
            new("a matcher that shuts the own value out", $"{{{label}!={own}, {any}}}"),
            new("a matcher in backticks", $"{{{label}=~`.+`}}"),
            new("a comment in the selector", $"{{{any} # , {label}={own}}}\n}}"),
            new("a closing brace in a line filter", $"{{{any}}} |= `}} or {{{any}`"),
            new("the own label written over others'", $"{{{any}}} | label_format {Copied}=\"{{{{.{label}}}}}\", {label}={own}", Copied),
            new("lines counted by the label", $"sum by ({label}) (count_over_time({{{any}}}[5m]))"),
            new("a union with everybody's", $"sum by ({label}) (count_over_time({{{label}={own}}}[5m])) or sum by ({label}) (count_over_time({{{any}}}[5m]))"),
            new("everybody's without the own", $"sum by ({label}) (count_over_time({{{any}}}[5m])) unless sum by ({label}) (count_over_time({{{label}={own}}}[5m]))"),
        ];
    }

    /// <summary>Whether a label set of the answer is another's.</summary>
    public bool IsForeign(ScopedQuery query, IReadOnlyDictionary<string, string> labels, string own) =>
        query.Proven.Any(label => labels.TryGetValue(label.Key, out var found) && found != label.Value) || (Witness is not null && labels.TryGetValue(Witness, out var seen) && seen != own);
}
