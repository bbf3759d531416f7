using Bunit;
using Portal.Components.Dashboards;
using Portal.Core.Dashboards;

namespace Portal.Tests.Components.Dashboards;

public sealed class MarkMenuTests : BunitContext
{
    private static readonly Dashboard Dashboard = ScreenWorld.Dashboard() with
    {
        Annotations =
        [
            new Annotation { Name = "deployments", Label = "Deployments", Query = new PanelQuery { RefId = "A", Expr = "up" } },
            new Annotation { Name = "alerts", Color = "#ff0000", Enabled = false, Query = new PanelQuery { RefId = "A", Expr = "up" } },
        ],
    };

    [Theory]
    [InlineData("", "true true false", "?mark-revisions=0 ?mark-deployments=0 ?mark-alerts=1")]
    [InlineData("?mark-deployments=0&mark-alerts=1", "true false true", "?mark-alerts=1&mark-deployments=0&mark-revisions=0 ?mark-alerts=1 ?mark-deployments=0")]
    public void Each_kind_of_mark_is_a_switch_and_the_address_holds_what_was_switched(string address, string switches, string hrefs)
    {
        var view = ViewState.Parse("http://localhost/d/a/b/c" + address);

        var menu = Render<MarkMenu>(parameters => parameters.Add(p => p.Dashboard, Dashboard).Add(p => p.View, view).Add(p => p.Href, state => state.Reduce(Dashboard).ToQuery()));

        Assert.Equal(switches, string.Join(' ', menu.FindAll("[role=switch]").Select(a => a.GetAttribute("aria-checked"))));
        Assert.Equal(hrefs, string.Join(' ', menu.FindAll("[role=switch]").Select(a => a.GetAttribute("href"))));
        Assert.Equal(["Revisions", "Deployments", "alerts"], menu.FindAll("[role=switch] span").Select(label => label.TextContent));
    }
}
