using Bunit;
using Bunit.TestDoubles;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Portal.Components.Dashboards;
using Portal.Core.Dashboards;
using Portal.Core.Queries;

namespace Portal.Tests.Components.Dashboards;

public sealed class PickerTests : BunitContext
{
    private static readonly Variable Route = new() { Name = "route", Label = "Route", Kind = VariableKind.Query, Multi = true, IncludeAll = true };
    private static readonly Dashboard Given = new() { Title = "Checkout", Time = new DashboardTime("now-1h", "now") };
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 11, 25, 12, 0, 0, TimeSpan.Zero));

    public PickerTests() => Services.AddSingleton<TimeProvider>(_clock);

    [Fact]
    public void Choices_are_links_and_the_one_in_force_is_marked()
    {
        var picker = Choose(new Choice("dev", "/d/acme/dev/red"), new Choice("prod", "/d/acme/prod/red", Current: true), new Choice("test", null, Note: "does not have this dashboard"));

        Assert.Equal(["/d/acme/dev/red", "/d/acme/prod/red"], picker.FindAll("a").Select(a => a.GetAttribute("href")));
        Assert.Equal("prod", picker.Find("[aria-current]").TextContent.Trim());
        Assert.Contains("does not have this dashboard", picker.Find("[aria-disabled]").TextContent, StringComparison.Ordinal);
        Assert.Equal(picker.Find("button").GetAttribute("popovertarget"), picker.Find("[popover]").Id);
        Assert.Equal("Environment prod", picker.Find("button").GetAttribute("aria-label"));
    }

    [Fact]
    public void Many_choices_can_be_searched_and_too_many_are_given_in_part()
    {
        var picker = Choose([.. Enumerable.Range(0, 2000).Select(n => new Choice($"service-{n}", $"/{n}"))]);
        Assert.Equal(ChoicePicker.MostShown, picker.FindAll("a").Count);
        Assert.Contains("of 2000", picker.Find(".pt-choices-more").TextContent, StringComparison.Ordinal);

        picker.Find("[data-search]").Input("-1999");

        Assert.Equal("/1999", picker.Find("a").GetAttribute("href"));
        Assert.Empty(picker.FindAll(".pt-choices-more"));
    }

    [Fact]
    public void A_choice_that_leaves_no_step_replaces_the_address()
    {
        var picker = Render<ChoicePicker>(p => p.Add(c => c.Id, "x").Add(c => c.Label, "Refresh").Add(c => c.Value, "Off").Add(c => c.Choices, [new Choice("5s", "/d/a/b/c?refresh=5s")]).Add(c => c.Replaces, true));

        picker.Find("a").Click();

        var navigation = Services.GetRequiredService<BunitNavigationManager>();
        Assert.EndsWith("/d/a/b/c?refresh=5s", navigation.Uri, StringComparison.Ordinal);
        Assert.True(navigation.History.First().Options.ReplaceHistoryEntry);
    }

    [Fact]
    public void Ticks_count_once_the_box_is_closed()
    {
        var chosen = new List<IReadOnlyList<string>>();
        var picker = Multi(["/a"], chosen);

        picker.Find("[popover]").TriggerEvent("ontoggle", EventArgs.Empty);
        picker.FindAll("input[type=checkbox]")[2].Change(true);
        Assert.Empty(chosen);

        picker.Find("[popover]").TriggerEvent("ontoggle", EventArgs.Empty);
        Assert.Equal(["/a", "/b"], Assert.Single(chosen));
    }

    [Fact]
    public void All_and_single_values_exclude_each_other()
    {
        var chosen = new List<IReadOnlyList<string>>();
        var picker = Multi(["/a"], chosen);

        picker.FindAll("input[type=checkbox]")[0].Change(true);
        picker.Find("[popover]").TriggerEvent("ontoggle", EventArgs.Empty);
        Assert.Equal([ViewState.All], chosen[^1]);

        picker.Render(p => p.Add(m => m.Selected, [ViewState.All]));
        picker.FindAll("input[type=checkbox]")[2].Change(true);
        picker.Find("[popover]").TriggerEvent("ontoggle", EventArgs.Empty);
        Assert.Equal(["/b"], chosen[^1]);
    }

    [Fact]
    public void Closing_without_a_change_chooses_nothing()
    {
        var chosen = new List<IReadOnlyList<string>>();
        var picker = Multi(["/a"], chosen);

        picker.FindAll("input[type=checkbox]")[1].Change(false);
        picker.FindAll("input[type=checkbox]")[1].Change(true);
        picker.Find("[popover]").TriggerEvent("ontoggle", EventArgs.Empty);

        Assert.Empty(chosen);
    }

    [Fact]
    public void Values_are_summed_up()
    {
        VariableOption[] options = [new("All", ViewState.All), new("Checkout", "c"), new("Cart", "k")];

        Assert.Equal("All", MultiPicker.Summary(options, [ViewState.All]));
        Assert.Equal("Checkout + Cart", MultiPicker.Summary(options, ["c", "k"]));
        Assert.Equal("Checkout + 2 more", MultiPicker.Summary(options, ["c", "k", "x"]));
        Assert.Equal("None", MultiPicker.Summary(options, []));
    }

    [Fact]
    public void Before_variables_are_known_their_places_are_held()
    {
        var bar = Bar(null);

        Assert.Equal("Route", bar.Find(".pt-pick-waiting .pt-pick-label").TextContent);
        Assert.Empty(bar.FindAll("button"));
    }

    [Fact]
    public void A_variable_without_values_says_why_and_what_to_do()
    {
        var retried = false;
        var bar = Bar([new ResolvedVariable(Route, [], ["/a"], new QueryError(QueryErrorKind.Unavailable, "The metrics backend cannot be reached.", "Try again in a moment."))], () => retried = true);

        var alert = bar.Find("[role=alert]");
        Assert.Contains("cannot be reached", alert.TextContent, StringComparison.Ordinal);
        Assert.Contains("Try again in a moment.", alert.TextContent, StringComparison.Ordinal);
        alert.QuerySelector("button")!.Click();
        Assert.True(retried);
    }

    [Fact]
    public void A_single_variable_is_chosen_by_a_link_that_keeps_the_rest()
    {
        var single = Route with { Multi = false };
        var bar = Bar([new ResolvedVariable(single, [new("/a", "/a"), new("/b", "/b")], ["/a"], null)], variable: single);

        Assert.Equal(["?from=now-2h&var-route=/a", "?from=now-2h&var-route=/b"], bar.FindAll("a").Select(a => a.GetAttribute("href")));
    }

    [Fact]
    public void A_typed_variable_counts_once_it_is_left()
    {
        ViewState? chosen = null;
        var text = new Variable { Name = "user", Kind = VariableKind.Text };
        var bar = Bar([new ResolvedVariable(text, [], ["bob"], null)], variable: text, onChosen: v => chosen = v);
        Assert.Equal("bob", bar.Find("input").GetAttribute("value"));

        bar.Find("input").Change("alice");

        Assert.Equal("?from=now-2h&var-user=alice", chosen!.ToQuery());
    }

    [Fact]
    public void A_hidden_variable_has_no_control() => Assert.Empty(Bar(null, variable: Route with { Hidden = true }).FindAll("[data-variable]"));

    [Fact]
    public void The_range_is_told_and_quick_ranges_are_links()
    {
        var picker = Time(new ViewState());

        Assert.Contains("Last 1 hour", picker.Find("[popovertarget=time-picker]").TextContent, StringComparison.Ordinal);
        Assert.Contains("?from=now-6h", picker.FindAll("[data-choice]").Select(a => a.GetAttribute("href")));
        Assert.Equal("Last 1 hour", picker.Find(".pt-time-quick [aria-current]").TextContent);
    }

    [Fact]
    public void A_typed_range_is_checked_and_then_chosen()
    {
        DashboardTime? chosen = null;
        var picker = Time(new ViewState { TimeZone = "Europe/Berlin" }, r => chosen = r);

        picker.Find("#time-from").Change("soon");
        picker.Find("form").Submit();
        Assert.Null(chosen);
        Assert.Equal("Please enter a past date or \"now\"", picker.Find("#time-from-error").TextContent);
        Assert.Equal("true", picker.Find("#time-from").GetAttribute("aria-invalid"));

        picker.Find("#time-from").Change("2026-11-25 10:00:00");
        picker.Find("#time-to").Change("2026-11-25 11:00:00");
        picker.Find("form").Submit();
        Assert.Equal(new DashboardTime("2026-11-25T09:00:00Z", "2026-11-25T10:00:00Z"), chosen);
    }

    [Fact]
    public void Ranges_are_shifted_and_zoomed_by_buttons_that_keys_press()
    {
        var chosen = new List<DashboardTime>();
        var picker = Time(new ViewState(), chosen.Add);

        picker.Find("[data-keys^='[']").Click();
        picker.Find("[data-keys=z]").Click();

        Assert.Equal([new("2026-11-25T10:30:00Z", "2026-11-25T11:30:00Z"), new("2026-11-25T10:00:00Z", "2026-11-25T12:00:00Z")], chosen);
    }

    [Fact]
    public void Zones_are_drawn_once_they_are_asked_for()
    {
        var picker = Time(new ViewState());
        Assert.DoesNotContain("Europe/Berlin", picker.Markup, StringComparison.Ordinal);

        picker.Find("#zone-picker").TriggerEvent("ontoggle", EventArgs.Empty);

        Assert.Contains("?tz=Europe/Berlin", picker.FindAll("#zone-picker a").Select(a => a.GetAttribute("href")));
    }

    private IRenderedComponent<ChoicePicker> Choose(params Choice[] choices) =>
        Render<ChoicePicker>(p => p.Add(c => c.Id, "x").Add(c => c.Label, "Environment").Add(c => c.Value, "prod").Add(c => c.Choices, choices));

    private IRenderedComponent<MultiPicker> Multi(string[] selected, List<IReadOnlyList<string>> chosen) => Render<MultiPicker>(p => p
        .Add(m => m.Id, "x").Add(m => m.Label, "Route").Add(m => m.Options, [new("All", ViewState.All), new("/a", "/a"), new("/b", "/b")]).Add(m => m.Selected, selected)
        .Add(m => m.OnChosen, (IReadOnlyList<string> values) => chosen.Add(values)));

    private IRenderedComponent<VariableBar> Bar(IReadOnlyList<ResolvedVariable>? resolved, Action? onRetry = null, Variable? variable = null, Action<ViewState>? onChosen = null) => Render<VariableBar>(p => p
        .Add(b => b.Dashboard, Given with { Variables = [variable ?? Route] }).Add(b => b.Resolved, resolved).Add(b => b.View, new ViewState { From = "now-2h" }).Add(b => b.Href, v => v.ToQuery())
        .Add(b => b.OnRetry, onRetry ?? (() => { })).Add(b => b.OnChosen, onChosen ?? (_ => { })));

    private IRenderedComponent<TimePicker> Time(ViewState view, Action<DashboardTime>? onRange = null) => Render<TimePicker>(p => p
        .Add(t => t.Dashboard, Given).Add(t => t.View, view).Add(t => t.Href, v => v.Reduce(Given).ToQuery()).Add(t => t.OnRange, onRange ?? (_ => { })));
}
