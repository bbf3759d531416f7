using Portal.Core.Dashboards;
using Portal.Core.Queries.Time;
using Portal.Core.Queries.Tracing;
using Portal.Core.Queries.Variables;

namespace Portal.Core.Tests.Queries.Tracing;

public sealed class TraceSearchReaderTests
{
    private static readonly TimeRange Range = new(1_000, 2_000);

    [Theory]
    [InlineData("250ms", 250_000_000)]
    [InlineData("1.5s", 1_500_000_000)]
    [InlineData("10us", 10_000)]
    [InlineData("10µs", 10_000)]
    [InlineData("7ns", 7)]
    [InlineData("2m", 120_000_000_000)]
    [InlineData(" 1h ", 3_600_000_000_000)]
    public void Durations_are_read(string text, long nanoseconds) =>
        Assert.Equal(nanoseconds, TraceSearchReader.Read(new PanelSearch { Service = "web", MinDuration = text }, Range).Search!.MinDurationNs);

    [Theory]
    [InlineData("250")]
    [InlineData("ms")]
    [InlineData("-1s")]
    [InlineData("1e3s")]
    [InlineData("1 day")]
    [InlineData("99999999999h")]
    public void What_is_no_duration_is_told(string text) =>
        Assert.Contains("duration", TraceSearchReader.Read(new PanelSearch { Service = "web", MaxDuration = text }, Range).Error!.Message, StringComparison.Ordinal);

    [Fact]
    public void A_search_needs_a_service_and_durations_in_order()
    {
        Assert.NotNull(TraceSearchReader.Read(new PanelSearch { Service = " " }, Range).Error);
        Assert.NotNull(TraceSearchReader.Read(new PanelSearch { Service = "web", MinDuration = "2s", MaxDuration = "1s" }, Range).Error);
        Assert.Equal((1_000_000_000, 2_000_000_000, 500), TraceSearchReader.Read(new PanelSearch { Service = "web", Limit = 9999 }, Range) is { Search: { } s } ? (s.StartNs, s.EndNs, s.Limit) : default);
    }

    [Fact]
    public void Variables_are_filled_in_as_text_and_all_leaves_a_tag_out()
    {
        var variables = new Dictionary<string, VariableValue> { ["service"] = VariableValue.Of("a\"} or {"), ["route"] = VariableValue.Of("x") with { IsAll = true } };

        var filled = SearchFiller.Fill(new PanelSearch { Service = "$service", Operation = "GET ${service}", Tags = new Dictionary<string, string> { ["http.route"] = "$route", ["kept"] = "$other" } }, variables);
        Assert.Equal(("a\"} or {", "GET a\"} or {"), (filled.Service, filled.Operation));
        Assert.Equal("$other", Assert.Single(filled.Tags).Value);
    }

    [Fact]
    public void A_variable_with_several_values_is_refused() => Assert.Throws<Core.Queries.QueryException>(() => SearchFiller.Fill(
        new PanelSearch { Service = "$service" },
        new Dictionary<string, VariableValue> { ["service"] = new([new VariableOption("a", "a"), new VariableOption("b", "b")]) }));
}
