using System.Text.RegularExpressions;
using Portal.Core.Dashboards;
using Portal.Core.Queries;

namespace Portal.Core.Tests.Shipped;

public sealed partial class ShippedContentTests
{
    [GeneratedRegex(@"/d/(?<tenant>[^/]+)/(?<environment>[^/]+)/(?<slug>[^/?)\s]+)(\?service=(?<service>[^&)\s]+))?")]
    private static partial Regex DashboardUrl { get; }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Loads_without_a_single_remark_whether_services_were_discovered_or_not(bool discovered)
    {
        var loaded = await ShippedContent.LoadAsync(discovered ? ShippedContent.Discovered : _ => []);

        Assert.True(loaded.Snapshot is not null && loaded.Diagnostics.Count == 0, Catalog.Content.Describe(loaded.Diagnostics));
    }

    [Fact]
    public async Task Every_template_is_given_to_somebody()
    {
        var loaded = await ShippedContent.LoadAsync(ShippedContent.Discovered);

        var given = (await ShippedContent.RenderAsync()).Select(r => r.Key.Template).ToHashSet();
        Assert.Equal(loaded.Snapshot!.Templates.Dashboards.Keys.Order(), given.Order());
    }

    [Fact]
    public async Task Titles_say_whose_dashboard_it_is()
    {
        var titles = (await ShippedContent.RenderAsync()).ToDictionary(r => r.Key.ToString(), r => r.Dashboard.Title);

        Assert.Equal("Acme PROD - Overview", titles["acme/prod tenant-overview"]);
        Assert.Equal("Acme PROD - checkout", titles["acme/prod/checkout service-overview"]);
        Assert.Equal("Acme PROD - checkout Latency SLO", titles["acme/prod/checkout latency-slo"]);
        Assert.Equal("Acme PROD - checkout logs", titles["acme/prod/checkout service-logs"]);
        Assert.Equal("Acme STAGING - catalog JVM", titles["acme/staging/catalog runtime"]);
        Assert.Equal("Nova DEV - cards .NET", titles["nova/dev/cards runtime"]);
        Assert.Equal("Nova PROD - transfers Workload", titles["nova/prod/transfers infra/workload"]);
        Assert.Equal("Nova STAGING - Nodes", titles["nova/staging infra/node"]);
        Assert.Equal("Acme DEV - PostgreSQL", titles["acme/dev infra/postgresql"]);
        Assert.Equal("Nova PROD - Prometheus", titles["nova/prod prometheus"]);
        Assert.Equal("Acme PROD - Portal", titles["acme/prod portal"]);
        Assert.Equal(titles.Count, titles.Values.Distinct().Count());
    }

    [Fact]
    public async Task Links_between_dashboards_lead_to_one_that_is_there()
    {
        var all = await ShippedContent.RenderAsync();
        var there = all.Select(r => r.Key).ToHashSet();

        var links = all.SelectMany(r => Urls(r.Dashboard).SelectMany(url => DashboardUrl.Matches(url)).Select(m => (From: r.Key, To: Target(m)))).ToList();

        Assert.True(links.Count > 200, $"{links.Count} links");
        Assert.All(links, link => Assert.True(there.Contains(link.To), $"{link.From} links to {link.To}, which is not there"));
    }

    [Fact]
    public async Task All_kinds_of_panel_but_the_single_trace_and_of_drawing_are_shown()
    {
        var panels = (await ShippedContent.RenderAsync()).SelectMany(r => r.Dashboard.Panels).ToList();

        Assert.Equal(Enum.GetValues<PanelKind>().Where(k => k != PanelKind.Trace), panels.Select(p => p.Kind).Distinct().Order());
        Assert.Superset(new HashSet<string> { "none", "normal", "percent" }, panels.Select(p => p.Display.Stack).ToHashSet());
        Assert.Superset(new HashSet<string> { "lines", "bars" }, panels.Select(p => p.Display.Draw).ToHashSet());
        Assert.Contains(panels, p => p.Queries.Any(q => q.Exemplars));
    }

    [Fact]
    public async Task No_template_writes_what_isolation_adds()
    {
        var queries = (await ShippedContent.RenderAsync()).SelectMany(r => r.Dashboard.Panels).SelectMany(p => p.Queries).Select(q => q.Expr).Distinct();

        Assert.DoesNotContain(queries, q => Regex.IsMatch(q, @"\b(tenant|environment)\s*(=|!)"));
    }

    [Fact]
    public async Task Rows_have_no_holes()
    {
        foreach (var (key, dashboard) in await ShippedContent.RenderAsync())
        {
            foreach (var row in dashboard.Rows)
            {
                var area = row.Panels.Sum(p => p.Grid.W * p.Grid.H);
                var height = row.Panels.Max(p => p.Grid.Y + p.Grid.H);
                Assert.True(area == 24 * height, $"{key}: '{row.Title}' has holes");
            }
        }
    }

    private static IEnumerable<string> Urls(Dashboard dashboard) =>
        dashboard.Links.Select(l => l.Url).Concat(dashboard.Panels.SelectMany(p => p.Links.Select(l => l.Url).Append(p.Display.Content)));

    private static BindingKey Target(Match url) => new(
        new(new(url.Groups["tenant"].Value), url.Groups["environment"].Value),
        url.Groups["service"] is { Success: true, Value: var service } ? service : null,
        url.Groups["slug"].Value.Replace('~', '/'));
}
