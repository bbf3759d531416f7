using Portal.Core.Catalog;
using Portal.Core.Dashboards;
using Portal.Core.Diagnostics;
using Portal.Core.Frames;
using Portal.Core.Queries;
using Portal.Core.Tenancy;

namespace Portal.Core.Tests.Queries.Masked;

public sealed class MaskedPanelTests
{
    private static readonly Variable Customer = new() { Name = "customer", Kind = VariableKind.Query, Query = "label_values(up, customer)" };
    private static readonly Variable Caller = new() { Name = "caller", Kind = VariableKind.Query, Query = "label_values(up, caller)", Multi = true, IncludeAll = true };

    private readonly MaskedWorld _world = new();

    public MaskedPanelTests()
    {
        _world.World.Backend.Answer = question => Task.FromResult(FakeBackend.Series(question, ("customer", MaskedWorld.Name), ("caller", MaskedWorld.Phone), ("job", "api")) with { Notices = [new(Severity.Warning, $"slow for {MaskedWorld.Phone}")] });
        _world.World.Backend.Exemplars = () => [new Exemplar(1, 1, new Dictionary<string, string> { ["customer"] = MaskedWorld.Name }, new Dictionary<string, string> { ["caller"] = MaskedWorld.Phone, ["tenant"] = "acme" })];
        _world.World.Backend.Values = (_, label) => label == "caller" ? [MaskedWorld.Phone, "13900001111"] : [MaskedWorld.Name, "Bo Kim"];
    }

    [Fact]
    public async Task Series_tables_legends_and_exemplars_are_masked_for_support_and_for_nobody_else()
    {
        var dashboard = PanelWorld.Dashboard(
        [
            PanelWorld.Query("up") with { Exemplars = true, Legend = "{customer} by {caller}" }, PanelWorld.Query("up", "B") with { Format = QueryFormat.Table, Instant = true }, PanelWorld.Query("up", "C"),
        ]);

        var seen = await _world.GetAsync(dashboard, Role.Viewer);
        var masked = await _world.GetAsync(dashboard, Role.Support);

        Assert.Equal((false, true), (seen.Masked, masked.Masked));
        Assert.Equal("Ann Lee by 13812341234", seen.Frames[0].Name);
        Assert.Equal("**** by 138****1234", masked.Frames[0].Name);
        Assert.Equal("up{caller=\"138****1234\", customer=\"****\", job=\"api\"}", masked.Frames[2].Name);
        Assert.Equal("****", masked.Frames[0].Labels["customer"]);
        Assert.Contains(masked.Frames[1].Fields.OfType<StringField>(), field => field.Name == "caller" && field.Values is ["138****1234"]);
        Assert.Equal("slow for 138****1234", masked.Notices.Single(notice => notice.Severity == Severity.Warning).Text);
        Assert.Equal(("****", "138****1234"), (masked.Exemplars[0].Labels["customer"], masked.Exemplars[0].SeriesLabels["caller"]));
        // What is remembered is the same for both.
        Assert.All(masked.Queries, query => Assert.True(query.Shared));
        AssertHidden(masked);
    }

    [Theory]
    // As the store sorts them, by customer; what is not masked keeps its place.
    [InlineData("Ann=1 Bo=3 web Cy=2", "3 2 web 1")]
    [InlineData("Ann=2 Bo=1 web Cy=3", "3 2 web 1")]
    [InlineData("web Ann=1", "web 1")]
    public async Task The_order_of_masked_series_does_not_tell_whose_they_are(string told, string shown)
    {
        _world.World.Backend.Answer = question => Task.FromResult(new BackendAnswer([.. told.Split(' ').SelectMany(series =>
            FakeBackend.Series(question, series == "web" ? ("job", "web") : ("customer", series.Split('=')[0])).Frames
                .Select(frame => frame with { Fields = [new TimeField("Time", [1, 2, 3]), new NumberField("Value", [0, series == "web" ? 9 : series[^1] - '0', 5])] }))], []));

        var data = await _world.GetAsync(PanelWorld.Dashboard(PanelWorld.Query("up")), Role.Support);

        Assert.Equal(shown, string.Join(' ', data.Frames.Select(frame => frame.Labels.ContainsKey("customer") ? $"{((NumberField)frame.Fields[1]).Values[1]}" : "web")));
    }

    [Fact]
    public async Task Options_are_in_the_order_of_what_is_shown()
    {
        _world.World.Backend.Values = (_, _) => ["13811111234", "13900001111", "2", "13700001111", "10"];

        var resolved = (await _world.World.Service.ResolveVariablesAsync(_world.Snapshot, PanelWorld.Acme, PanelWorld.Dashboard(PanelWorld.Query("up"), Caller), PanelWorld.Ask(), Role.Support, TestContext.Current.CancellationToken))[0];

        Assert.Equal(["$__all", "10", "137****1111", "138****1234", "139****1111", "2"], resolved.Options.Select(option => option.Value));
    }

    [Fact]
    public async Task An_editor_for_whom_something_is_masked_is_told_no_query()
    {
        var dashboard = PanelWorld.Dashboard(PanelWorld.Query("up{customer=\"$customer\"}"), Customer);
        var all = _world.Snapshot.Tenants[PanelWorld.Acme.Scope.Tenant] with { Masking = Tests.Masking.Rules.Read("{field: customer, roles: {editor: blank}}") };
        _world.World.Snapshot = new CatalogSnapshot { Revision = _world.Snapshot.Revision, Tenants = new Dictionary<TenantId, Tenant> { [all.Id] = all }, Templates = _world.Snapshot.Templates, Diagnostics = [] };

        Assert.Null((await _world.GetAsync(dashboard, Role.Editor)).Queries[0].Expr);
        Assert.Contains(MaskedWorld.Name, (await _world.GetAsync(dashboard, Role.Administrator)).Queries[0].Expr!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failure_that_quotes_telemetry_is_masked()
    {
        _world.World.Backend.Answer = _ => throw new QueryException(new QueryError(QueryErrorKind.Execution, $"many matches for {MaskedWorld.Phone}", "Not by customer=Ann.", "detail"));

        var error = (await _world.GetAsync(PanelWorld.Dashboard(PanelWorld.Query("up")), Role.Support)).Errors[0].Error;

        Assert.Equal("many matches for 138****1234", error.Message);
        Assert.Equal("Not by customer=****", error.Remedy);
    }

    [Fact]
    public async Task What_is_wrong_with_a_query_is_told_masked()
    {
        var error = (await _world.GetAsync(PanelWorld.Dashboard(PanelWorld.Query("up") with { Datasource = MaskedWorld.Phone }), Role.Support)).Errors[0].Error;

        Assert.Contains(MaskedWorld.Shown, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(MaskedWorld.Phone, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_variable_is_chosen_by_what_is_shown_and_asks_for_what_is_meant()
    {
        var dashboard = PanelWorld.Dashboard(PanelWorld.Query("up{caller=~\"$caller\"}") with { Legend = "of $caller" }, Caller);
        var request = PanelWorld.Ask(("caller", [MaskedWorld.Shown]));

        var resolved = (await _world.World.Service.ResolveVariablesAsync(_world.Snapshot, PanelWorld.Acme, dashboard, request, Role.Support, TestContext.Current.CancellationToken))[0];
        var data = await _world.World.GetAsync(dashboard, request, reader: Role.Support);

        Assert.Equal(["$__all", "138****1234", "139****1111"], resolved.Options.Select(option => option.Value));
        Assert.Equal(["138****1234"], resolved.Selected);
        Assert.Equal("up{caller=~\"13812341234\",tenant=\"acme\"}", _world.World.Backend.Questions.Single(q => q.Kind == "range").Text.Replace(", ", ",", StringComparison.Ordinal));
        Assert.Equal("of 138****1234", data.Frames[0].Name);
        AssertHidden(data);
    }

    [Theory]
    [InlineData("13812341234")]
    [InlineData("13900001111")]
    [InlineData("13800000000")]
    [InlineData("\0")]
    public async Task A_value_that_is_typed_into_an_address_is_answered_alike_whether_it_is_there_or_not(string typed)
    {
        var dashboard = PanelWorld.Dashboard(PanelWorld.Query("up{customer=\"$customer\", caller=~\"$caller\"}"), Customer, Caller);

        var data = await _world.World.GetAsync(dashboard, PanelWorld.Ask(("customer", [typed]), ("caller", [typed])), reader: Role.Support);

        Assert.Equal(2, data.Notices.Count(notice => notice.Text.Contains("is not there", StringComparison.Ordinal)));
        Assert.Contains("customer=\"Ann Lee\"", _world.World.Backend.Questions.Single(q => q.Kind == "range").Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_values_that_look_the_same_a_variable_with_one_has_its_default()
    {
        var dashboard = PanelWorld.Dashboard(PanelWorld.Query("up{customer=\"$customer\"}"), Customer with { Default = ["Bo Kim"] });

        var data = await _world.World.GetAsync(dashboard, PanelWorld.Ask(("customer", ["****"])), reader: Role.Support);

        Assert.Contains("customer=\"Bo Kim\"", _world.World.Backend.Questions.Single(q => q.Kind == "range").Text, StringComparison.Ordinal);
        Assert.Equal(PanelState.Ok, data.State);
    }

    [Fact]
    public async Task Text_cannot_be_typed_by_whom_fields_are_masked_for()
    {
        var typed = new Variable { Name = "who", Kind = VariableKind.Text, Default = ["all"] };
        var dashboard = PanelWorld.Dashboard(PanelWorld.Query("up{customer=~\"$who\"}"), typed);

        var data = await _world.World.GetAsync(dashboard, PanelWorld.Ask(("who", ["Ann"])), reader: Role.Support);
        var seen = await _world.World.GetAsync(dashboard, PanelWorld.Ask(("who", ["Ann"])), reader: Role.Viewer);

        Assert.Contains(data.Notices, notice => notice.Text.Contains("no text can be given", StringComparison.Ordinal));
        Assert.Equal(["all", "Ann"], _world.World.Backend.Questions.Where(q => q.Kind == "range").Select(q => q.Text.Split('"')[1]));
        Assert.DoesNotContain(seen.Notices, notice => notice.Severity == Severity.Info);
    }

    [Fact]
    public async Task What_a_variable_is_held_to_is_meant_and_shown_masked()
    {
        var dashboard = PanelWorld.Dashboard(PanelWorld.Query("up{caller=~\"$caller\"}") with { Legend = "of $caller" }, Caller);
        var request = PanelWorld.Ask(("caller", [MaskedWorld.Phone])) with { Held = new HashSet<string> { "caller" } };

        var data = await _world.World.GetAsync(dashboard, request, reader: Role.Support);

        Assert.Contains("13812341234", _world.World.Backend.Questions.Single(q => q.Kind == "range").Text, StringComparison.Ordinal);
        Assert.Equal("of 138****1234", data.Frames[0].Name);
        AssertHidden(data);
    }

    [Theory]
    [InlineData("/customer=\"([^\"]+)\"/", "****")]
    [InlineData("/caller=\"([^\"]+)\"/", "138****1234")]
    [InlineData("/caller=\"138(\\d+)\"/", "****")]
    [InlineData("/job=\"([^\"]+)\"/", "api")]
    public async Task Options_that_an_expression_takes_out_of_series_are_taken_out_of_the_masked_ones(string regex, string option)
    {
        var variable = new Variable { Name = "v", Kind = VariableKind.Query, Query = "query_result(up)", Regex = regex };

        var resolved = await _world.World.Service.ResolveVariablesAsync(
            _world.Snapshot, PanelWorld.Acme, PanelWorld.Dashboard(PanelWorld.Query("up"), variable), PanelWorld.Ask(), Role.Support, TestContext.Current.CancellationToken);

        Assert.Equal([option], resolved[0].Options.Select(o => o.Value));
    }

    private static void AssertHidden(PanelData data)
    {
        var all = System.Text.Json.JsonSerializer.Serialize(new { data.Title, data.Notices, data.Exemplars, Frames = data.Frames.Select(f => new { f.Name, f.Labels, Texts = f.Fields.OfType<StringField>() }) });
        Assert.DoesNotContain(MaskedWorld.Phone, all, StringComparison.Ordinal);
        Assert.DoesNotContain(MaskedWorld.Name, all, StringComparison.Ordinal);
    }
}
