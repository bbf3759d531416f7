using CsCheck;
using Portal.Core.Dashboards;
using Portal.Core.LogQL;
using Portal.Core.PromQL;
using Portal.Core.Queries;
using Portal.Core.Queries.Time;
using Portal.Core.Queries.Variables;
using Portal.Core.Tenancy;
using Portal.Core.Tests.PromQL;

namespace Portal.Core.Tests.Queries.Variables;

public sealed class LogQLFillerTests
{
    private static readonly Dictionary<string, VariableValue> Samples = Macros.AddTo(
        new Dictionary<string, VariableValue>
        {
            ["app"] = VariableValue.Of("api"),
            ["dot"] = VariableValue.Of("a.b"),
            ["many"] = new([new VariableOption("a.1", "a.1"), new VariableOption("b", "b")]),
            ["labels"] = new([new VariableOption("level", "level"), new VariableOption("app", "app")]),
            ["all"] = new([new VariableOption("a", "a")]) { IsAll = true, AllRegex = ".+" },
            ["n"] = VariableValue.Of("5"),
            ["every"] = VariableValue.Of("10m"),
            ["size"] = VariableValue.Of("20MB"),
            ["quote"] = VariableValue.Of("\"} |= \"x"),
            ["braces"] = VariableValue.Of("{{.secret}}"),
            ["angle"] = VariableValue.Of("<tenant>"),
            ["typed"] = VariableValue.Of("secret") with { IsTyped = true },
        },
        new TimeRange(1_700_000_000_000, 1_700_003_600_000), 15_000, TimeSpan.FromSeconds(15));

    [Theory]
    [InlineData("{app=\"$app\"}", "{app=\"api\"}")]
    [InlineData("{app=~\"$many\"}", "{app=~\"a\\\\.1|b\"}")]
    [InlineData("{app=\"$many\"}", "{app=~\"a\\\\.1|b\"}")]
    [InlineData("{x=\"y\", app!=\"$many\"}", "{x=\"y\", app!~\"a\\\\.1|b\"}")]
    [InlineData("{app=~\"$all\"}", "{app=~\".+\"}")]
    [InlineData("{$app=\"x\"}", "{api=\"x\"}")]
    [InlineData("{a=\"b\"} |= \"$quote\"", "{a=\"b\"} |= \"\\\"} |= \\\"x\"")]
    [InlineData("{a=\"b\"} |= `$quote`", "{a=\"b\"} |= \"\\\"} |= \\\"x\"")]
    [InlineData("{a=\"b\"} |= \"$many\"", "{a=\"b\"} |= \"a.1\" or \"b\"")]
    [InlineData("{a=\"b\"} != \"x-$many\" |~ \"(?i)$dot\"", "{a=\"b\"} != \"x-a.1\" or \"x-b\" |~ \"(?i)a\\\\.b\"")]
    [InlineData("{a=\"b\"} |> \"<_> $app <_>\"", "{a=\"b\"} |> \"<_> api <_>\"")]
    [InlineData("{a=\"b\"} |= ip(\"$app\")", "{a=\"b\"} |= ip(\"api\")")]
    [InlineData("{a=\"b\"} | json x=\"$dot\", y | x=~\"$many\"", "{a=\"b\"} | json x=\"a.b\", y=\"y\" | x=~\"a\\\\.1|b\"")]
    [InlineData("{a=\"b\"} | size > $n and size > $size and took >= $every", "{a=\"b\"} | (size>5 and size>20MB) and took>=10m")]
    [InlineData("{a=\"b\"} | line_format \"$braces\"", "{a=\"b\"} | line_format \"{{\\\"{\\\"}}{{\\\"{\\\"}}.secret}}\"")]
    [InlineData("{a=\"b\"} | line_format `{{ .a }} $app`", "{a=\"b\"} | line_format \"{{ .a }} api\"")]
    [InlineData("{a=\"b\"} | label_format x=\"{{ if eq .app \\\"$app\\\" }}y{{end}}\"", "{a=\"b\"} | label_format x=\"{{ if eq .app \\\"api\\\" }}y{{end}}\"")]
    [InlineData("{a=\"b\"} | regexp \"(?P<x>$dot)\" | drop $labels", "{a=\"b\"} | regexp \"(?P<x>a\\\\.b)\" | drop level, app")]
    [InlineData("sum by ($labels) (count_over_time({a=\"b\"}[$__auto]))", "sum by (level, app) (count_over_time({a=\"b\"} [15s]))")]
    [InlineData("rate({a=\"b\"}[$every] offset -$every) * $n", "rate({a=\"b\"} [10m] offset -10m) * 5")]
    [InlineData("topk($n, sum by ($app) (rate({a=\"b\"}[$__interval])))", "topk(5, sum by (api) (rate({a=\"b\"} [15s])))")]
    [InlineData("quantile_over_time($n, {a=\"b\"} | unwrap $app [$__range]) / $__range_s", "quantile_over_time(5, {a=\"b\"} | unwrap api [1h]) / 3600")]
    [InlineData("{a=\"b\"} # $nothing", "{a=\"b\"}")]
    public void Variables_are_filled_in_by_where_they_stand(string query, string filled)
    {
        var (expression, problem) = Interpolation.FillLogQL(query, Samples);

        Assert.Null(problem);
        Assert.Equal(LogQLPrinter.Print(LogQLParser.Parse(filled).Expression!), LogQLPrinter.Print(expression!));
    }

    [Theory]
    [InlineData("{app=\"$ap\"}", 6, "no variable 'ap'")]
    [InlineData("{app=~\"${app:raw}\"}", 7, "format 'raw'")]
    [InlineData("rate({a=\"b\"}[$app])", 13, "must be a number or a duration")]
    [InlineData("rate({a=\"b\"}[5$every])", 14, "must be the whole of")]
    [InlineData("{a=\"b\"} | x > $typed", 14, "must be a number, a duration or a size")]
    [InlineData("{a=\"b\"} | pattern \"<x> $angle\"", 23, "means something else in a pattern")]
    [InlineData("{a=\"b\"} |> \"<_> $angle\"", 16, "means something else in a pattern")]
    [InlineData("{a=\"b\"} | line_format \"{{ .$dot }}\"", 27, "letters, digits, - and _ only")]
    [InlineData("{a=\"b\"} |= \"$all\"", 12, "stands for a regular expression")]
    [InlineData("sum by ($dot) (rate({a=\"b\"}[5m]))", 8, "must be names of labels")]
    [InlineData("{$quote=\"x\"}", 1, "must be one name")]
    [InlineData("topk($every, rate({a=\"b\"}[5m]))", 5, "must be a whole number")]
    [InlineData("{a=\"$app\"} | nonsense", 21, "")]
    [InlineData("$typed", 0, "")]
    public void What_cannot_stand_where_it_stands_is_told_with_its_place(string query, int position, string message)
    {
        var (expression, problem) = Interpolation.FillLogQL(query, Samples);

        Assert.Null(expression);
        Assert.Equal(position, problem!.Position);
        Assert.Contains(message, problem.Error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("portal_variable", problem.Error.Detail ?? "", StringComparison.Ordinal);
        Assert.DoesNotContain("191234", problem.Error.Detail ?? "", StringComparison.Ordinal);
    }

    private static readonly string[] Queries =
    [
        "{a=\"$x\"}", "{a=`$x`}", "{a=~\"$x\"}", "{a!~\"b.*($x|c)\"}", "{$x=\"a\"}", "{a=\"b\"} |= \"$x\"", "{a=\"b\"} |= `$x` or \"y\"", "{a=\"b\"} |~ \"$x\"", "{a=\"b\"} |> \"<_>$x\"", "{a=\"b\"} != ip(\"$x\")",
        "{a=\"b\"} | json a=\"$x\"", "{a=\"b\"} | json $x", "{a=\"b\"} | logfmt --strict a=\"$x\" | a=\"$x\"", "{a=\"b\"} | regexp \"(?P<y>$x)\"", "{a=\"b\"} | pattern \"<y>$x\"",
        "{a=\"b\"} | y > $x", "{a=\"b\"} | y = $x", "{a=\"b\"} | y != ip(\"$x\")", "{a=\"b\"} | line_format \"$x\"", "{a=\"b\"} | line_format \"{{.a}}$x{{.b}}\"", "{a=\"b\"} | line_format \"{{ .a | default \\\"$x\\\" }}\"",
        "{a=\"b\"} | label_format y=\"$x\"", "{a=\"b\"} | label_format y=$x", "{a=\"b\"} | drop $x", "{a=\"b\"} | keep y=\"$x\"", "rate({a=\"b\"}[$x])", "rate({a=\"b\"}[5m] offset $x)",
        "sum by ($x) (rate({a=\"$x\"} |= \"$x\" [5m]))", "topk($x, rate({a=\"b\"}[5m]))", "quantile_over_time($x, {a=\"b\"} | unwrap y [5m])", "sum_over_time({a=\"b\"} | unwrap $x | z=\"$x\" [5m])",
        "label_replace(rate({a=\"b\"}[5m]), \"$x\", \"$x\", \"$x\", \"$x\")", "rate({a=\"b\"}[5m]) > $x", "vector($x)", "variants(count_over_time({a=\"$x\"}[5m])) of ({a=\"$x\"}[5m])",
    ];

    private static readonly string[] Nasty =
    [
        "", "a", "5", "5m", "5KB", "-1", "Inf", "NaN", "0x1f", "sum", "by", "json", "drop", "or", "a-b", "a.b", "ä", "\ud83d\ude00", " ", "\n", "\0", "#", "\"", "'", "`", "\\", "\\\"", "\\E", "\\Q",
        "}", "{", "{{", "}}", "{{.tenant}}", "\"} or {a=\"", "`} |= `", "\" | json", "\"} | label_format tenant=\"nova", "<x>", "<_>", "<", ">", "a\",tenant=\"nova", "5m]) or rate({x=\"y\"}[5m", "a) (rate", "1 or vector(1)",
        ".*", ".+|.*", "a|b", "(", ")", "[", "]", "(?P<tenant>.*)", "$x", "$1", "^", "$", "\ue0b00\ue0b1", "__portal_variable_0_elbairav__", "1912345000", "1912345000s", "%s", "<b>", "\u2028", "/*", "*/",
    ];

    private static readonly Gen<string> Trick = Gen.Int[0, Nasty.Length - 1].Select(i => Nasty[i]);

    private static readonly Gen<string> Value = Gen.OneOf(Trick, Trick.Array[1, 4].Select(string.Concat), Gen.String);

    private static readonly Gen<VariableValue> Variable = Gen.Select(Value.Array[1, 4], Gen.Bool, Gen.Bool, (values, typed, all) =>
        new VariableValue([.. (typed ? values.Take(1) : values).Where(text => !text.Any(char.IsSurrogate)).Select(text => new VariableOption(text, text))]) { IsTyped = typed, IsAll = !typed && all, AllRegex = !typed && all ? ".*" : null });

    [Fact]
    public void A_value_never_adds_a_matcher_a_stage_a_selector_or_an_operator() => Gen.Select(Gen.Int[0, Queries.Length - 1].Select(i => Queries[i]), Variable).Sample((query, value) =>
    {
        if (Fill(query, value) is not { } filled || LogQLParser.Parse(LogQLPrinter.Print(filled)).Expression is not { } read)
        {
            return;
        }
        Assert.Contains(Shape(read), new[] { "plain", "5", "5m" }.Select(plain => Fill(query, VariableValue.Of(plain))).Where(expression => expression is not null).Select(expression => Shape(expression!)));
        Assert.Equal(LogQLPrinter.Print(filled), LogQLPrinter.Print(read));
    }, iter: 30_000);

    [Fact]
    public void A_query_with_any_value_stays_within_its_tenant() => Gen.Select(Gen.Int[0, Queries.Length - 1].Select(i => Queries[i]), Variable).Sample((query, value) =>
    {
        if (Fill(query, value) is { } filled && QueryScoper.LogQL(Scope, Environment, Loki, filled).Query is { } scoped)
        {
            Assert.All(LogQLTree.Selectors(LogQLParser.Parse(scoped.Text).Expression!), selector => Assert.Contains(new LabelMatcher("tenant", MatchOperator.Equal, "acme"), selector.Matchers));
        }
    }, iter: 10_000);

    [Fact]
    public void A_value_in_a_template_of_a_line_is_text() => Value.Where(text => !text.Any(c => char.IsSurrogate(c) || c == '\ufffd')).Sample(text =>
    {
        var filled = (LogPipeline)Fill("{a=\"b\"} | line_format \"$x\"", VariableValue.Of(text))!;
        var template = ((LineFormatStage)filled.Stages[0]).Template;
        Assert.Equal(text, template.Replace("{{\"{\"}}", "{", StringComparison.Ordinal));
        Assert.DoesNotContain("{{", template.Replace("{{\"{\"}}", "", StringComparison.Ordinal), StringComparison.Ordinal);
    });

    [Theory]
    [InlineData("logql/real.jsonl")]
    [InlineData("logql/real_wide.jsonl")]
    public void Queries_of_real_dashboards_can_be_sent_once_their_variables_are_filled_in(string file)
    {
        var rows = Corpus.Read(file);
        var problems = new List<string>();
        var filled = 0;
        foreach (var row in rows.Where(row => row.GetProperty("parse_ok").GetBoolean()))
        {
            var variables = row.TryGetProperty("variables", out var named) ? named.EnumerateArray().ToDictionary(v => v.GetProperty("name").GetString()!, _ => VariableValue.Sample) : [];
            var known = Macros.AddTo(variables, new TimeRange(1_700_000_000_000, 1_700_003_600_000), 15_000, TimeSpan.FromSeconds(15));
            var text = row.Text("expr");
            var (expression, problem) = Interpolation.FillLogQL(text, known);
            expression ??= Interpolation.FillLogQL(text, known, VariablePlace.Name).Expression;
            if (expression is null)
            {
                problems.Add($"{text}\n  {problem!.Error.Message} {problem.Error.Detail}");
                continue;
            }
            filled++;
            Assert.NotNull(QueryScoper.LogQL(Scope, Environment, Loki, expression).Query);
        }
        TestContext.Current.TestOutputHelper?.WriteLine($"{filled} of {rows.Count} queries filled in and scoped.");
        Corpus.AssertNone(problems, rows.Count);
    }

    private static readonly Scope Scope = new(new TenantId("acme"), "prod");

    private static readonly Datasource Loki = new() { Name = "loki", Kind = DatasourceKind.Loki, Url = new Uri("http://loki:3100") };

    private static readonly TenantEnvironment Environment = new()
    {
        Name = "prod",
        Datasources = [Loki],
        Isolation = new Isolation(new Dictionary<string, string> { ["tenant"] = "acme" }, new Dictionary<string, string>(), Dedicated: false),
        Services = new ServiceSource([], null, null),
        Location = default,
    };

    private static LogQLExpr? Fill(string query, VariableValue value) => Interpolation.FillLogQL(query, new Dictionary<string, VariableValue> { ["x"] = value }).Expression;

    // Everything but values. One of several texts is =~ where the author wrote =, and one condition of a line filter is one whatever its texts.
    private static string Shape(LogQLExpr expression) =>
        $"{Kinds(expression)} | {string.Join(';', LogQLTree.Selectors(expression).Select(selector => string.Concat(selector.Matchers.Select(m => m.Operator is MatchOperator.Equal or MatchOperator.Regex ? '+' : '-'))))}"
        + $" | {string.Join(';', LogQLTree.Stages(expression).Select(Of))}";

    private static string Of(Stage stage) => stage switch
    {
        LineFilter filter => $"{filter.Match}{string.Concat(filter.Alternatives.Select(text => text.IsIp).Distinct())}",
        LabelFilterStage filter => $"filter {Conditions(filter.Filter)}",
        PatternStage pattern => $"pattern {pattern.Pattern.Count(c => c == '<')}",
        LabelFormatStage format => $"format {format.Formats.Count}",
        _ => stage.GetType().Name,
    };

    private static int Conditions(LabelFilter filter) => filter switch
    {
        AndFilter and => Conditions(and.Left) + Conditions(and.Right),
        OrFilter or => Conditions(or.Left) + Conditions(or.Right),
        _ => 1,
    };

    private static string Kinds(LogQLExpr expression) => expression switch
    {
        RangeAggregation aggregation => $"{aggregation.Operation}({aggregation.Range.Unwrap?.Filters.Count})",
        VectorAggregation aggregation => $"{aggregation.Operation} {aggregation.Grouping?.Without}({Kinds(aggregation.Inner)})",
        BinaryOperation binary => $"({Kinds(binary.Left)} {binary.Operator} {Kinds(binary.Right)})",
        LabelReplace replace => $"replace({Kinds(replace.Inner)})",
        Parenthesized parenthesized => Kinds(parenthesized.Inner),
        _ => expression.GetType().Name,
    };
}
