using CsCheck;
using Portal.Core.Dashboards;
using Portal.Core.Diagnostics;
using Portal.Core.PromQL;
using Portal.Core.Queries;
using Portal.Core.Queries.Variables;
using Portal.Core.Tenancy;

namespace Portal.Core.Tests.Queries.Variables;

/// <summary>Whatever a viewer chooses, the query stays the author's.</summary>
public sealed class InterpolationPropertyTests
{
    private static readonly string[] Queries =
    [
        "up{job=\"$x\"}", "up{job='a$x'}", "up{job=`$x`}", "up{job!=\"$x\"}", "up{job=~\"$x\"}", "up{job=~\"a.*($x|b)+$\"}", "up{job!~\"${x:pipe}\"}", "up{job=~\"${x:csv}\"}",
        "{__name__=~\"$x.*\"}", "{__name__=\"$x\"}", "{\"$x\"}", "up{\"$x\"=\"a\"}", "$x{job=\"a\"}", "a_${x}_b{job=\"$x\"}", "rate(${x}[5m])", "up{$x=\"a\"}",
        "rate(up[$x])", "rate(up[$x:$x] offset $x)", "up offset -$x", "up @ $x", "topk($x, up)", "up > $x", "up ^ -$x", "$x + up",
        "sum by ($x) (up)", "sum(up) without (a, ${x:csv})", "a * on ($x) group_left ($x) b", "count_values(\"$x\", up)",
        "label_replace(up, \"$x\", \"$x\", \"$x\", \"$x\")", "label_join(up, \"a\", \"$x\", \"b\")", "sum(rate(up{a=\"$x\"}[$x])) by ($x) / $x",
        "up{a=\"$x\", b=~\"${x}\"} # $x", "vector($x)", "histogram_quantile($x, sum by (le) (h))",
    ];

    private static readonly string[] Nasty =
    [
        "", "a", "5", "5m", "-1", "Inf", "NaN", "0x1f", "up", "sum", "by", "offset", "or", "info", "secret_metric", "a-b", "a.b", "ä", "\ud83d\ude00", " ", "\n", "\0", "\r# ", "#",
        "\"", "'", "`", "\\", "\\\"", "\\E", "\\Q", "}", "{", "\"}", "\"} or secret{a=\"", "'} or secret{a='", "`} or secret{a=`", "a\",tenant=\"nova", ") or secret", "] or secret[5m",
        "5m]) or rate(secret[5m", "a) (secret) or sum by (b", "1 or secret", "@ 0", ".*", ".+|.*", "a|b", "(", ")", "[", "]", "(?i)", "(?:", "a{1000}", "$x", "${x}", "$__from", "$1", "$$", "^", "$",
        "\ue0b00\ue0b1", "__portal_variable_0_elbairav__", "1912345000", "1912345000ms", "1912345000s", "\\x41", "%s", "<b>", "\u2028",
    ];

    private static readonly Gen<string> Query = Gen.Int[0, Queries.Length - 1].Select(i => Queries[i]);

    private static readonly Gen<string> Trick = Gen.Int[0, Nasty.Length - 1].Select(i => Nasty[i]);

    private static readonly Gen<string> Value = Gen.OneOf(Trick, Trick.Array[1, 4].Select(string.Concat), Gen.String);

    private static readonly Gen<VariableValue> Variable =
        Gen.Select(Value.Array[0, 4], Gen.Bool, Gen.Bool, (values, typed, all) =>
            new VariableValue([.. (typed ? values.Take(1) : values).Where(text => !text.Any(char.IsSurrogate)).Select(text => new VariableOption(text, text))]) { IsTyped = typed, IsAll = !typed && all, AllRegex = !typed && all ? ".*" : null });

    [Fact]
    public void A_value_never_changes_the_shape_of_a_query() => Gen.Select(Query, Variable).Sample((query, value) =>
    {
        if (Interpolation.Fill(query, new Dictionary<string, VariableValue> { ["x"] = value }).Expression is not { } filled)
        {
            return;
        }
        // What goes to a backend is the text, so the text is what is compared.
        if (PromQLParser.Parse(PromQLPrinter.Print(filled)).Expression is not { } read)
        {
            return;
        }
        var plain = Plain(query, value);
        Assert.Equal(Shape(plain), Shape(read));
    }, iter: 30_000);

    [Fact]
    public void A_query_with_any_value_stays_within_its_tenant() => Gen.Select(Query, Variable).Sample((query, value) =>
    {
        if (Interpolation.Fill(query, new Dictionary<string, VariableValue> { ["x"] = value }).Expression is not { } filled)
        {
            return;
        }
        var datasource = new Datasource { Name = "prometheus", Kind = DatasourceKind.Prometheus, Url = new Uri("http://localhost:9090") };
        var labels = new Dictionary<string, string> { ["tenant"] = "acme" };
        var environment = new TenantEnvironment
        {
            Name = "prod",
            Datasources = [datasource],
            Isolation = new Isolation(labels, new Dictionary<string, string>(), Dedicated: false),
            Services = new ServiceSource([], null, null),
            Location = new SourceLocation("tenants/acme.yaml", 1, 1),
        };
        if (QueryScoper.PromQL(new Scope(new TenantId("acme"), "prod"), environment, datasource, PromQLPrinter.Print(filled)).Query is { } scoped)
        {
            Assert.All(PromQLTree.Selectors(PromQLParser.Parse(scoped.Text).Expression!), selector => Assert.Contains(new LabelMatcher("tenant", MatchOperator.Equal, "acme"), selector.Matchers));
        }
    }, iter: 10_000);

    [Fact]
    public void A_value_in_a_matcher_matches_itself_and_nothing_else() => Value.Where(text => !text.Any(char.IsSurrogate) && !text.Contains('\ufffd', StringComparison.Ordinal)).Sample(text =>
    {
        var filled = (VectorSelector)Interpolation.Fill("up{a=\"$x\",b=~\"$x\"}", new Dictionary<string, VariableValue> { ["x"] = VariableValue.Of(text) }).Expression!;
        var read = (VectorSelector)PromQLParser.Parse(PromQLPrinter.Print(filled)).Expression!;
        Assert.Equal(text, read.Matchers[0].Value);
        Assert.Matches("^(?:" + read.Matchers[1].Value + ")\\z", text);
    });

    // The same query with the plainest value that can stand where the other one does.
    private static Expr Plain(string query, VariableValue value)
    {
        var number = value.Chosen is [var only] && ValueSyntax.Number(only.Value) is not null;
        foreach (var plain in number ? new[] { "5m", "plain" } : ["plain", "5m"])
        {
            if (Interpolation.Fill(query, new Dictionary<string, VariableValue> { ["x"] = VariableValue.Of(plain) }).Expression is { } expression)
            {
                return expression;
            }
        }
        throw new InvalidOperationException(query);
    }

    // Kinds of node, names of matchers, and everything that is not a value. One of several texts is =~ where the author wrote =.
    private static string Shape(Expr expression) => string.Join('\n', PromQLTree.Descendants(expression)
        .Where(node => node is not ParenExpr and not UnaryExpr and not NumberLiteral)
        .Select(node => node switch
        {
            VectorSelector selector => $"selector {string.Join(',', Positive(selector).Order())}",
            CallExpr call => call.Function.Name,
            AggregateExpr aggregate => $"{aggregate.Operator} {aggregate.Without}",
            BinaryExpr binary => $"{binary.Operator} {binary.Matching?.Cardinality} {binary.Matching?.On}",
            _ => node.GetType().Name,
        }));

    // A name is a matcher too: one that cannot stand before braces is printed inside.
    private static IEnumerable<bool> Positive(VectorSelector selector) =>
        selector.Matchers.Select(m => m.Operator is MatchOperator.Equal or MatchOperator.Regex).Concat(selector.MetricName is null ? [] : [true]);
}
