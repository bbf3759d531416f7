using CsCheck;
using Portal.Core.PromQL;
using Portal.Core.Queries;
using Portal.Core.Tests.PromQL;
using ValueType = Portal.Core.PromQL.ValueType;

namespace Portal.Core.Tests.Queries;

public sealed class PromQLScoperTests
{
    private static readonly LabelMatcher Acme = new("tenant", MatchOperator.Equal, "acme");

    [Theory]
    [InlineData("up", "up{tenant=\"acme\"}")]
    [InlineData("{__name__=~\".+\"}", "{__name__=~\".+\",tenant=\"acme\"}")]
    [InlineData("{\"my.metric\"}", "{__name__=\"my.metric\",tenant=\"acme\"}")]
    [InlineData("up{tenant=\"acme\"}", "up{tenant=\"acme\"}")]
    [InlineData("up{tenant=\"nova\"}", "up{tenant=\"acme\",tenant=\"nova\"}")]
    [InlineData("up{tenant=~\".*\"}", "up{tenant=\"acme\",tenant=~\".*\"}")]
    [InlineData("up{tenant!=\"acme\"}", "up{tenant!=\"acme\",tenant=\"acme\"}")]
    [InlineData("rate(up[5m] offset 1h)", "rate(up{tenant=\"acme\"}[5m] offset 1h)")]
    [InlineData("max_over_time(up[5m:1m] @ end())", "max_over_time(up{tenant=\"acme\"}[5m:1m] @ end())")]
    [InlineData("a + on (tenant) group_left () b", "a{tenant=\"acme\"} + on (tenant) group_left () b{tenant=\"acme\"}")]
    [InlineData("-a or (b unless c)", "-a{tenant=\"acme\"} or (b{tenant=\"acme\"} unless c{tenant=\"acme\"})")]
    [InlineData("absent(up)", "absent(up{tenant=\"acme\"})")]
    [InlineData("absent_over_time(up[5m])", "absent_over_time(up{tenant=\"acme\"}[5m])")]
    [InlineData("sum by (tenant) (up)", "sum by (tenant) (up{tenant=\"acme\"})")]
    [InlineData("topk(scalar(secret), up)", "topk(scalar(secret{tenant=\"acme\"}), up{tenant=\"acme\"})")]
    [InlineData("quantile(scalar(secret), up)", "quantile(scalar(secret{tenant=\"acme\"}), up{tenant=\"acme\"})")]
    [InlineData("limit_ratio(scalar(secret), up)", "limit_ratio(scalar(secret{tenant=\"acme\"}), up{tenant=\"acme\"})")]
    [InlineData("quantile_over_time(scalar(secret), up[5m])", "quantile_over_time(scalar(secret{tenant=\"acme\"}), up{tenant=\"acme\"}[5m])")]
    [InlineData("histogram_quantile(scalar(q), h)", "histogram_quantile(scalar(q{tenant=\"acme\"}), h{tenant=\"acme\"})")]
    [InlineData("clamp(a, scalar(b), scalar(c))", "clamp(a{tenant=\"acme\"}, scalar(b{tenant=\"acme\"}), scalar(c{tenant=\"acme\"}))")]
    [InlineData("vector(scalar(a))", "vector(scalar(a{tenant=\"acme\"}))")]
    [InlineData("label_replace(a, \"tenant\", \"nova\", \"\", \"\")", "label_replace(a{tenant=\"acme\"}, \"tenant\", \"nova\", \"\", \"\")")]
    [InlineData("info(a, {x=\"y\"})", "info(a{tenant=\"acme\"}, {tenant=\"acme\",x=\"y\"})")]
    [InlineData("info(a, {__name__=~\".*\",x=\"y\"})", "info(a{tenant=\"acme\"}, {__name__=~\".*\",tenant=\"acme\",x=\"y\"})")]
    [InlineData("a </ b", "a{tenant=\"acme\"} </ b{tenant=\"acme\"}")]
    [InlineData("a + fill(0) b", "a{tenant=\"acme\"} + fill (0) b{tenant=\"acme\"}")]
    [InlineData("a[5m] smoothed", "a{tenant=\"acme\"}[5m] smoothed")]
    [InlineData("time()", "time()")]
    [InlineData("sum", "sum{tenant=\"acme\"}")]
    public void The_tenants_matcher_goes_into_every_selector(string query, string scoped) => Assert.Equal(scoped, Scope(query, Acme));

    [Theory]
    [InlineData("namespace")]
    [InlineData("cluster")]
    [InlineData("my.tenant")]
    public void The_tenants_label_may_have_any_name(string label)
    {
        var matcher = new LabelMatcher(label, MatchOperator.Equal, "a\"}\\ or up{x=\"");
        var scoped = Scope("sum by (namespace, cluster) (up{namespace=~\"x\"})", matcher);
        var tree = PromQLParser.Parse(scoped).Expression!;
        Assert.Contains(matcher, Assert.Single(PromQLTree.Selectors(tree)).Matchers);
    }

    [Theory]
    [InlineData("info(up)", 0)]
    [InlineData("sum(rate(x[5m])) + info(up)", 19)]
    [InlineData("info(up, {__name__=\"target_info\"})", 0)]
    [InlineData("info(up, {__name__=~\".*_info\", tenant=~\".+\"})", 0)]
    public void Info_that_names_no_label_to_add_is_refused_with_a_remedy(string query, int position)
    {
        var (scoped, error) = PromQLScoper.Scope(PromQLParser.Parse(query).Expression!, [Acme]);
        Assert.Null(scoped);
        Assert.Contains("target_info", error!.Remedy, StringComparison.Ordinal);
        Assert.Equal(position, error.Position);
    }

    [Fact]
    public void Info_without_a_second_argument_is_fine_where_the_backend_is_the_tenants_own() => Assert.Equal("info(up)", Scope("info(up)"));

    [Theory]
    [InlineData("__name__")]
    [InlineData("")]
    public void A_label_that_cannot_keep_tenants_apart_is_refused(string label) =>
        Assert.NotNull(PromQLScoper.Scope(PromQLParser.Parse("up").Expression!, [new LabelMatcher(label, MatchOperator.Equal, "x")]).Error);

    [Fact]
    public void A_node_that_is_not_known_is_refused() => Assert.NotNull(PromQLScoper.Scope(new ParenExpr(new Unknown()), [Acme]).Error);

    [Fact]
    public void A_function_that_is_not_known_is_refused() =>
        Assert.NotNull(PromQLScoper.Scope(new CallExpr(new Function("series", [], 0, ValueType.InstantVector), []), [Acme]).Error);

    [Fact]
    public void Every_selector_of_a_scoped_tree_carries_the_matchers_and_its_text_reads_back() => Gen.Int.Sample(seed =>
    {
        var random = new RandomPromQL(seed);
        var tree = random.Any();
        LabelMatcher[] matchers = [Acme, random.Matcher()];
        var (scoped, error) = PromQLScoper.Scope(tree, matchers);
        if (scoped is null)
        {
            Assert.Contains("info()", error!.Message, StringComparison.Ordinal);
            return;
        }
        Assert.Equal(PromQLTree.Selectors(tree).Count(), PromQLTree.Selectors(scoped).Count());
        Assert.All(PromQLTree.Selectors(scoped), selector => Assert.All(matchers, matcher => Assert.Contains(matcher, selector.Matchers)));
        var text = PromQLPrinter.Print(scoped);
        var back = PromQLParser.Parse(text).Expression;
        Assert.NotNull(back);
        Assert.Equal(text, PromQLPrinter.Print(back));
        Assert.True(PromQLScoper.IsScoped(back, matchers), text);
    }, iter: 10_000);

    [Fact]
    public void The_cases_of_the_usual_proxy_hold_where_no_matcher_stands_on_the_label()
    {
        var rows = Corpus.Read("promql/enforce.jsonl").Where(row => row.Text("kind") == "enforce").Concat(Corpus.Read("promql/enforce_reference.jsonl")).ToList();
        var problems = new List<string>();
        var binding = 0;
        foreach (var row in rows)
        {
            var query = row.Text("expr");
            var flags = row.GetProperty("flags").EnumerateArray().Select(flag => flag.GetString()).ToHashSet();
            var options = new PromQLOptions
            {
                ExperimentalFunctions = flags.Contains("promql-experimental-functions"),
                DurationExpressions = flags.Contains("promql-duration-expr"),
                ExtendedRangeSelectors = flags.Contains("promql-extended-range-selectors"),
                FillModifiers = flags.Contains("promql-binop-fill-modifiers"),
            };
            var matchers = row.GetProperty("matchers").EnumerateArray().Select(m => new LabelMatcher(m.Text("name"), Corpus.Operator(m.Text("type")), m.Text("value"))).ToArray();
            if (PromQLParser.Parse(query, options).Expression is not { } expression)
            {
                Check(row.MaybeText("error_kind") == "ErrQueryParse", "does not parse");
                continue;
            }
            Check(row.MaybeText("error_kind") != "ErrQueryParse", "parses");
            var (scoped, _) = PromQLScoper.Scope(expression, matchers);
            if (scoped is null)
            {
                Check(PromQLTree.Descendants(expression).Any(node => node is CallExpr { Function.Name: "info" }), "is refused");
                continue;
            }
            Check(PromQLTree.Selectors(scoped).All(selector => matchers.All(selector.Matchers.Contains)), "leaks");
            var taken = PromQLTree.Selectors(expression).Any(selector => selector.Matchers.Any(own => matchers.Any(m => m.Name == own.Name)));
            if (!taken && (row.MaybeText("safe_expected") ?? row.MaybeText("expected")) is { } expected)
            {
                binding++;
                Check(PromQLPrinter.Print(scoped) == expected, PromQLPrinter.Print(scoped));
            }

            void Check(bool holds, string problem)
            {
                if (!holds)
                {
                    problems.Add($"{query}: {problem}\n  expected {row.MaybeText("safe_expected") ?? row.MaybeText("expected") ?? row.MaybeText("error_kind")}");
                }
            }
        }
        Corpus.AssertNone(problems, binding);
    }

    [Theory]
    [InlineData("promql/real.jsonl", "rendered")]
    [InlineData("promql/real_wide.jsonl", "rendered")]
    [InlineData("otel/rule_exprs.jsonl", "expr")]
    public void Queries_of_real_dashboards_and_rules_are_scoped(string file, string field)
    {
        LabelMatcher[] matchers = field == "expr" ? [Acme] : [Acme, new("namespace", MatchOperator.Equal, "acme-prod")];
        var rows = Corpus.Read(file).Where(row => row.Flag("parse_ok") && row.MaybeText("lang") is not "logql").ToList();
        var problems = new List<string>();
        foreach (var row in rows)
        {
            var query = row.MaybeText(field) ?? row.Text("expr");
            var expression = PromQLParser.Parse(query).Expression!;
            var scoped = PromQLScoper.Scope(expression, matchers).Scoped!;
            var text = PromQLPrinter.Print(scoped);
            var taken = PromQLTree.Selectors(expression).Any(selector => selector.Matchers.Any(own => matchers.Any(m => m.Name == own.Name)));
            if (!PromQLScoper.IsScoped(PromQLParser.Parse(text).Expression!, matchers) || (!taken && text != row.Text("enforced")))
            {
                problems.Add($"{query}\n  ours   {text}\n  theirs {row.Text("enforced")}");
            }
        }
        Corpus.AssertNone(problems, rows.Count);
    }

    private static string Scope(string query, params LabelMatcher[] matchers)
    {
        var (scoped, error) = PromQLScoper.Scope(PromQLParser.Parse(query).Expression!, matchers);
        Assert.Null(error);
        return PromQLPrinter.Print(scoped!);
    }

    private sealed record Unknown : Expr
    {
        public override ValueType Type => ValueType.InstantVector;
    }
}
