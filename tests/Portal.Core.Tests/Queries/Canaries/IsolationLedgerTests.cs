using Portal.Core.Queries;
using Portal.Core.Queries.Canaries;
using Portal.Core.Tenancy;

namespace Portal.Core.Tests.Queries.Canaries;

public sealed class IsolationLedgerTests
{
    private readonly PanelWorld _world = new();

    private IsolationLedger Ledger => _world.Traffic.Isolation;

    [Fact]
    public async Task A_closed_environment_gets_no_answer_not_even_a_remembered_one_and_others_are_not_harmed()
    {
        var dashboard = PanelWorld.Dashboard(PanelWorld.Query("up"));
        Assert.Equal(PanelState.Ok, (await _world.GetAsync(dashboard)).State);

        Ledger.Record(PanelWorld.Acme.Scope, [Finding(CanaryResult.Violated)]);
        var closed = await _world.GetAsync(dashboard);

        Assert.Equal(PanelState.Error, closed.State);
        var error = Assert.Single(closed.Errors).Error;
        Assert.Equal((QueryErrorKind.Unavailable, "This environment is closed. It mixes tenants.", "Mend it."), (error.Kind, error.Message, error.Remedy));
        Assert.Empty(closed.Frames);
        Assert.Single(_world.Backend.Questions);
        Assert.Equal(PanelState.Ok, (await _world.GetAsync(dashboard, binding: PanelWorld.Nova)).State);
    }

    [Theory]
    [InlineData(CanaryResult.Unknown)]
    [InlineData(CanaryResult.Proven)]
    public async Task Only_a_violation_closes(CanaryResult result)
    {
        Ledger.Record(PanelWorld.Acme.Scope, [Finding(result)]);

        Assert.Equal(PanelState.Ok, (await _world.GetAsync(PanelWorld.Dashboard(PanelWorld.Query("up")))).State);
    }

    [Fact]
    public void A_violation_stays_while_nothing_is_known_and_goes_when_the_contrary_is_proven()
    {
        Ledger.Record(PanelWorld.Acme.Scope, [Finding(CanaryResult.Violated), Finding(CanaryResult.Proven, "loki")]);
        Ledger.Record(PanelWorld.Acme.Scope, [Finding(CanaryResult.Unknown), Finding(CanaryResult.Unknown, "loki")]);
        Assert.Equal([CanaryResult.Violated, CanaryResult.Unknown], Ledger.Find(PanelWorld.Acme.Scope).Select(finding => finding.Result));

        Ledger.Record(PanelWorld.Acme.Scope, [Finding(CanaryResult.Proven), Finding(CanaryResult.Unknown, "loki")]);
        Assert.Equal([CanaryResult.Proven, CanaryResult.Unknown], Ledger.Find(PanelWorld.Acme.Scope).Select(finding => finding.Result));
    }

    [Fact]
    public async Task An_answer_under_way_when_the_environment_is_closed_is_not_given()
    {
        _world.Backend.Answer = question =>
        {
            Ledger.Record(PanelWorld.Acme.Scope, [Finding(CanaryResult.Violated)]);
            return Task.FromResult(FakeBackend.Series(question, ("job", "api")));
        };

        Assert.Equal(PanelState.Error, (await _world.GetAsync(PanelWorld.Dashboard(PanelWorld.Query("up")))).State);
    }

    [Fact]
    public async Task Services_of_a_closed_environment_are_not_discovered()
    {
        var survey = new ServiceSurvey(_world.Backend, _world.Traffic, _world.Options, _world.Time);
        var environment = _world.Snapshot.Tenants[PanelWorld.Acme.Scope.Tenant].Environments[0] with { Services = new ServiceSource(null, "service", null) };
        _world.Backend.Values = (_, _) => ["cart"];
        Assert.Equal(["cart"], await survey.AskAsync(PanelWorld.Acme.Scope, environment, TestContext.Current.CancellationToken));

        Ledger.Record(PanelWorld.Acme.Scope, [Finding(CanaryResult.Violated)]);

        var e = await Assert.ThrowsAsync<QueryException>(() => survey.AskAsync(PanelWorld.Acme.Scope, environment, TestContext.Current.CancellationToken));
        Assert.Equal(QueryErrorKind.Unavailable, e.Error.Kind);
    }

    public static CanaryFinding Finding(CanaryResult result, string datasource = "prometheus") => new()
    {
        Datasource = datasource,
        Kind = DatasourceKind.Prometheus,
        Result = result,
        Message = "It mixes tenants.",
        Remedy = "Mend it.",
        At = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero),
    };
}
