using Portal.Core.Diagnostics;
using Portal.Core.Queries;
using Portal.Core.Tenancy;

namespace Portal.Core.Tests.Queries;

public sealed class QueryScoperTests
{
    private static readonly Scope AcmeProd = new(new TenantId("acme"), "prod");

    private static readonly Datasource Prometheus = new() { Name = "prometheus", Kind = DatasourceKind.Prometheus, Url = new Uri("http://localhost:9090") };

    private static readonly Isolation Labelled = new(new Dictionary<string, string> { ["tenant"] = "acme", ["env"] = "prod" }, new Dictionary<string, string>(), Dedicated: false);

    [Fact]
    public void A_query_is_scoped_by_all_labels_of_the_isolation()
    {
        var result = PromQL("up", Labelled);
        Assert.Null(result.Error);
        Assert.Equal("up{env=\"prod\",tenant=\"acme\"}", result.Query!.Text);
        Assert.Equal((AcmeProd, Prometheus), (result.Query.Scope, result.Query.Datasource));
    }

    [Fact]
    public void The_headers_of_the_isolation_go_with_the_query()
    {
        var headers = new Dictionary<string, string> { ["X-Scope-OrgID"] = "acme" };
        var result = PromQL("up", new Isolation(new Dictionary<string, string>(), headers, Dedicated: false));
        Assert.Equal(("up", "acme"), (result.Query!.Text, result.Query.Headers["X-Scope-OrgID"]));
    }

    [Fact]
    public void Without_isolation_every_query_is_refused() =>
        Refused(PromQL("up", new Isolation(new Dictionary<string, string>(), new Dictionary<string, string>(), Dedicated: false)), QueryErrorKind.Forbidden);

    [Fact]
    public void An_empty_label_value_keeps_nothing_apart_and_is_refused() =>
        Refused(PromQL("up", Labelled with { Labels = new Dictionary<string, string> { ["tenant"] = "" } }), QueryErrorKind.Forbidden);

    [Fact]
    public void A_label_that_is_not_valid_text_is_refused() =>
        Refused(PromQL("up", Labelled with { Labels = new Dictionary<string, string> { ["tenant"] = "a\ud800" } }), QueryErrorKind.Forbidden);

    [Fact]
    public void What_is_wrong_with_a_query_is_told_to_editors_only()
    {
        var result = PromQL("sum(secret_metric", Labelled);
        Refused(result, QueryErrorKind.BadData);
        Assert.Equal("1:18: parse error: unclosed left parenthesis", result.Error!.Detail);
        Assert.DoesNotContain("secret_metric", result.Error.Message, StringComparison.Ordinal);
        Assert.Equal(17, result.Position);
    }

    [Theory]
    [InlineData("x default 0")]
    [InlineData("WITH (a = b) a")]
    [InlineData("topk_last(5, x)")]
    [InlineData("{job=\"a\" or job=\"b\"}")]
    [InlineData("rate(x)")]
    public void Other_dialects_are_refused(string query) => Refused(PromQL(query, Labelled), QueryErrorKind.BadData);

    [Fact]
    public void Info_without_a_second_argument_is_refused_with_a_remedy()
    {
        var result = PromQL("info(up)", Labelled);
        Refused(result, QueryErrorKind.Forbidden);
        Assert.NotNull(result.Error!.Remedy);
    }

    [Fact]
    public void Experimental_syntax_is_refused_where_the_datasource_does_not_take_it()
    {
        var result = QueryScoper.PromQL(AcmeProd, Environment(Labelled), Prometheus with { ExperimentalSyntax = false }, "x[5m] anchored");
        Refused(result, QueryErrorKind.BadData);
    }

    [Theory]
    [InlineData(null, "{__name__!=\"\",env=\"prod\",tenant=\"acme\"}")]
    [InlineData(" ", "{__name__!=\"\",env=\"prod\",tenant=\"acme\"}")]
    [InlineData("up{tenant=\"nova\"}", "up{env=\"prod\",tenant=\"acme\",tenant=\"nova\"}")]
    [InlineData("{__name__=~\"node_.*\"}", "{__name__=~\"node_.*\",env=\"prod\",tenant=\"acme\"}")]
    public void A_selector_is_scoped(string? selector, string scoped) =>
        Assert.Equal(scoped, QueryScoper.Selector(AcmeProd, Environment(Labelled), Prometheus, selector).Query!.Text);

    [Theory]
    [InlineData("sum(up)")]
    [InlineData("up offset 5m")]
    [InlineData("up[5m]")]
    [InlineData("up or up")]
    [InlineData("(up)")]
    [InlineData("up{")]
    public void What_is_no_selector_is_refused(string selector) =>
        Refused(QueryScoper.Selector(AcmeProd, Environment(Labelled), Prometheus, selector), QueryErrorKind.BadData);

    private static void Refused(ScopeResult result, QueryErrorKind kind)
    {
        Assert.Null(result.Query);
        Assert.Equal(kind, result.Error!.Kind);
    }

    private static ScopeResult PromQL(string query, Isolation isolation) => QueryScoper.PromQL(AcmeProd, Environment(isolation), Prometheus, query);

    private static TenantEnvironment Environment(Isolation isolation) => new()
    {
        Name = "prod",
        Datasources = [Prometheus],
        Isolation = isolation,
        Services = new ServiceSource([], null, null),
        Location = new SourceLocation("tenants/acme.yaml", 1, 1),
    };
}
