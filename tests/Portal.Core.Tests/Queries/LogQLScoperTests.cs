using Portal.Core.LogQL;
using Portal.Core.PromQL;
using Portal.Core.Queries;
using Portal.Core.Tests.LogQL;
using Portal.Core.Tests.PromQL;
using Portal.Core.Tenancy;

namespace Portal.Core.Tests.Queries;

public sealed class LogQLScoperTests
{
    private static readonly LabelMatcher Acme = new("tenant", MatchOperator.Equal, "acme");

    [Theory]
    [InlineData("{app=\"a\"}", "{app=\"a\", tenant=\"acme\"}")]
    [InlineData("{tenant=\"nova\"}", "{tenant=\"nova\", tenant=\"acme\"}")]
    [InlineData("{tenant=~\".+\"}", "{tenant=~\".+\", tenant=\"acme\"}")]
    [InlineData("{tenant=\"acme\"}", "{tenant=\"acme\"}")]
    [InlineData("{a=\"}\"} |= \"{b=`c`}\"", "{a=\"}\", tenant=\"acme\"} |= \"{b=`c`}\"")]
    [InlineData("{a=\"b\"} # {c=\"d\"}", "{a=\"b\", tenant=\"acme\"}")]
    [InlineData("rate({a=\"b\"}[5m]) / rate({c=\"d\"}[5m] offset 1h)", "rate({a=\"b\", tenant=\"acme\"} [5m]) / rate({c=\"d\", tenant=\"acme\"} [5m] offset 1h)")]
    [InlineData("topk(3, sum by (tenant) (count_over_time({a=\"b\"} | json [5m])))", "topk(3, sum by (tenant) (count_over_time({a=\"b\", tenant=\"acme\"} | json [5m])))")]
    [InlineData("label_replace(rate({a=\"b\"}[5m]), \"tenant\", \"nova\", \"\", \"\")", "label_replace(rate({a=\"b\", tenant=\"acme\"} [5m]), \"tenant\", \"nova\", \"\", \"\")")]
    [InlineData("rate({a=\"b\"} | label_format tenant=\"nova\" [5m]) or vector(1)", "rate({a=\"b\", tenant=\"acme\"} | label_format tenant=\"nova\" [5m]) or vector(1)")]
    [InlineData("variants(count_over_time({a=\"b\"}[5m])) of ({a=\"b\"}[5m])", "variants(count_over_time({a=\"b\", tenant=\"acme\"} [5m])) of ({a=\"b\", tenant=\"acme\"} [5m])")]
    public void The_tenants_matcher_goes_into_every_stream_selector(string query, string scoped) =>
        Assert.Equal(scoped, LogQLPrinter.Print(LogQLScoper.Scope(LogQLParser.Parse(query).Expression!, [Acme]).Scoped!));

    [Fact]
    public void A_node_that_is_not_known_is_refused() => Assert.NotNull(LogQLScoper.Scope(new Parenthesized(new Unknown()), [Acme]).Error);

    [Theory]
    [InlineData("{a=\"b\"} | x=")]
    [InlineData("{}")]
    [InlineData("up")]
    public void What_does_not_parse_is_refused_with_its_place(string query)
    {
        var result = QueryScoper.LogQL(new Scope(new TenantId("acme"), "prod"), Environment(new Dictionary<string, string> { ["tenant"] = "acme" }), Loki, query);

        Assert.Null(result.Query);
        Assert.Equal(QueryErrorKind.BadData, result.Error!.Kind);
        Assert.InRange(result.Position, 0, query.Length);
    }

    [Theory]
    [InlineData("by")]
    [InlineData("json")]
    [InlineData("a.b")]
    public void A_tenant_label_that_LogQL_cannot_write_is_refused(string label)
    {
        var result = QueryScoper.LogQL(new Scope(new TenantId("acme"), "prod"), Environment(new Dictionary<string, string> { [label] = "acme" }), Loki, "{a=\"b\"}");

        Assert.Null(result.Query);
        Assert.Equal(QueryErrorKind.Forbidden, result.Error!.Kind);
    }

    [Fact]
    public void Every_valid_query_of_the_corpus_is_scoped_as_Loki_would()
    {
        var rows = Corpus.Read("logql/valid.jsonl");
        var problems = new List<string>();
        foreach (var row in rows)
        {
            var tree = LogQLParser.Parse(row.Text("expr")).Expression!;
            var scoped = LogQLScoper.Scope(tree, [Acme]).Scoped!;
            var text = LogQLPrinter.Print(scoped);
            var proof = LogQLParser.Parse(text, int.MaxValue).Expression;
            if (proof != scoped || !LogQLScoper.IsScoped(proof, [Acme]))
            {
                problems.Add(text);
            }
            else if (!Constants.Folds(tree) && row.MaybeText("enforced") is { } enforced && LogQLParser.Parse(enforced).Expression is { } theirs
                && LogQLPrinter.Print(Canonical.Of(scoped)) != LogQLPrinter.Print(Canonical.Of(theirs)))
            {
                problems.Add($"{text}\n  Loki: {enforced}");
            }
        }
        Corpus.AssertNone(problems, rows.Count);
    }

    private static readonly Datasource Loki = new() { Name = "loki", Kind = DatasourceKind.Loki, Url = new Uri("http://loki:3100") };

    private static TenantEnvironment Environment(Dictionary<string, string> labels) => new()
    {
        Name = "prod",
        Datasources = [Loki],
        Isolation = new Isolation(labels, new Dictionary<string, string>(), false),
        Services = new ServiceSource([], null, null),
        Location = default,
    };

    private sealed record Unknown : LogQLExpr;
}
