using Portal.Core.Changes;
using Portal.Core.Diagnostics;
using Portal.Core.Tenancy;

namespace Portal.Core.Tests.Changes;

public sealed class TenantComparisonTests
{
    private const string Before =
        """
        id: acme
        name: Acme
        defaultEnvironment: prod
        environments:
          - name: prod
            datasources:
              - {kind: prometheus, url: "https://prometheus.internal", auth: {bearerToken: "${secret:PROM}"}}
              - {kind: loki, url: "https://loki.internal", headers: {X-Key: "${secret:LOKI}"}}
            isolation:
              labels: {tenant: acme}
              headers: {X-Scope-OrgID: acme}
            services: [checkout, cart]
        dashboards:
          - template: overview
            parameters: {target: 0.5}
          - template: logs
        """;

    [Theory]
    [InlineData("labels: {tenant: acme}", "labels: {tenant: nova}", ChangeTopic.Isolation, "environment 'prod': isolation: label tenant | acme → nova")]
    [InlineData("labels: {tenant: acme}", "labels: {}", ChangeTopic.Isolation, "environment 'prod': isolation: label tenant removed | acme")]
    [InlineData("X-Scope-OrgID: acme", "X-Scope-OrgID: acme|nova", ChangeTopic.Isolation, "environment 'prod': isolation: header X-Scope-OrgID | acme → acme|nova")]
    [InlineData("      labels: {tenant: acme}", "      dedicated: true\n      labels: {tenant: acme}", ChangeTopic.Isolation, "environment 'prod': isolation: dedicated | false → true")]
    [InlineData("https://prometheus.internal", "https://evil.example", ChangeTopic.Datasource, "datasource 'prod/prometheus': url | https://prometheus.internal/ → https://evil.example/")]
    [InlineData("${secret:PROM}", "${secret:OTHER}", ChangeTopic.Secret, "datasource 'prod/prometheus': auth: bearerToken | ${secret:PROM} → ${secret:OTHER}")]
    [InlineData("${secret:LOKI}", "${secret:PROM}", ChangeTopic.Secret, "datasource 'prod/loki': header X-Key | ${secret:LOKI} → ${secret:PROM}")]
    [InlineData("  - template: logs", "  - template: logs\n    environments: [prod]", ChangeTopic.Grant, "grant 'logs': environments | all → prod")]
    [InlineData("dashboards:", "access: [{role: editor, groups: [everyone]}]\ndashboards:", ChangeTopic.Access, "tenant 'acme': access: editor group everyone added | in all")]
    [InlineData("dashboards:", "masking: [{detector: card}]\ndashboards:", ChangeTopic.Masking, "tenant 'acme': masking: detector card added | support: partial")]
    [InlineData("target: 0.5", "target: 2", ChangeTopic.Parameter, "grant 'overview': parameter target | 0.5 → 2")]
    [InlineData("[checkout, cart]", "[checkout, cart, web]", ChangeTopic.Other, "environment 'prod': services | cart, checkout → cart, checkout, web")]
    [InlineData("name: Acme", "name: ACME", ChangeTopic.Other, "tenant 'acme': name | Acme → ACME")]
    public void A_change_is_told_as_what_it_is(string what, string with, ChangeTopic topic, string expected)
    {
        var change = Assert.Single(Compare(what, with));

        Assert.Equal(expected, Describe(change));
        Assert.Equal(topic, change.Topic);
        Assert.Equal(topic is not (ChangeTopic.Other or ChangeTopic.Parameter), change.IsSecurity);
    }

    [Theory]
    [InlineData("id: acme", "# a comment\nid: acme")]
    [InlineData("[checkout, cart]", "[cart, checkout]")]
    [InlineData("{kind: loki, url: \"https://loki.internal\"", "{url: \"https://loki.internal\", kind: loki, name: loki")]
    public void What_is_only_written_another_way_is_no_difference(string what, string with) => Assert.Empty(Compare(what, with));

    [Fact]
    public void A_new_datasource_is_told_with_where_it_asks_and_what_it_sends()
    {
        var changes = Compare("    isolation:", "      - {name: second, kind: prometheus, url: \"http://other\", auth: {bearerToken: \"${secret:X}\"}}\n    isolation:");

        Assert.Contains("datasource 'prod/second' added | ", changes.Select(Describe));
        Assert.Contains(changes, change => change is { Property: "url", After: "http://other/", Topic: ChangeTopic.Datasource });
        Assert.Contains(changes, change => change is { Property: "auth: bearerToken", Topic: ChangeTopic.Secret });
        Assert.All(changes, change => Assert.True(change.IsSecurity));
    }

    [Fact]
    public void A_new_embed_key_is_told_with_all_that_it_allows()
    {
        var changes = Compare("dashboards:", "embedKeys: [{id: status, secret: '${secret:STATUS}', dashboards: ['*'], origins: [https://a.example]}]\ndashboards:");

        Assert.Contains("tenant 'acme': embed key status added | secret", changes.Select(Describe));
        Assert.Contains(changes, change => change is { Property: "embed key status: secret", After: "${secret:STATUS}", Topic: ChangeTopic.Secret });
        Assert.Contains(changes, change => change is { Property: "embed key status: origins", After: "https://a.example", Topic: ChangeTopic.Access });
        Assert.All(changes, change => Assert.True(change.IsSecurity));
    }

    [Fact]
    public void Another_default_datasource_is_a_change_of_where_is_asked()
    {
        const string second = "      - {name: second, kind: prometheus, url: \"http://other\"}\n";
        var one = Before.Replace("    isolation:", second + "    isolation:", StringComparison.Ordinal);
        var other = Before.Replace("    datasources:\n", "    datasources:\n" + second, StringComparison.Ordinal);

        Assert.Equal("environment 'prod': default prometheus | prometheus → second", Describe(Assert.Single(TenantComparison.Compare(Read(one), Read(other)))));
    }

    [Fact]
    public void A_tenant_that_comes_or_goes_is_told_as_a_whole_with_security_first()
    {
        Assert.Contains("tenant 'acme' added | ", TenantComparison.Compare(null, Read(Before)).Select(Describe));
        var gone = TenantComparison.Compare(Read(Before), null);
        Assert.Contains("tenant 'acme' removed | ", gone.Select(Describe));
        Assert.Equal(gone.OrderByDescending(change => change.IsSecurity), gone);
    }

    [Fact]
    public void Two_lines_for_one_template_are_told_apart_by_whom_they_are_for()
    {
        const string two = "  - {template: logs, services: [cart], parameters: {n: 1}}\n  - {template: logs, services: [checkout], parameters: {n: 2}}";
        var before = Read(Before.Replace("  - template: logs", two, StringComparison.Ordinal));
        var after = Read(Before.Replace("  - template: logs", two.Replace("n: 2", "n: 3", StringComparison.Ordinal), StringComparison.Ordinal));

        Assert.Equal("grant 'logs': parameter n | 2 → 3", Describe(Assert.Single(TenantComparison.Compare(before, after))));
    }

    private static IReadOnlyList<Change> Compare(string what, string with)
    {
        Assert.Contains(what, Before, StringComparison.Ordinal);
        return TenantComparison.Compare(Read(Before), Read(Before.Replace(what, with, StringComparison.Ordinal)));
    }

    private static string Describe(Change change) => $"{ChangeText.Of(change)} | {ChangeText.Values(change)}";

    private static Tenant Read(string yaml)
    {
        var diagnostics = new List<Diagnostic>();
        var tenant = TenantFileReader.Read("tenants/acme.yaml", yaml, diagnostics);
        Assert.True(tenant is not null && !diagnostics.HasErrors(), Catalog.Content.Describe(diagnostics));
        return tenant;
    }
}
