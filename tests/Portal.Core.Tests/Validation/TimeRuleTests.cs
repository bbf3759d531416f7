using Portal.Core.Dashboards;
using Portal.Core.Diagnostics;
using Portal.Core.Tenancy;
using Portal.Core.Tests.Queries;
using Portal.Core.Validation;
using Portal.Core.Yaml;

namespace Portal.Core.Tests.Validation;

public sealed class TimeRuleTests
{
    [Theory]
    [InlineData("now-6h", "now", "browser")]
    [InlineData("now/d", "now/d", "utc")]
    [InlineData("2026-11-25T10:00:00Z", "1795687200000", "Europe/Berlin")]
    [InlineData("2026-11-25", "now", "UTC")]
    public void A_range_that_a_page_can_open_with_is_fine(string from, string to, string zone) => Assert.Empty(Check(from, to, zone));

    [Theory]
    [InlineData("yesterday", "now", "utc", "2:7 The start 'yesterday' is not a time.")]
    [InlineData("now-6h", "now-", "utc", "2:7 The end 'now-' is not a time.")]
    [InlineData("now", "now-6h", "utc", "2:7 The range ends before it begins.")]
    [InlineData("2026-11-25", "2025-11-25", "utc", "2:7 The range ends before it begins.")]
    [InlineData("now-6h", "now", "Europe/Atlantis", "3:11 The time zone 'Europe/Atlantis' is not known.")]
    [InlineData("now-6h", "now", "../../etc/passwd", "3:11 The time zone '../../etc/passwd' is not known.")]
    public void What_is_no_range_is_told_where_it_stands(string from, string to, string zone, string expected)
    {
        var diagnostic = Assert.Single(Check(from, to, zone));

        Assert.Equal((DiagnosticCodes.TimeInvalid, expected), (diagnostic.Code, $"{diagnostic.Location.Line}:{diagnostic.Location.Column} {diagnostic.Message}"));
    }

    private static List<Diagnostic> Check(string from, string to, string zone)
    {
        var diagnostics = new List<Diagnostic>();
        var context = new YamlContext("d.yaml", diagnostics);
        var dashboard = DashboardReader.Read($"title: T\ntime: {{from: \"{from}\", to: \"{to}\"}}\ntimezone: {zone}\npanels: [{{type: stat, queries: [{{expr: up}}]}}]", context)!;
        var tenant = PanelWorld.SnapshotOf(new Uri("http://prometheus:9090")).Tenants[new TenantId("acme")];
        DashboardRules.Check(new DashboardCheck(dashboard, PanelWorld.Acme.Scope, tenant.Environments[0], context));
        return diagnostics;
    }
}
