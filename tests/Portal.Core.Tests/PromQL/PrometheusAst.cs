using System.Globalization;
using System.Text;
using System.Text.Json;
using Portal.Core.PromQL;

namespace Portal.Core.Tests.PromQL;

/// <summary>Writes our trees and those of Prometheus' <c>/api/v1/parse_query</c> in one bracketed form, to compare them.</summary>
internal static class PrometheusAst
{
    public static string Write(Expr expression) => expression switch
    {
        NumberLiteral number => $"(number {Number(number.Value)})",
        StringLiteral literal => $"(string {Valid(literal.Value)})",
        ParenExpr paren => $"(paren {Write(paren.Inner)})",
        UnaryExpr unary => $"(unary {(unary.Negative ? "-" : "+")} {Write(unary.Operand)})",
        VectorSelector selector => $"(vector {Selector(selector)})",
        MatrixSelector matrix => $"(matrix {Selector(matrix.Selector)} range {Write(matrix.Range)})",
        SubqueryExpr subquery => $"(subquery {Write(subquery.Inner)} range {Write(subquery.Range)} step {Write(subquery.Step)} {Time(subquery.At, subquery.Offset)})",
        CallExpr call => $"(call {call.Function.Name} {Arity(call.Function)} {string.Join(' ', call.Arguments.Select(Write))})",
        AggregateExpr aggregate => $"(aggregate {aggregate.Operator.Text()} {(aggregate.Without ? "without" : "by")} [{string.Join(',', aggregate.Grouping)}] "
            + $"{(aggregate.Parameter is null ? "" : Write(aggregate.Parameter))} {Write(aggregate.Inner)})",
        BinaryExpr binary => $"(binary {binary.Operator.Text()} {(binary.ReturnBool ? "bool" : "")} {Matching(binary.Matching)} {Write(binary.Left)} {Write(binary.Right)})",
        _ => throw new NotSupportedException(expression.GetType().Name),
    };

    public static string Write(JsonElement node) => node.Text("type") switch
    {
        "numberLiteral" => $"(number {node.Text("val")})",
        "stringLiteral" => $"(string {node.Text("val")})",
        "parenExpr" => $"(paren {Write(node.GetProperty("expr"))})",
        "unaryExpr" => $"(unary {node.Text("op")} {Write(node.GetProperty("expr"))})",
        "vectorSelector" => $"(vector {Selector(node)})",
        "matrixSelector" => $"(matrix {Selector(node)} range {Duration(node, "range")})",
        "subquery" => $"(subquery {Write(node.GetProperty("expr"))} range {Duration(node, "range")} step {Duration(node, "step")} {Time(node)})",
        "call" => $"(call {node.GetProperty("func").Text("name")} {Arity(node.GetProperty("func"))} {string.Join(' ', node.GetProperty("args").EnumerateArray().Select(Write))})",
        "aggregation" => $"(aggregate {node.Text("op")} {(node.Flag("without") ? "without" : "by")} [{Join(node.GetProperty("grouping"))}] "
            + $"{(node.GetProperty("param").ValueKind == JsonValueKind.Null ? "" : Write(node.GetProperty("param")))} {Write(node.GetProperty("expr"))})",
        "binaryExpr" => $"(binary {node.Text("op")} {(node.Flag("bool") ? "bool" : "")} {Matching(node.GetProperty("matching"))} {Write(node.GetProperty("lhs"))} {Write(node.GetProperty("rhs"))})",
        var type => throw new NotSupportedException(type),
    };

    // JSON cannot carry bytes that are not UTF-8.
    private static string Valid(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));

    private static string Number(double value) => NumberText.Plain(value);

    private static string Selector(VectorSelector selector)
    {
        var matchers = selector.Matchers.Concat(selector.MetricName is { } name ? [new LabelMatcher("__name__", MatchOperator.Equal, name)] : []);
        return $"{selector.MetricName ?? ""} {{{Sorted(matchers.Select(matcher => $"{matcher.Name}{matcher.Operator.Text()}{matcher.Value}"))}}} {selector.Mode} {Time(selector.At, selector.Offset)}";
    }

    private static string Selector(JsonElement node) =>
        $"{node.Text("name")} {{{Sorted(node.GetProperty("matchers").EnumerateArray().Select(matcher => matcher.Text("name") + matcher.Text("type") + matcher.Text("value")))}}} "
        + $"{(node.Flag("anchored") ? RangeMode.Anchored : node.Flag("smoothed") ? RangeMode.Smoothed : RangeMode.Default)} {Time(node)}";

    private static string Sorted(IEnumerable<string> matchers) => string.Join(',', matchers.Order(StringComparer.Ordinal));

    private static string Time(AtModifier? at, DurationValue? offset) =>
        $"@{at?.Kind switch { null => "", AtKind.Start => "start", AtKind.End => "end", _ => at.TimestampMs.ToString(CultureInfo.InvariantCulture) }} offset {Write(offset)}";

    private static string Time(JsonElement node) => $"@{node.MaybeText("startOrEnd") ?? node.GetProperty("timestamp").ToString()} offset {Duration(node, "offset")}";

    private static string Write(DurationValue? value) => value switch
    {
        null => "0",
        FixedDuration number => number.Milliseconds.ToString(CultureInfo.InvariantCulture),
        DurationExpression expression => Write(expression.Expression),
        _ => throw new NotSupportedException(value.GetType().Name),
    };

    private static string Duration(JsonElement node, string name) =>
        node.GetProperty(name + "Expr") is { ValueKind: JsonValueKind.Object } expression ? DurationNode(expression) : node.GetProperty(name).ToString();

    private static string Write(DurationExpr expression) => expression switch
    {
        DurationNumber number => Number(number.Seconds) + (number.IsDuration ? "s" : ""),
        DurationParen paren => $"<{Write(paren.Inner)}>",
        DurationUnary unary => $"({(unary.Negative ? "-" : "+")} {Write(unary.Operand)})",
        DurationBinary binary => $"({binary.Operator.Text()} {Write(binary.Left)} {Write(binary.Right)})",
        DurationCall { Arguments.Count: 0 } call => $"({call.Name})",
        DurationCall call => $"({call.Name} {string.Join(' ', call.Arguments.Select(Write))})",
        _ => throw new NotSupportedException(expression.GetType().Name),
    };

    private static string DurationNode(JsonElement node)
    {
        if (node.Text("type") == "numberLiteral")
        {
            return node.Text("val") + (node.Flag("duration") ? "s" : "");
        }
        var operands = new[] { "lhs", "rhs" }.Select(node.GetProperty).Where(side => side.ValueKind == JsonValueKind.Object).Select(DurationNode).ToList();
        // A sign that changes nothing only carries the parentheses around a number.
        var text = node.Text("op") == "+" && operands.Count == 1 ? operands[0] : $"({string.Join(' ', operands.Prepend(node.Text("op")))})";
        return node.Flag("wrapped") ? $"<{text}>" : text;
    }

    private static string Arity(Function function) => $"{string.Join(',', function.ArgumentTypes.Select(type => type.ShortText()))}/{function.Variadic}:{function.ReturnType.ShortText()}";

    private static string Arity(JsonElement function) =>
        $"{string.Join(',', function.GetProperty("argTypes").EnumerateArray().Select(type => type.GetString()))}/{function.GetProperty("variadic").GetInt32()}:{function.Text("returnType")}";

    private static string Matching(VectorMatching? matching) => matching is null ? "" :
        $"{matching.Cardinality switch { MatchCardinality.OneToOne => "one-to-one", MatchCardinality.ManyToOne => "many-to-one", MatchCardinality.OneToMany => "one-to-many", _ => "many-to-many" }} "
        + $"{(matching.On ? "on" : "ignoring")} [{string.Join(',', matching.MatchingLabels)}] [{string.Join(',', matching.Include)}] {Fill(matching.FillLeft)} {Fill(matching.FillRight)}";

    private static string Matching(JsonElement matching) => matching.ValueKind == JsonValueKind.Null ? "" :
        $"{matching.Text("card")} {(matching.Flag("on") ? "on" : "ignoring")} [{Join(matching.GetProperty("labels"))}] [{Join(matching.GetProperty("include"))}] "
        + $"{Fill(matching.GetProperty("fillValues").GetProperty("lhs"))} {Fill(matching.GetProperty("fillValues").GetProperty("rhs"))}";

    private static string Fill(double? value) => value is { } number ? Number(number) : "-";

    private static string Fill(JsonElement value) => value.ValueKind == JsonValueKind.Null ? "-" : Number(value.GetDouble());

    private static string Join(JsonElement labels) => labels.ValueKind == JsonValueKind.Null ? "" : string.Join(',', labels.EnumerateArray().Select(label => label.GetString()));
}
