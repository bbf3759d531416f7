using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Portal.Demo;

namespace Portal.Tests.Cli;

/// <summary>The check against live backends: the demo's stores, which hold two tenants.</summary>
public sealed class IsolationCheckTests : IAsyncLifetime
{
    // The verb asks for what is now.
    private readonly DemoServer _demo = new(Options.Create(new DemoTelemetryOptions { Port = 0 }), TimeProvider.System, NullLoggerFactory.Instance);
    private readonly CommandLine _cli = new();

    public async ValueTask InitializeAsync() => await _demo.StartAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        _cli.Dispose();
        await _demo.StopAsync(CancellationToken.None);
        await _demo.DisposeAsync();
    }

    [Fact]
    public async Task Stores_that_tenants_share_by_labels_hold_against_every_attack()
    {
        Write("acme", "shared", "labels: {tenant: acme, environment: prod}");
        Write("nova", "shared", "labels: {tenant: acme, environment: staging}");

        var outcome = await RunAsync("--tenant", "acme", "--format", "json");

        Assert.Equal("", outcome.Error);
        using var json = JsonDocument.Parse(outcome.Out);
        var environment = Assert.Single(json.RootElement.GetProperty("environments").EnumerateArray());
        Assert.All(environment.GetProperty("canary").EnumerateArray(), finding => Assert.Equal("proven", finding.GetProperty("result").GetString()));
        var attacks = environment.GetProperty("attacks").EnumerateArray().ToList();
        Assert.All(attacks, attack => Assert.True(attack.GetProperty("outcome").GetString() is "held" or "refused", attack.ToString()));
        Assert.All(attacks, attack => Assert.Equal(0, attack.GetProperty("foreign").GetInt32()));
        foreach (var kind in (string[])["prometheus", "loki", "jaeger"])
        {
            // An attack that comes back empty shows nothing.
            Assert.True(attacks.Where(attack => attack.GetProperty("kind").GetString() == kind).Sum(attack => attack.GetProperty("returned").GetInt32()) > 3, outcome.Out);
        }
        Assert.Equal(0, outcome.ExitCode);
        TestContext.Current.SendDiagnosticMessage($"attacks: {attacks.Count}, returned: {attacks.Sum(attack => attack.GetProperty("returned").GetInt32())}, foreign results: 0");
    }

    [Fact]
    public async Task A_store_that_ignores_the_header_is_told_and_exits_1()
    {
        Write("acme", "shared", "headers: {X-Scope-OrgID: acme}");

        var outcome = await RunAsync();

        Assert.Equal(1, outcome.ExitCode);
        Assert.StartsWith("acme/prod: violated\n", outcome.Out, StringComparison.Ordinal);
        Assert.Contains("answers a tenant that does not exist", outcome.Out, StringComparison.Ordinal);
        Assert.Matches(@"\nviolated: 1 environment, 0 attacks, .* [1-9]\d* of others\.\n$", outcome.Out);
    }

    [Fact]
    public async Task A_backend_that_cannot_be_reached_exits_2_and_says_so()
    {
        Write("acme", "shared", "labels: {tenant: acme, environment: prod}");
        _cli.Settings["Grants:acme:Hosts:0"] = "elsewhere";

        var outcome = await RunAsync("--tenant", "acme", "--environment", "prod");

        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains("could not be asked", outcome.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_there_is_wrong_use()
    {
        Assert.Contains("there is no tenant 'acma'. Did you mean 'acme'", (await RunAsync("--tenant", "acma")).Error, StringComparison.Ordinal);
        var outcome = await RunAsync("--tenant", "acme", "--environment", "prd");
        Assert.Equal((2, true), (outcome.ExitCode, outcome.Error.Contains("there is no environment 'prd'", StringComparison.Ordinal)));
    }

    private async Task<Outcome> RunAsync(params string[] args)
    {
        _cli.Settings.TryAdd("Grants:acme:Hosts:0", "127.0.0.1");
        return await _cli.RunAsync(["isolation", "check", .. args]);
    }

    private void Write(string tenant, string path, string isolation)
    {
        var url = new Uri(_demo.BaseAddress!, path);
        _cli.Content.Write($"tenants/{tenant}.yaml",
            $$"""
            id: {{tenant}}
            name: {{tenant}}
            defaultEnvironment: prod
            environments:
              - name: prod
                datasources:
                  - {kind: prometheus, url: "{{url}}"}
                  - {kind: loki, url: "{{url}}"}
                  - {kind: jaeger, url: "{{url}}"}
                isolation: { {{isolation}} }
                services: [checkout, cart]
            dashboards: []

            """);
    }
}
