using System.Text.Json;

namespace Portal.Tests.Cli;

public sealed class ValidateTests : IDisposable
{
    private readonly CommandLine _portal = new();

    public void Dispose() => _portal.Dispose();

    [Fact]
    public async Task Content_that_the_server_would_take_exits_0()
    {
        Grant();

        var outcome = await _portal.RunAsync("validate");

        Assert.Equal(0, outcome.ExitCode);
        Assert.EndsWith("Accepted: 0 errors, 0 warnings; 2 dashboards checked.\n", outcome.Out, StringComparison.Ordinal);
        Assert.Empty(outcome.Error);
    }

    [Fact]
    public async Task What_the_server_does_not_grant_is_refused_and_how_to_leave_it_to_the_server_is_told()
    {
        var outcome = await _portal.RunAsync("validate");

        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("error PT206", outcome.Out, StringComparison.Ordinal);
        Assert.Contains("error PT207", outcome.Out, StringComparison.Ordinal);
        Assert.Contains("--assume-grants", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Assumed_grants_are_named()
    {
        var outcome = await _portal.RunAsync("validate", "--assume-grants");

        Assert.Equal(0, outcome.ExitCode);
        Assert.Equal("Taken as granted, but not by this machine's configuration:\n  acme: host prometheus.internal:9090\n  acme: secret TOKEN\n", outcome.Error);
    }

    [Fact]
    public async Task All_mistakes_of_all_files_are_told_at_once_in_every_format()
    {
        Grant();
        _portal.Edit("templates/overview.yaml.sbn", "up{", "up{{");
        _portal.Edit("tenants/acme.yaml", "name: Acme", "nam: Acme");
        _portal.Content.Write("tenants/other.yaml", "id: [");

        foreach (var format in new[] { "text", "json", "sarif", "github" })
        {
            var outcome = await _portal.RunAsync("validate", "--format", format);

            Assert.Equal(1, outcome.ExitCode);
            Assert.Contains("overview.yaml.sbn", outcome.Out, StringComparison.Ordinal);
            Assert.Contains("acme.yaml", outcome.Out, StringComparison.Ordinal);
            Assert.Contains("other.yaml", outcome.Out, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_revision_is_read_instead_of_the_saved_files()
    {
        Grant();
        LibGit2Sharp.Repository.Init(_portal.Content.Folder);
        var commit = _portal.Content.Commit("Good");
        _portal.Edit("tenants/acme.yaml", "id: acme", "id: 'Not an id'");

        Assert.Equal(1, (await _portal.RunAsync("validate")).ExitCode);
        var outcome = await _portal.RunAsync("validate", "--revision", commit, "--format", "json");
        Assert.Equal(0, outcome.ExitCode);
        using var json = JsonDocument.Parse(outcome.Out);
        Assert.Equal(commit, json.RootElement.GetProperty("revision").GetString());
        Assert.Equal(1, (await _portal.RunAsync("validate", "--revision", "no-such-branch")).ExitCode);
    }

    [Fact]
    public async Task A_configuration_that_makes_no_sense_exits_2()
    {
        _portal.Settings["Grants:acme:Host"] = "prometheus.internal";

        Assert.Equal(2, (await _portal.RunAsync("validate")).ExitCode);
    }

    private void Grant()
    {
        _portal.Settings["Grants:acme:Hosts:0"] = "prometheus.internal:9090";
        _portal.Settings["Grants:acme:Secrets:0"] = "TOKEN";
    }
}
