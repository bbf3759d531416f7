using Portal.Core.PromQL;
using ValueType = Portal.Core.PromQL.ValueType;

namespace Portal.Core.Tests.PromQL;

public sealed class PromQLParserTests
{
    [Theory]
    // Precedence and associativity.
    [InlineData("a or b and c", "a or (b and c)")]
    [InlineData("a and b unless c", "(a and b) unless c")]
    [InlineData("a == b + c", "a == (b + c)")]
    [InlineData("a + b * c", "a + (b * c)")]
    [InlineData("a - b - c", "(a - b) - c")]
    [InlineData("a * b ^ c ^ d", "a * (b ^ (c ^ d))")]
    [InlineData("a * b atan2 c", "(a * b) atan2 c")]
    [InlineData("-a ^ b", "-(a ^ b)")]
    [InlineData("-a * b", "(-a) * b")]
    [InlineData("a ^ -b ^ c", "a ^ (-(b ^ c))")]
    [InlineData("a </ b and c", "(a </ b) and c")]
    [InlineData("a >/ 5 + 1", "a >/ (5 + 1)")]
    public void Operators_bind_as_in_Prometheus(string query, string meaning) =>
        Assert.Equal(Bare(meaning), Bare(query));

    [Theory]
    [InlineData("0x1F", "31")]
    [InlineData("0755", "493")]
    [InlineData("089", "89")]
    [InlineData("1_000_000", "1000000")]
    [InlineData("0x_ff", "255")]
    [InlineData("1e3", "1000")]
    [InlineData("1E-2", "0.01")]
    [InlineData(".5", "0.5")]
    [InlineData("5.", "5")]
    [InlineData("INF", "+Inf")]
    [InlineData("nAn", "NaN")]
    [InlineData("- - 1", "1")]
    [InlineData("1h30m", "1h30m")]
    [InlineData("90m", "1h30m")]
    [InlineData("14d", "2w")]
    [InlineData("1e21", "1000000000000000000000")]
    [InlineData("Inf ^ 2", "Inf ^ 2")]
    public void Numbers_have_many_forms(string query, string printed) => Assert.Equal(printed, Print(query));

    [Theory]
    [InlineData("\"a\\\"b\"", "a\"b")]
    [InlineData("'a\\'b\"'", "a'b\"")]
    [InlineData("`a\\n\"'`", "a\\n\"'")]
    [InlineData("'\\x41\\101\\u00e9\\U0001F600'", "AAé😀")]
    [InlineData("'\\xc3\\xa9'", "é")]
    [InlineData("\"# no comment\"", "# no comment")]
    public void Strings_have_many_forms(string query, string value) => Assert.Equal(new StringLiteral(value), Parse(query));

    [Fact]
    public void A_byte_that_is_not_UTF8_survives() => Assert.Equal("\"a\\xffb\"", Print("'a\\377b'"));

    [Theory]
    [InlineData("sum(x) by (a, b,)", "sum by (a, b) (x)")]
    [InlineData("SUM BY (a) (x)", "sum by (a) (x)")]
    [InlineData("sum by () (x)", "sum(x)")]
    [InlineData("sum without () (x)", "sum without () (x)")]
    [InlineData("sum by (\"my.label\", on, bool, 'without') (x)", "sum by (\"my.label\", on, bool, \"without\") (x)")]
    [InlineData("topk(3, x) without (a)", "topk without (a) (3, x)")]
    [InlineData("sum + count", "sum + count")]
    [InlineData("offset offset 5m", "offset offset 5m")]
    [InlineData("fill + fill(0) fill", "fill + fill (0) fill")]
    [InlineData("{'my.metric', \"a b\"!~`x`}", "{\"a b\"!~\"x\",__name__=\"my.metric\"}")]
    [InlineData("x{b='1', a='2',}", "x{a=\"2\",b=\"1\"}")]
    [InlineData("x{}", "x")]
    [InlineData("x @ 1.5 offset 1h", "x @ 1.500 offset 1h")]
    [InlineData("x offset -1h @ start()", "x @ start() offset -1h")]
    [InlineData("x[5m] anchored offset 1m", "x[5m] anchored offset 1m")]
    [InlineData("x offset 0", "x")]
    [InlineData("x[300]", "x[5m]")]
    [InlineData("x[1h:] @ end()", "x[1h:] @ end()")]
    [InlineData("x[2*1h:step()+1]", "x[2 * 1h:step() + 1]")]
    [InlineData("x[MAX_OF(STEP(), 5s)]", "x[max_of(step(), 5s)]")]
    [InlineData("x # comment\n + # another\r y", "x + y")]
    [InlineData("x / on (a) group_left y", "x / on (a) group_left () y")]
    [InlineData("x / ignoring () y", "x / y")]
    [InlineData("x + fill_right(1) fill_left(1) y", "x + fill (1) y")]
    [InlineData("x + fill(1e-7) y", "x + fill (1e-07) y")]
    [InlineData("start()", "start()")]
    [InlineData("START()", "start()")]
    public void Syntax_prints_in_canonical_form(string query, string printed)
    {
        Assert.Equal(printed, Print(query));
        Assert.Equal(printed, Print(printed));
    }

    [Theory]
    [InlineData("up{", "1:4: parse error: unexpected end of input inside braces")]
    [InlineData("sum(up", "1:7: parse error: unclosed left parenthesis")]
    [InlineData("up[5m", "1:6: parse error: unclosed left bracket")]
    [InlineData("up +", "1:5: parse error: unexpected end of input")]
    [InlineData("up\n+ +* 3", "2:4: parse error: unexpected <op:*>")]
    [InlineData("rate(up)", "1:6: parse error: expected type range vector in call to function \"rate\", got instant vector")]
    [InlineData("up[5m] + 1", "1:1: parse error: binary expression must contain only scalar and instant vector types")]
    [InlineData("sum(1)", "1:5: parse error: expected type instant vector in aggregation expression, got scalar")]
    [InlineData("topk(up)", "1:1: parse error: wrong number of arguments for aggregate expression provided, expected 2, got 1")]
    [InlineData("sum()", "1:1: parse error: no arguments for aggregate expression provided")]
    [InlineData("1 == 1", "1:3: parse error: comparisons between scalars must use BOOL modifier")]
    [InlineData("a / on (x) group_left (x) b", "1:3: parse error: label \"x\" must not occur in ON and GROUP clause at once")]
    [InlineData("x{a=~\"[\"}", "1:3: parse error: error parsing regexp: missing closing ]: `[`")]
    [InlineData("x{a=~\"*\"}", "1:3: parse error: error parsing regexp: missing argument to repetition operator: `*`")]
    [InlineData("x{a=~\"(?=x)\"}", "1:3: parse error: error parsing regexp: invalid or unsupported Perl syntax: `(?=`")]
    [InlineData("x{a=~\"\\\\y\"}", "1:3: parse error: error parsing regexp: invalid escape sequence: `\\y`")]
    [InlineData("{a=~\"x?|(?:y*)\"}", "1:1: parse error: vector selector must contain at least one non-empty matcher")]
    [InlineData("(1)[5m:]", "1:1: parse error: subquery is only allowed on instant vector, got scalar instead")]
    [InlineData("x offset 1m offset 1m", "1:1: parse error: offset may not be set multiple times")]
    [InlineData("x @ 1 @ 2", "1:1: parse error: @ <timestamp> may not be set multiple times")]
    [InlineData("x anchored smoothed", "1:1: parse error: anchored and smoothed modifiers cannot be used together")]
    [InlineData("x[5m:1m] anchored", "1:1: parse error: anchored modifier is not supported for subqueries")]
    [InlineData("(x) offset 1m", "1:1: parse error: offset modifier must be preceded by an instant vector selector or range vector selector or a subquery")]
    [InlineData("round(x, 1, 2)", "1:1: parse error: expected at most 2 argument(s) in call to \"round\", got 3")]
    [InlineData("label_join(x)", "1:1: parse error: expected at least 3 argument(s) in call to \"label_join\", got 1")]
    [InlineData("abs(x,)", "1:6: parse error: trailing commas not allowed in function call args")]
    [InlineData("1 + fill(0) x", "1:1: parse error: filling in missing series only allowed between instant vectors")]
    [InlineData("info(x, y)", "1:9: parse error: expected label selectors only, got vector selector instead")]
    [InlineData("x[30s1m]", "1:3: parse error: not a valid duration string: \"30s1m\"")]
    [InlineData("x[1000000y]", "1:3: parse error: duration out of range")]
    [InlineData("\"\\ud800\"", "1:1: parse error: escape sequence is an invalid Unicode code point")]
    [InlineData("\"a", "1:1: parse error: unterminated quoted string")]
    [InlineData("lag(x[5m])", "1:1: parse error: unknown function with name \"lag\"")]
    [InlineData("WITH (f = 1) f", "1:9: parse error: unexpected \"=\"")]
    [InlineData("sum(x) default 0", "1:8: parse error: unexpected identifier \"default\"")]
    [InlineData("x or 0", "1:1: parse error: set operator \"or\" not allowed in binary scalar expression")]
    public void Mistakes_are_named_with_their_place(string query, string error) =>
        Assert.Equal(error, PromQLParser.Parse(query).Errors[0].Format(query));

    [Fact]
    public void Every_function_is_found_by_its_name_and_no_other()
    {
        Assert.All(PromQLFunctions.All, function => Assert.Same(function, PromQLFunctions.Find(function.Name)));
        Assert.Null(PromQLFunctions.Find("RATE"));
        Assert.Null(PromQLFunctions.Find("holt_winters"));
    }

    [Fact]
    public void Every_selector_is_listed_wherever_it_stands()
    {
        var tree = Parse("topk(scalar(a), b) + max_over_time(rate(c[5m])[1h:] @ 5) or absent(-(d)) unless count_values(\"x\", e) == bool quantile_over_time(scalar(f), g[5m])");
        Assert.Equal(["a", "b", "c", "d", "e", "f", "g"], PromQLTree.Selectors(tree).Select(selector => selector.MetricName));
    }

    [Fact]
    public void A_rewriter_that_changes_nothing_returns_the_same_tree()
    {
        var tree = Parse("sum by (a) (rate(x[5m])) / -y + label_replace(z, \"a\", \"b\", \"c\", \"d\") > topk(1, (w))[5m:1m]".Replace("[5m:1m]", "", StringComparison.Ordinal));
        Assert.Same(tree, new Unchanged().Rewrite(tree));
    }

    [Fact]
    public void A_rewriter_fails_on_a_kind_of_node_that_it_does_not_know() =>
        Assert.Throws<NotSupportedException>(() => new Unchanged().Rewrite(new ParenExpr(new Unknown())));

    private sealed record Unknown : Expr
    {
        public override ValueType Type => ValueType.InstantVector;
    }

    private sealed class Unchanged : PromQLRewriter;

    private sealed class WithoutParens : PromQLRewriter
    {
        protected override Expr RewriteParen(ParenExpr paren) => Rewrite(paren.Inner);
    }

    private static Expr Parse(string query)
    {
        var result = PromQLParser.Parse(query);
        Assert.True(result.Expression is not null, result.Errors.Count > 0 ? result.Errors[0].Format(query) : query);
        return result.Expression;
    }

    private static string Print(string query) => PromQLPrinter.Print(Parse(query));

    private static Expr Bare(string query) => new WithoutParens().Rewrite(Parse(query));
}
