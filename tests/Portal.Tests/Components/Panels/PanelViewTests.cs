using Bunit;
using Portal.Components.Panels;
using Portal.Core.Dashboards;

namespace Portal.Tests.Components.Panels;

public sealed class PanelViewTests : BunitContext
{
    private static readonly PanelModel Rate = PanelModel.From(new Panel { Id = "rate", Kind = PanelKind.TimeSeries, Title = "Request rate", Grid = new GridPosition(0, 0, 12, 8) });

    private readonly BunitJSModuleInterop _module;

    public PanelViewTests()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        _module = JSInterop.SetupModule("./Components/Panels/PanelView.razor.js");
        _module.Mode = JSRuntimeMode.Loose;
    }

    [Fact]
    public void The_frame_names_the_panel_and_waits_for_data()
    {
        var section = Show(Rate).Find("section");

        Assert.Equal("Request rate", section.GetAttribute("aria-label"));
        Assert.Equal("loading", section.GetAttribute("data-state"));
        Assert.Equal("Request rate", section.QuerySelector("h3")!.TextContent);
        Assert.Empty(section.QuerySelector("[data-part=body]")!.Children);
    }

    [Fact]
    public void A_panel_without_a_title_is_still_named() =>
        Assert.Equal("Panel rate", Show(Rate with { Title = "" }).Find("section").GetAttribute("aria-label"));

    [Fact]
    public void The_module_is_told_where_to_ask_and_never_what()
    {
        var panel = new Panel { Id = "p", Kind = PanelKind.StateTimeline, Grid = default, Queries = [new PanelQuery { RefId = "A", Expr = "secret_metric" }] };
        Show(PanelModel.From(panel));

        var json = System.Text.Json.JsonSerializer.Serialize(_module.VerifyInvoke("attach").Arguments[2]);

        Assert.Contains("/api/v1/dashboards/acme/prod/overview/panels/rate/data", json, StringComparison.Ordinal);
        Assert.Contains("state-timeline", json, StringComparison.Ordinal);
        Assert.DoesNotContain("secret_metric", json, StringComparison.Ordinal);
    }

    [Fact]
    public void A_changed_state_loads_again_and_an_equal_one_does_not()
    {
        var view = Show(Rate);

        view.Render(p => p.Add(v => v.State, State() with { Variables = new Dictionary<string, IReadOnlyList<string>> { ["route"] = ["/a"] } }));
        Assert.Empty(_module.Invocations["update"]);

        view.Render(p => p.Add(v => v.State, State() with { RefreshToken = 1 }));
        Assert.Single(_module.Invocations["update"]);

        view.Render(p => p.Add(v => v.State, State() with { RefreshToken = 1, Variables = new Dictionary<string, IReadOnlyList<string>> { ["route"] = ["/b"] } }));
        Assert.Equal(2, _module.Invocations["update"].Count);
    }

    [Fact]
    public void An_edited_panel_is_drawn_anew()
    {
        var view = Show(Rate);

        view.Render(p => p.Add(v => v.Panel, Rate with { Display = Rate.Display with { } }));
        Assert.Empty(_module.Invocations["update"]);

        view.Render(p => p.Add(v => v.Panel, Rate with { Display = new PanelDisplay { Unit = "s" } }));
        Assert.Single(_module.Invocations["update"]);
    }

    [Fact]
    public void Keys_of_states_differ_when_values_are_divided_differently()
    {
        PanelQueryState With(params string[] values) => State() with { Variables = new Dictionary<string, IReadOnlyList<string>> { ["a"] = values } };

        Assert.NotEqual(With("b\tc").Key, With("b", "c").Key);
        Assert.NotEqual(With("x").Key, With("x", "").Key);
        Assert.Equal(With("x", "y").Key, With("x", "y").Key);
    }

    [Fact]
    public async Task A_dragged_range_is_passed_on()
    {
        TimeZoom? zoomed = null;
        var view = Show(Rate, p => p.Add(v => v.OnZoom, (TimeZoom z) => zoomed = z));

        await view.InvokeAsync(() => view.Instance.Zoom(1000.4, 2000));
        Assert.Equal(new TimeZoom(1000, 2000), zoomed);

        zoomed = null;
        await view.InvokeAsync(() => view.Instance.Zoom(double.NaN, 2000));
        await view.InvokeAsync(() => view.Instance.Zoom(3000, 2000));
        Assert.Null(zoomed);
    }

    [Fact]
    public void The_menu_offers_to_view_alone_inspect_copy_and_download()
    {
        var items = Show(Rate).FindAll("[role=menuitem]");

        Assert.Equal(["View alone", "Inspect", "Copy link", "Download CSV"], items.Select(i => i.TextContent));
        Assert.Equal("/d/acme/prod/overview?viewPanel=rate", items[0].GetAttribute("href"));
    }

    [Fact]
    public void Alone_it_does_not_offer_to_be_viewed_alone() =>
        Assert.DoesNotContain("View alone", Show(Rate, p => p.Add(v => v.Alone, true)).FindAll("[role=menuitem]").Select(i => i.TextContent));

    [Fact]
    public void Links_keep_the_range_where_they_are_told_to_and_unsafe_ones_are_left_out()
    {
        var view = Show(Rate with
        {
            Links = [new("Logs", "/logs?a=1", KeepTime: true), new("Runbook", "https://example.org/run", NewTab: true), new("Bad", "javascript:alert(1)")],
        });

        var links = view.FindAll("a[role=menuitem]").Skip(1).ToList();

        Assert.Equal(["/logs?a=1&from=now-1h&to=now", "https://example.org/run"], links.Select(l => l.GetAttribute("href")));
        Assert.Equal("noopener noreferrer", links[1].GetAttribute("rel"));
    }

    [Fact]
    public void The_description_is_a_tooltip_of_safe_markdown()
    {
        var view = Show(Rate with { Description = "See **this** <script>x</script>" });

        var tooltip = view.Find("[role=tooltip]");
        Assert.Equal(view.Find("[data-part=hint]").GetAttribute("aria-describedby"), tooltip.Id);
        Assert.Equal("this", tooltip.QuerySelector("strong")!.TextContent);
        Assert.Null(tooltip.QuerySelector("script"));
    }

    [Fact]
    public void A_text_panel_is_complete_without_asking_for_data()
    {
        var view = Show(Rate with { Kind = "text", Display = new PanelDisplay { Content = "# Hello $route" } });

        Assert.Equal("ok", view.Find("section").GetAttribute("data-state"));
        Assert.Equal("Hello /a", view.Find("[data-part=body] h4").TextContent);
        Assert.Equal(["View alone", "Copy link"], view.FindAll("[role=menuitem]").Select(i => i.TextContent));
    }

    [Fact]
    public async Task Disposing_lets_go_of_the_picture_once()
    {
        var handle = _module.SetupModule("attach", _ => true);
        handle.Mode = JSRuntimeMode.Loose;
        Show(Rate);

        await DisposeComponentsAsync();

        Assert.Single(handle.Invocations["dispose"]);
    }

    [Theory]
    [InlineData(PanelKind.TimeSeries, "timeseries")]
    [InlineData(PanelKind.BarGauge, "bargauge")]
    [InlineData(PanelKind.StateTimeline, "state-timeline")]
    public void Kinds_are_spelled_as_in_templates(PanelKind kind, string name) => Assert.Equal(name, PanelModel.KindName(kind));

    [Fact]
    public void Every_kind_but_text_has_a_module_that_draws_it()
    {
        foreach (var kind in Enum.GetValues<PanelKind>().Where(k => k != PanelKind.Text))
        {
            Assert.True(File.Exists(SourceTree.Path("wwwroot", "js", "panels", PanelModel.KindName(kind) + ".js")), kind.ToString());
        }
    }

    private static PanelQueryState State() => new("now-1h", "now", "utc", new Dictionary<string, IReadOnlyList<string>> { ["route"] = ["/a"] });

    private IRenderedComponent<PanelView> Show(PanelModel panel, Action<ComponentParameterCollectionBuilder<PanelView>>? more = null) => Render<PanelView>(p =>
    {
        p.Add(v => v.Panel, panel)
            .Add(v => v.DataUrl, "/api/v1/dashboards/acme/prod/overview/panels/rate/data")
            .Add(v => v.State, State())
            .Add(v => v.PanelHref, "/d/acme/prod/overview?viewPanel=rate");
        more?.Invoke(p);
    });
}
