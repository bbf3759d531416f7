using Portal.Core.Dashboards;
using Portal.Core.Queries;

namespace Portal.Core.Tests.Queries.Variables;

public sealed class VariableResolverTests
{
    private readonly PanelWorld _world = new();

    [Theory]
    [InlineData("label_values(up{x=\"$text\"}, job)", "values up{tenant=\"acme\",x=\"a\\\"b\"}")]
    [InlineData("label_values(job)", "values {__name__!=\"\",tenant=\"acme\"}")]
    [InlineData("label_names()", "names {__name__!=\"\",tenant=\"acme\"}")]
    [InlineData("metrics(http_$text)", "values {__name__=~\".*(?:http_a\\\"b).*\",tenant=\"acme\"}")]
    [InlineData("query_result(sum(up{x=~\"$text\"}[$__range:1m]))", "instant")]
    [InlineData("query_result(sum(up{x=~\"$text\"}))", "instant sum(up{tenant=\"acme\",x=~\"a\\\"b\"})")]
    public async Task A_variable_asks_within_its_tenant(string query, string expected)
    {
        var resolved = await _world.ResolveAsync(PanelWorld.Ask(("text", ["a\"b"])), new Variable { Name = "text", Kind = VariableKind.Text }, Query("v", query));

        if (expected == "instant")
        {
            Assert.Equal(QueryErrorKind.BadData, resolved[1].Error!.Kind);
            return;
        }
        var question = Assert.Single(_world.Backend.Questions);
        Assert.Equal(expected, $"{question.Kind} {question.Text}");
    }

    [Fact]
    public async Task A_chained_variable_is_asked_with_what_is_chosen_of_the_earlier_one()
    {
        _world.Backend.Values = (selector, label) => label == "job" ? ["api", "web"] : [$"of {selector}"];

        var resolved = await _world.ResolveAsync(PanelWorld.Ask(("job", ["web"])), Query("job", "label_values(up, job)"), Query("pod", "label_values(up{job=\"$job\"}, pod)"));

        Assert.Equal(["of up{job=\"web\",tenant=\"acme\"}"], resolved[1].Selected);
    }

    [Fact]
    public async Task All_stands_first_and_for_all_options_or_for_what_the_author_says()
    {
        _world.Backend.Values = (_, _) => ["a.b", "c"];
        var job = Query("job", "label_values(up, job)") with { IncludeAll = true, Multi = true };

        await _world.GetAsync(PanelWorld.Dashboard(PanelWorld.Query("up{job=~\"$job\"}"), job), PanelWorld.Ask(("job", ["c", "$__all"])));
        await _world.GetAsync(PanelWorld.Dashboard(PanelWorld.Query("up{job=~\"$job\"}"), job with { AllValue = ".*" }), PanelWorld.Ask());

        Assert.Equal("$__all", (await _world.ResolveAsync(PanelWorld.Ask(), job))[0].Options[0].Value);
        Assert.Equal(["up{job=~\"a\\\\.b|c\",tenant=\"acme\"}", "up{job=~\".*\",tenant=\"acme\"}"], _world.Backend.Questions.Where(q => q.Kind == "range").Select(q => q.Text));
    }

    [Theory]
    [InlineData(null, "a1,b2,c3")]
    [InlineData("[ab].*", "a1,b2")]
    [InlineData("/[AB](.)/i", "1,2")]
    [InlineData("(?<text>.)(?<value>[12])", "1,2")]
    [InlineData("nothing", "")]
    public async Task A_regular_expression_leaves_out_and_takes_parts(string? regex, string options)
    {
        _world.Backend.Values = (_, _) => ["a1", "b2", "c3"];

        var resolved = await _world.ResolveAsync(PanelWorld.Ask(), Query("v", "label_values(up, v)") with { Regex = regex });

        Assert.Equal(options, string.Join(',', resolved[0].Options.Select(o => o.Value)));
    }

    [Fact]
    public async Task A_query_s_result_is_shown_to_the_regular_expression_as_series_value_and_time()
    {
        var resolved = await _world.ResolveAsync(PanelWorld.Ask(), Query("v", "query_result(up)") with { Regex = "job=\"([^\"]+)\".* 1 " });

        Assert.Equal(["api"], resolved[0].Options.Select(o => o.Value));
    }

    [Fact]
    public async Task Options_are_bounded()
    {
        _world.Backend.Values = (_, _) => [.. Enumerable.Range(0, 12_000).Select(i => $"v{i}")];

        Assert.Equal(10_000, (await _world.ResolveAsync(PanelWorld.Ask(), Query("v", "label_values(up, v)")))[0].Options.Count);
    }

    [Theory]
    [InlineData(VariableKind.Custom, false, "b", "b", false)]
    [InlineData(VariableKind.Custom, false, "x", "a", true)]
    [InlineData(VariableKind.Custom, false, "$__all", "a", true)]
    [InlineData(VariableKind.Custom, false, "b,c", "b", true)]
    [InlineData(VariableKind.Custom, true, "b,c", "b,c", false)]
    [InlineData(VariableKind.Custom, true, "b,x", "b", true)]
    [InlineData(VariableKind.Interval, false, "1h", "a", true)]
    [InlineData(VariableKind.Text, false, "any\"}", "any\"}", false)]
    public async Task A_choice_is_checked_against_the_model(VariableKind kind, bool multi, string asked, string selected, bool noted)
    {
        var variable = new Variable { Name = "v", Kind = kind, Multi = multi, Options = [new("A", "a"), new("B", "b"), new("C", "c")] };

        var resolved = Assert.Single(await _world.ResolveAsync(PanelWorld.Ask(("v", asked.Split(','))), variable));

        Assert.Equal((selected, noted), (string.Join(',', resolved.Selected), resolved.Note is not null));
    }

    [Fact]
    public async Task A_text_that_is_too_long_falls_back_to_the_default()
    {
        var variable = new Variable { Name = "v", Kind = VariableKind.Text, Default = ["x"] };

        var resolved = Assert.Single(await _world.ResolveAsync(PanelWorld.Ask(("v", [new string('y', 1001)])), variable));

        Assert.Equal(["x"], resolved.Selected);
        Assert.NotNull(resolved.Note);
    }

    [Fact]
    public async Task Where_options_cannot_be_had_the_variable_says_so_and_its_queries_are_not_sent()
    {
        _world.Backend.Values = (_, _) => throw new QueryException(new QueryError(QueryErrorKind.Unavailable, "Away.", null, "10.0.0.1 refused"));
        var job = Query("job", "label_values(up, job)");

        var resolved = Assert.Single(await _world.ResolveAsync(PanelWorld.Ask(("job", ["api"])), job));
        var data = await _world.GetAsync(PanelWorld.Dashboard([PanelWorld.Query("up{job=\"$job\"}"), PanelWorld.Query("up", "B")], job), PanelWorld.Ask(("job", ["api"])));

        Assert.Equal((QueryErrorKind.Unavailable, (string?)null), (resolved.Error!.Kind, resolved.Error.Detail));
        Assert.Equal((PanelState.Partial, QueryErrorKind.Unavailable), (data.State, Assert.Single(data.Errors).Error.Kind));
        Assert.Equal("up{tenant=\"acme\"}", Assert.Single(_world.Backend.Questions, q => q.Kind == "range").Text);
    }

    [Fact]
    public async Task A_panel_asks_only_for_the_variables_that_it_names()
    {
        await _world.GetAsync(PanelWorld.Dashboard(PanelWorld.Query("up"), Query("other", "label_values(up, other)")));

        Assert.Equal(["range"], _world.Backend.Questions.Select(q => q.Kind));
    }

    [Fact]
    public async Task Legends_and_titles_are_filled_and_a_value_s_braces_are_no_label()
    {
        var variable = new Variable { Name = "job", Kind = VariableKind.Text };

        var data = await _world.GetAsync(
            PanelWorld.Dashboard(PanelWorld.Query("up") with { Legend = "$job {job} {missing}\\{x} {__name__}" }, variable), PanelWorld.Ask(("job", ["{job}\\"])));

        Assert.Equal(("Rate of {job}\\", "{job}\\ api {x} up"), (data.Title, data.Frames[0].Name));
    }

    private static Variable Query(string name, string query) => new() { Name = name, Kind = VariableKind.Query, Query = query };
}
