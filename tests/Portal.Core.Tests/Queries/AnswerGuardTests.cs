using Portal.Core.Frames;
using Portal.Core.Queries;
using Portal.Core.Tenancy;

namespace Portal.Core.Tests.Queries;

public sealed class AnswerGuardTests
{
    private static readonly Datasource Prometheus = new() { Name = "prometheus", Kind = DatasourceKind.Prometheus, Url = new Uri("http://prometheus:9090") };

    private static readonly TenantEnvironment Environment = new()
    {
        Name = "prod",
        Datasources = [Prometheus],
        Isolation = new Isolation(new Dictionary<string, string> { ["tenant"] = "acme" }, new Dictionary<string, string>(), Dedicated: false),
        Services = new ServiceSource([], null, null),
        Location = default,
    };

    [Theory]
    [InlineData("up")]
    [InlineData("sum by (tenant) (rate(up[5m]))")]
    [InlineData("label_replace(up, \"other\", \"$1\", \"job\", \"(.*)\")")]
    public void Series_that_carry_another_tenant_s_label_are_dropped(string query)
    {
        var checkedAnswer = AnswerGuard.Check(PromQL(query), Frames(["tenant", "acme"], ["tenant", "nova"], ["job", "api"]));

        Assert.Equal((2, 1), (checkedAnswer.Frames.Count, checkedAnswer.Foreign));
        Assert.DoesNotContain(checkedAnswer.Frames, frame => frame.Labels.Values.Contains("nova"));
    }

    [Theory]
    [InlineData("label_replace(up, \"tenant\", \"nova\", \"\", \"\")")]
    [InlineData("label_join(up, \"tenant\", \"-\", \"a\", \"b\")")]
    [InlineData("count_values(\"tenant\", up)")]
    [InlineData("sum(label_replace(up, (\"tenant\"), \"nova\", \"\", \"\")) by (tenant)")]
    public void What_the_query_itself_writes_is_not_looked_at(string query) => Assert.Equal(0, AnswerGuard.Check(PromQL(query), Frames(["tenant", "nova"])).Foreign);

    [Theory]
    [InlineData("{a=\"b\"}", 1)]
    [InlineData("{a=\"b\"} | json | line_format \"x\"", 1)]
    [InlineData("{a=\"b\"} | label_format tenant=\"nova\"", 0)]
    [InlineData("{a=\"b\"} | label_format other=tenant | json", 0)]
    [InlineData("{a=\"b\"} | drop tenant | json", 0)]
    [InlineData("{a=\"b\"} | keep a | json", 0)]
    public void Streams_that_carry_another_tenant_s_label_are_dropped_where_the_query_cannot_have_written_it(string query, int foreign)
    {
        var answer = new LogsAnswer([FakeLogs.Stream("tenant=acme", (1, "a")), FakeLogs.Stream("tenant=nova", (1, "b"))], []);

        Assert.Equal(foreign, AnswerGuard.Check(LogQL(query), answer).Foreign);
    }

    [Fact]
    public void A_tail_that_brings_others_lines_is_ended() =>
        Assert.Throws<QueryException>(() => AnswerGuard.Check(LogQL("{a=\"b\"}"), new LogTail([FakeLogs.Stream("tenant=nova", (1, "b"))], 0, false)));

    [Fact]
    public void Values_of_the_tenant_s_own_label_are_its_own_alone()
    {
        var selector = QueryScoper.Selector(PanelWorld.Acme.Scope, Environment, Prometheus, "up").Query!;

        Assert.Equal(["acme"], AnswerGuard.Check(selector, "tenant", ["acme"]));
        Assert.Equal(["x", "y"], AnswerGuard.Check(selector, "job", ["x", "y"]));
        Assert.Throws<QueryException>(() => AnswerGuard.Check(selector, "tenant", ["acme", "nova"]));
    }

    [Fact]
    public async Task What_was_dropped_is_told_as_an_error_beside_the_rest()
    {
        var world = new PanelWorld();
        world.Backend.Answer = question => Task.FromResult(new BackendAnswer([.. FakeBackend.Series(question, ("tenant", "acme")).Frames, .. FakeBackend.Series(question, ("tenant", "nova")).Frames], []));

        var data = await world.GetAsync(PanelWorld.Dashboard(PanelWorld.Query("up")));

        Assert.Equal(PanelState.Partial, data.State);
        Assert.Equal("acme", Assert.Single(data.Frames).Labels["tenant"]);
        Assert.Contains("1 series that are not this tenant's", Assert.Single(data.Errors).Error.Message, StringComparison.Ordinal);
    }

    private static BackendAnswer Frames(params string[][] labels) =>
        new([.. labels.Select(pair => new Frame("A", [new TimeField("Time", [1]), new NumberField("Value", [1])]) { Labels = new Dictionary<string, string> { [pair[0]] = pair[1] } })], []);

    private static ScopedQuery PromQL(string query) => QueryScoper.PromQL(PanelWorld.Acme.Scope, Environment, Prometheus, query).Query!;

    private static ScopedQuery LogQL(string query) => QueryScoper.LogQL(PanelWorld.Acme.Scope, Environment, Prometheus, query).Query!;
}
