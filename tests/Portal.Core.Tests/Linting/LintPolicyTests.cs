using Portal.Core.Catalog;
using Portal.Core.Diagnostics;
using Portal.Core.Queries;
using Portal.Core.Tenancy;
using Portal.Core.Tests.Catalog;

namespace Portal.Core.Tests.Linting;

public sealed class LintPolicyTests
{
    private static BindingKey Key(string tenant, string environment, string template) => new(new Scope(new TenantId(tenant), environment), null, template);

    [Fact]
    public async Task Without_a_file_what_a_backend_refuses_blocks_and_all_else_is_told()
    {
        var policy = (await Content.LoadAsync(("templates/overview.yaml.sbn", Content.Overview), ("tenants/acme.yaml", Content.Acme))).Snapshot!.Lint;

        Assert.Equal(
            [LintLevel.Error, LintLevel.Warning, LintLevel.Warning, LintLevel.Warning, LintLevel.Warning, LintLevel.Warning],
            Enum.GetValues<LintRule>().Select(rule => policy.Level(rule, Key("acme", "prod", "overview"))));
        Assert.False(policy.IsOff);
    }

    [Fact]
    public void The_last_exception_that_means_a_dashboard_and_names_the_rule_counts()
    {
        var policy = Read(
            """
            rules: {noData: error, slow: off}
            exceptions:
              - {environments: [dev*], rules: {noData: warning, slow: error}}
              - {tenants: nova, rules: {noData: off}}
              - {templates: [infra/*], tenants: [nova], rules: {slow: warning}}
            """);

        Assert.Equal((LintLevel.Error, LintLevel.Off), Levels("acme", "prod", "overview"));
        Assert.Equal((LintLevel.Warning, LintLevel.Error), Levels("acme", "dev-2", "overview"));
        Assert.Equal((LintLevel.Off, LintLevel.Error), Levels("nova", "dev", "overview"));
        Assert.Equal((LintLevel.Off, LintLevel.Warning), Levels("nova", "dev", "infra/node"));
        (LintLevel, LintLevel) Levels(string tenant, string environment, string template) =>
            (policy.Level(LintRule.NoData, Key(tenant, environment, template)), policy.Level(LintRule.Slow, Key(tenant, environment, template)));
    }

    [Fact]
    public void Thresholds_and_limits_are_read_and_those_that_are_left_out_keep_their_defaults()
    {
        var policy = Read("thresholds: {series: 7, duration: 250ms, growth: 1.5}\nlimits: {time: 2m, concurrency: 1}\n");

        Assert.Equal(new LintThresholds { Series = 7, Duration = TimeSpan.FromMilliseconds(250), Growth = 1.5 }, policy.Thresholds);
        Assert.Equal(new LintLimits { Time = TimeSpan.FromMinutes(2), Concurrency = 1 }, policy.Limits);
    }

    [Fact]
    public void Nothing_is_tried_where_every_rule_is_off_everywhere()
    {
        const string Off = "rules: {refused: off, noData: off, tooManySeries: off, slow: off, samples: off, growth: off}\n";

        Assert.True(Read(Off).IsOff);
        Assert.False(Read(Off + "exceptions: [{tenants: acme, rules: {slow: error}}]").IsOff);
    }

    [Fact]
    public void A_policy_blocks_where_anything_anywhere_is_an_error()
    {
        const string Told = "rules: {refused: warning}\n";

        Assert.True(Read("").Blocks);
        Assert.False(Read(Told).Blocks);
        Assert.True(Read(Told + "exceptions: [{tenants: acme, rules: {slow: error}}]").Blocks);
    }

    [Fact]
    public async Task A_mistake_in_the_file_refuses_the_revision_with_its_place_and_a_remedy()
    {
        var result = await Content.LoadAsync(
            ("templates/overview.yaml.sbn", Content.Overview), ("tenants/acme.yaml", Content.Acme), ("lint.yaml", "rules:\n  nodata: off\n  slow: block\nlimits: {concurrency: 0}\n"));

        Assert.Null(result.Snapshot);
        Assert.Equal(
            """
            lint.yaml:2:3 Error PT105 The rules has no key 'nodata'. | Did you mean 'noData'? |  x1 
            lint.yaml:3:9 Error PT109 'slow' cannot be 'block'. | Use one of: off, warning, error. |  x1 
            lint.yaml:4:23 Error PT108 'concurrency' is 0; it must be from 1 to 64. |  |  x1 
            """,
            Content.Describe(result.Diagnostics));
    }

    private static LintPolicy Read(string text)
    {
        var diagnostics = new List<Diagnostic>();
        var policy = LintPolicyReader.Read(LintPolicy.File, text, diagnostics);
        Assert.Empty(diagnostics);
        return policy;
    }
}
