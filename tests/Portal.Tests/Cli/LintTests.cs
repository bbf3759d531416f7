using System.Text.Json;
using LibGit2Sharp;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Portal.Demo;

namespace Portal.Tests.Cli;

/// <summary>Queries tried from a terminal on the demo's stores.</summary>
public sealed class LintTests : IAsyncLifetime
{
    private const string Requests = "http_server_request_duration_seconds_count";

    private readonly DemoServer _demo = new(Options.Create(new DemoTelemetryOptions { Port = 0 }), TimeProvider.System, NullLoggerFactory.Instance);
    private readonly CommandLine _cli = new();

    public async ValueTask InitializeAsync()
    {
        await _demo.StartAsync(TestContext.Current.CancellationToken);
        _cli.Settings["Grants:acme:Hosts:0"] = "127.0.0.1";
        Write(new Uri(_demo.BaseAddress!, "shared"));
        Panels($"rate({Requests}[5m])", "no_such_metric");
    }

    public async ValueTask DisposeAsync()
    {
        _cli.Dispose();
        await _demo.StopAsync(CancellationToken.None);
        await _demo.DisposeAsync();
    }

    [Fact]
    public async Task What_finds_nothing_is_told_with_its_place_and_what_the_rest_reads()
    {
        var outcome = await RunAsync();

        Assert.Equal(("", 0), (outcome.Error, outcome.ExitCode));
        Assert.Contains("templates/overview.yaml.sbn:11:23: warning PT602: Query A of panel 'p1' finds nothing in any of 2 dashboards: acme/prod/cart, acme/prod/checkout.\n", outcome.Out, StringComparison.Ordinal);
        Assert.Matches(@"– → +[1-9][\d,]*  query A of panel 'p0', 2 dashboards\n", outcome.Out);
        Assert.EndsWith("4 queries of 2 dashboards tried: 0 errors, 1 warning.\n", outcome.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_backend_refuses_exits_1_unless_the_policy_says_otherwise()
    {
        Panels($"{Requests} + on(tenant) {Requests}");

        var json = await RunAsync("--format", "json", "--template", "overview");
        _cli.Content.Write("lint.yaml", "rules: {refused: warning}\n");
        var markdown = await RunAsync("--format", "markdown");
        var github = await RunAsync("--format", "github");

        Assert.Equal((1, 0, 0), (json.ExitCode, markdown.ExitCode, github.ExitCode));
        using var document = JsonDocument.Parse(json.Out);
        Assert.True(document.RootElement.GetProperty("blocks").GetBoolean());
        Assert.All(document.RootElement.GetProperty("queries").EnumerateArray(), query => Assert.Equal(("refused", 8), (query.GetProperty("state").GetString(), query.GetProperty("line").GetInt32())));
        Assert.Equal("PT601", Assert.Single(document.RootElement.GetProperty("diagnostics").EnumerateArray()).GetProperty("code").GetString());
        Assert.Contains("| Warning | `templates/overview.yaml.sbn` | 8 | `PT601 Query A of panel 'p0' cannot be answered. The backend could not evaluate the query.", markdown.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("the backend says", github.Out, StringComparison.Ordinal);
        Assert.StartsWith("::warning file=templates/overview.yaml.sbn,line=8,col=23,title=PT601::Query A of panel 'p0'", github.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Against_a_base_only_what_has_changed_is_tried_and_the_base_s_policy_and_backends_count()
    {
        _cli.Content.Write("lint.yaml", "rules: {noData: error}\n");
        Repository.Init(_cli.Content.Folder);
        var before = _cli.Content.Commit("First");
        // Neither a switched-off rule nor another backend helps.
        _cli.Content.Write("lint.yaml", "rules: {noData: off}\n");
        Write(new Uri("http://127.0.0.1:9"));
        Panels($"rate({Requests}[10m])", "no_such_metric", "nor_this");

        var outcome = await RunAsync("--base", before);

        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("error PT602: Query A of panel 'p2' finds nothing", outcome.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("'p1'", outcome.Out, StringComparison.Ordinal);
        Assert.Matches(@"[1-9][\d,]* → +[1-9][\d,]*  query A of panel 'p0'", outcome.Out);
        Assert.Matches(@"4 queries of 2 dashboards tried: 1 error, 0 warnings\. Samples read by those that changed: [1-9][\d,]* before, [1-9][\d,]* after\.\n$", outcome.Out);
    }

    [Fact]
    public async Task Backends_that_cannot_be_reached_exit_2_and_are_named()
    {
        Write(new Uri("http://127.0.0.1:9"));

        var outcome = await RunAsync("--tenant", "acme", "--environment", "prod");

        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains("4 queries were not tried, as a backend of acme/prod cannot be asked: The backend cannot be reached.", outcome.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Services_that_are_discovered_are_asked_for_first()
    {
        _cli.Edit("tenants/acme.yaml", "services: [checkout, cart]", "services: {discover: {label: service}}");

        var outcome = await RunAsync();

        Assert.Equal(("", 0), (outcome.Error, outcome.ExitCode));
        Assert.Contains("acme/prod/checkout", outcome.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("sample-service", outcome.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_use_and_wrong_content_exit_2()
    {
        Assert.Contains("there is no template 'overveiw'. Did you mean 'overview'?", (await RunAsync("--template", "overveiw")).Error, StringComparison.Ordinal);
        Assert.Contains("'soon' is no time from 1s to 1d.", (await RunAsync("--time", "soon")).Error, StringComparison.Ordinal);
        _cli.Content.Write("lint.yaml", "rules: {refused: never}\n");

        var outcome = await RunAsync();

        Assert.Equal((2, ""), (outcome.ExitCode, outcome.Out));
        Assert.StartsWith("lint.yaml:1:18: error PT109: 'refused' cannot be 'never'.", outcome.Error, StringComparison.Ordinal);
    }

    // What a busy machine takes longer for is not out of time.
    private Task<Outcome> RunAsync(params string[] args) => _cli.RunAsync(["lint", .. args.Contains("--time") ? args : [.. args, "--time", "5m"]]);

    private void Panels(params string[] queries) => _cli.Content.Write("templates/overview.yaml.sbn",
        "---\ntitle: Overview\n---\ntitle: Overview\npanels:\n" + string.Concat(queries.Select((query, i) => $"  - id: p{i}\n    type: stat\n    queries: [{{expr: '{query}'}}]\n")));

    private void Write(Uri url) => _cli.Content.Write("tenants/acme.yaml",
        $$"""
        id: acme
        name: Acme
        defaultEnvironment: prod
        environments:
          - name: prod
            datasources: [{kind: prometheus, url: "{{url}}"}]
            isolation: {labels: {tenant: acme, environment: prod} }
            services: [checkout, cart]
        dashboards:
          - template: overview

        """);
}
