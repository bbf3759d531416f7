using Portal.Core.Dashboards;
using Portal.Core.Diagnostics;
using Portal.Core.Tenancy;
using Portal.Core.Tests.Queries;
using Portal.Core.Validation;
using Portal.Core.Yaml;

namespace Portal.Core.Tests.Validation;

public sealed class QueryRulesTests
{
    private static readonly Variable Job = new() { Name = "job", Kind = VariableKind.Query, Query = "label_values(up, job)", Mark = new YamlMark(2, 5) };

    [Theory]
    [InlineData("up{job=~\"$job\"}")]
    [InlineData("rate(up{job=\"$job\"}[$__rate_interval])")]
    [InlineData("topk($job, up)")]
    [InlineData("sum by ($job) (up)")]
    [InlineData("rate($job[5m]) * $__range_s")]
    [InlineData("sum($job)")]
    [InlineData("up @ ${__to:date:seconds} * on(job) up{job=\"$job\"}")]
    public void A_query_that_can_work_is_fine(string expr) => Assert.Empty(Check(expr, Job));

    [Theory]
    [InlineData("sum(up{job=\"$job\"}", 10, 31, "unclosed left parenthesis")]
    [InlineData("sum(up{job=\"$job\"})\n/ sum(up}", 11, 21, "unexpected")]
    [InlineData("rate(up{job=\"$job\"}[5m$job])", 10, 35, "must be the whole of")]
    [InlineData("up{job=\"$job\"}[5m]", 10, 13, "range vector")]
    [InlineData("up{job=~\"${job:raw}\"}", 10, 22, "format 'raw'")]
    public void A_mistake_in_a_query_is_told_where_it_stands_in_the_yaml(string expr, int line, int column, string message)
    {
        var diagnostic = Assert.Single(Check(expr, Job));
        Assert.Equal((DiagnosticCodes.QuerySyntax, line, column), (diagnostic.Code, diagnostic.Location.Line, diagnostic.Location.Column));
        Assert.Contains(message, diagnostic.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_query_that_cannot_be_kept_to_a_tenant_is_refused_with_a_remedy()
    {
        var diagnostic = Assert.Single(Check("info(up{job=\"$job\"})", Job));
        Assert.Equal(DiagnosticCodes.QueryRefused, diagnostic.Code);
        Assert.Contains("target_info", diagnostic.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void A_variable_that_is_not_there_is_told_with_what_may_be_meant_beside_other_mistakes()
    {
        var diagnostics = Check("sum(up{job=\"$jop\", x=\"$job\"}", Job);
        var unknown = Assert.Single(diagnostics, d => d.Code == DiagnosticCodes.UnknownVariable);
        Assert.Equal(("Did you mean 'job'?", 25), (unknown.Remedy, unknown.Location.Column));
        Assert.Single(diagnostics, d => d.Code == DiagnosticCodes.QuerySyntax);
    }

    [Theory]
    [InlineData("prometeus", "Did you mean 'prometheus'?")]
    [InlineData("tempo", "Name one of its own: prometheus, loki.")]
    public void A_datasource_that_is_not_there_is_told(string name, string remedy)
    {
        var diagnostic = Assert.Single(Run(PanelWorld.Dashboard(PanelWorld.Query("up") with { Datasource = name })));
        Assert.Equal((DiagnosticCodes.UnknownDatasource, remedy), (diagnostic.Code, diagnostic.Remedy));
    }

    [Fact]
    public void Variables_that_go_in_a_circle_are_told()
    {
        var diagnostics = Check("up{a=\"$a\", b=\"$b\", c=\"$c\"}", Query("a", "label_values(up{x=\"$b\"}, a)"), Query("b", "label_values(up{x=\"$a\"}, b)"), Query("c", "label_values(up{x=\"$c\"}, c)"));
        Assert.Equal(["The variable 'a' names 'b', which comes after it.", "The variable 'c' names itself."], diagnostics.Select(d => d.Message));
    }

    [Theory]
    [InlineData("label_values(up{, job)")]
    [InlineData("label_values(sum(up), job)")]
    [InlineData("label_values(up[5m], job)")]
    [InlineData("label_values(, job)")]
    [InlineData("label_values(up, job{})")]
    [InlineData("label_names(up)")]
    [InlineData("metrics()")]
    [InlineData("metrics(a[)")]
    [InlineData("query_result(sum()")]
    [InlineData("query_result(info(up))")]
    [InlineData("up")]
    [InlineData("")]
    public void A_variable_s_query_that_cannot_work_is_told(string query) =>
        Assert.Equal(DiagnosticCodes.VariableQuery, Assert.Single(Check("up{a=\"$a\"}", Query("a", query))).Code);

    [Theory]
    [InlineData("label_values(job)")]
    [InlineData("label_values(up{job=~\"a,b\", x!=\"(\"}, instance)")]
    [InlineData("label_names()")]
    [InlineData("metrics(http_.*)")]
    [InlineData("query_result(topk(5, sum by (job) (up)))")]
    public void A_variable_s_query_that_can_work_is_fine(string query) => Assert.Empty(Check("up{a=\"$a\"}", Query("a", query)));

    [Fact]
    public void A_value_for_all_that_is_no_regular_expression_is_told() =>
        Assert.Equal(DiagnosticCodes.VariableQuery, Assert.Single(Check("up{job=~\"$job\"}", Job with { IncludeAll = true, AllValue = "(" })).Code);

    [Fact]
    public void A_variable_that_nothing_names_is_a_warning()
    {
        var diagnostic = Assert.Single(Check("up", new Variable { Name = "other", Kind = VariableKind.Text }));
        Assert.Equal((DiagnosticCodes.UnusedVariable, Severity.Warning), (diagnostic.Code, diagnostic.Severity));
    }

    [Theory]
    [InlineData("sum by (app) (count_over_time({app=~\"$job\"} |= \"x\" [$__auto]))")]
    [InlineData("topk($job, sum by ($job) (rate({app=\"a\"} | json | took > $job [$__interval])))")]
    public void A_LogQL_query_that_can_work_is_fine(string expr) => Assert.Empty(CheckLogs(expr));

    [Theory]
    [InlineData("sum(rate({app=\"$job\"}[5m])", 10, Severity.Error, "unexpected end of query")]
    [InlineData("rate(up[5m])\n", 10, Severity.Error, "unexpected identifier up")]
    [InlineData("{app=\"$job\"}", 10, Severity.Error, "log lines")]
    [InlineData("count_over_time({app=\"$job\"} |~ \"a(?!b)\" [5m])", 10, Severity.Warning, "no regular expression")]
    [InlineData("count_over_time({app=\"$job\"} | line_format \"\" [5m])", 10, Severity.Warning, "empty template")]
    [InlineData("rate({app=\"$job\"} | label_format x=\"${job:raw}\" [5m])", 10, Severity.Error, "format 'raw'")]
    public void A_mistake_in_LogQL_is_told_where_it_stands(string expr, int line, Severity severity, string message)
    {
        var diagnostic = Assert.Single(CheckLogs(expr));
        Assert.Equal((DiagnosticCodes.QuerySyntax, line, severity), (diagnostic.Code, diagnostic.Location.Line, diagnostic.Severity));
        Assert.Contains(message, diagnostic.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("label_values({app=\"a\"}, level)", true)]
    [InlineData("label_values(level)", true)]
    [InlineData("label_names()", true)]
    [InlineData("query_result(sum by (app) (rate({app=~\".+\"}[5m])))", true)]
    [InlineData("label_values(up, level)", false)]
    [InlineData("label_values({app=\"a\"} |= \"x\", level)", false)]
    [InlineData("metrics(a)", false)]
    [InlineData("query_result({app=\"a\"})", false)]
    public void A_variable_s_query_to_a_log_store_is_checked_as_LogQL(string query, bool isFine) =>
        Assert.Equal(isFine ? [] : [DiagnosticCodes.VariableQuery], Check("up{a=\"$a\"}", Query("a", query) with { Datasource = "loki" }).Select(d => d.Code));

    private static List<Diagnostic> CheckLogs(string expr) =>
        Run(PanelWorld.Dashboard(PanelWorld.Query(expr) with { Mark = new YamlMark(10, 13), Datasource = "loki" }, Job)).Where(d => d.Code != DiagnosticCodes.UnusedVariable).ToList();

    private static Variable Query(string name, string query) => new() { Name = name, Kind = VariableKind.Query, Query = query };

    private static List<Diagnostic> Check(string expr, params Variable[] variables) => Run(PanelWorld.Dashboard(PanelWorld.Query(expr) with { Mark = new YamlMark(10, 13) }, variables));

    private static List<Diagnostic> Run(Dashboard dashboard)
    {
        var diagnostics = new List<Diagnostic>();
        var tenant = PanelWorld.SnapshotOf(new Uri("http://prometheus:9090")).Tenants[new TenantId("acme")];
        DashboardRules.Check(new DashboardCheck(dashboard, PanelWorld.Acme.Scope, tenant.Environments[0], new YamlContext("d.yaml", diagnostics)));
        return diagnostics;
    }
}
