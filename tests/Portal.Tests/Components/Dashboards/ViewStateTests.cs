using CsCheck;
using Portal.Components.Dashboards;
using Portal.Core.Dashboards;

namespace Portal.Tests.Components.Dashboards;

public sealed class ViewStateTests
{
    private static readonly Dashboard Given = new()
    {
        Title = "Checkout",
        Time = new DashboardTime("now-6h", "now"),
        Refresh = "30s",
        Timezone = "utc",
        Variables = [new Variable { Name = "route", Kind = VariableKind.Custom, Default = ["/a"] }, new Variable { Name = "pod", Kind = VariableKind.Query }],
    };

    private static readonly Gen<string> Word = Gen.String[Gen.Char[" abc/:&=?#%+$äé\"'<日"], 1, 30];

    private static readonly Gen<ViewState> States =
        from range in Gen.Select(Word.Null(), Word.Null(), Word.Null())
        from rest in Gen.Select(Word.Null(), Word.Null(), OneOf("off", "5s", "1m", "24h", null), OneOf("dark", "light", null), Gen.Bool)
        from variables in Gen.Dictionary(Gen.String[Gen.Char["aBc_1"], 1, 8], Gen.OneOf(Word, Gen.Const(""), Gen.Const(ViewState.All)).Array[1, 4].Select(v => (IReadOnlyList<string>)[.. v.Distinct()]))[0, 5]
        select new ViewState
        {
            From = range.Item1, To = range.Item2, TimeZone = range.Item3, Service = rest.Item1, ViewPanel = rest.Item2, Refresh = rest.Item3, Theme = rest.Item4, Kiosk = rest.Item5, Variables = variables,
        };

    [Fact]
    public void What_is_written_into_the_address_is_read_again() => States.Sample(state =>
    {
        var read = ViewState.Parse("https://portal.test/d/acme/prod/red" + state.ToQuery() + "#fragment");

        Assert.Equal(Flat(state), Flat(read));
        Assert.Equal(state.ToQuery(), read.ToQuery());
    });

    [Fact]
    public void No_address_is_too_odd_to_read() => Gen.String.Sample(text =>
    {
        var read = ViewState.Parse("/d/a/b/c?" + text);
        Assert.Equal(read.ToQuery(), ViewState.Parse(read.ToQuery()).ToQuery());
    });

    [Fact]
    public void An_address_reads_well() => Assert.Equal(
        "?service=checkout&from=2026-11-25T10:00:00Z&to=now/d&var-route=/a&var-route=$__all&kiosk=1",
        new ViewState { Service = "checkout", From = "2026-11-25T10:00:00Z", To = "now/d", Kiosk = true }.WithVariable("route", ["/a", ViewState.All]).ToQuery());

    [Fact]
    public void What_was_not_chosen_is_the_dashboard_s()
    {
        var state = ViewState.Parse("/d/acme/prod/red?from=now-1h");

        Assert.Equal(new DashboardTime("now-1h", "now"), state.Range(Given));
        Assert.Equal("utc", state.Zone(Given));
        Assert.Equal(TimeSpan.FromSeconds(30), state.RefreshEvery(Given));
        Assert.Null(ViewState.Parse("?refresh=off").RefreshEvery(Given));
    }

    [Fact]
    public void What_the_dashboard_would_choose_by_itself_is_left_out() => Assert.Equal(
        "?to=now-1h&var-pod=x",
        ViewState.Parse("?from=now-6h&to=now-1h&tz=utc&refresh=30s&var-route=/a&var-pod=x&var-unknown=1").Reduce(Given).ToQuery());

    [Theory]
    [InlineData("?theme=blue")]
    [InlineData("?refresh=never")]
    [InlineData("?refresh=0s")]
    [InlineData("?utm_source=mail")]
    [InlineData("?from=")]
    [InlineData("?kiosk=0")]
    [InlineData("?var-=x")]
    public void What_cannot_be_meant_is_dropped(string query) => Assert.Equal("", ViewState.Parse(query).ToQuery());

    [Fact]
    public void Grafana_s_bare_kiosk_is_understood() => Assert.True(ViewState.Parse("?kiosk").Kiosk);

    [Fact]
    public void Names_of_variables_that_differ_in_case_are_two() => Assert.Equal(["A", "a"], ViewState.Parse("?var-a=1&var-A=2").Variables.Keys.Order(StringComparer.Ordinal));

    [Fact]
    public void A_flood_of_values_is_bounded()
    {
        var state = ViewState.Parse("?" + string.Join('&', Enumerable.Range(0, 300).SelectMany(v => Enumerable.Range(0, 5).Select(n => $"var-v{v}={n}"))));
        Assert.Equal(100, state.Variables.Count);

        Assert.Equal(1000, ViewState.Parse("?" + string.Join('&', Enumerable.Range(0, 2000).Select(n => $"var-v={n}"))).Variables["v"].Count);
    }

    [Fact]
    public void Another_choice_replaces_the_old_one_and_none_leaves_it_to_the_dashboard()
    {
        var state = ViewState.Parse("?var-route=/a&var-pod=x").WithVariable("route", ["/b"]);

        Assert.Equal("?var-pod=x&var-route=/b", state.ToQuery());
        Assert.Equal("?var-pod=x", state.WithVariable("route", []).ToQuery());
    }

    private static Gen<string?> OneOf(params string?[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static string Flat(ViewState s) => string.Join('\n', new[] { s.From, s.To, s.TimeZone, s.Service, s.Refresh, s.Theme, s.Kiosk.ToString(), s.ViewPanel }
        .Concat(s.Variables.OrderBy(v => v.Key, StringComparer.Ordinal).SelectMany(v => v.Value.Select(value => $"{v.Key} {value}"))).Select(t => t ?? "(null)"));
}
