using System.Text.Json;
using LibGit2Sharp;

namespace Portal.Tests.Cli;

public sealed class DiffTests : IDisposable
{
    private readonly CommandLine _portal = new();

    public DiffTests()
    {
        Repository.Init(_portal.Content.Folder);
        _portal.Content.Commit("First");
        _portal.Content.Git(repository => repository.Tags.Add("first", repository.Head.Tip));
    }

    public void Dispose() => _portal.Dispose();

    [Fact]
    public async Task Nothing_that_changes_exits_0()
    {
        _portal.Edit("templates/overview.yaml.sbn", "panels:", "# a comment\npanels:");
        _portal.Content.Commit("Comment");

        var outcome = await _portal.RunAsync("diff", "first..HEAD");

        Assert.Equal(0, outcome.ExitCode);
        Assert.Contains("0 of 2 dashboards differ. 2 differ in their text only.", outcome.Out, StringComparison.Ordinal);
        Assert.Empty(outcome.Error);
    }

    [Fact]
    public async Task Changes_are_told_by_name_and_exit_1()
    {
        _portal.Edit("templates/overview.yaml.sbn", "type: timeseries", "type: timeseries\n    unit: short");
        _portal.Edit("tenants/acme.yaml", "tenant: acme", "tenant: nova");
        _portal.Content.Commit("Unit");

        var outcome = await _portal.RunAsync("diff", "first..HEAD");

        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("2 of 2 dashboards differ: 2 changed.", outcome.Out, StringComparison.Ordinal);
        Assert.Contains("panel 'Up': unit: – → short", outcome.Out, StringComparison.Ordinal);
        Assert.Contains("in acme/prod/cart, acme/prod/checkout\n", outcome.Out, StringComparison.Ordinal);
        Assert.Contains("templates/overview.yaml.sbn changed: in 2 dashboards of 1 tenant, of which 2 differ", outcome.Out, StringComparison.Ordinal);
        Assert.Contains("security: acts only once it is live\n  acme\n    environment 'prod': isolation: label tenant: acme → nova\n", outcome.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_revision_is_compared_with_the_files_as_they_are_saved()
    {
        _portal.Edit("tenants/acme.yaml", "[checkout, cart]", "[checkout]");

        var outcome = await _portal.RunAsync("diff", "first");

        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("removed: overview, 1 dashboard\n  in acme/prod/cart\n", outcome.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_newer_revision_with_errors_exits_2_with_the_reasons_and_the_matrix()
    {
        _portal.Edit("templates/overview.yaml.sbn", "type: timeseries", "type: timeserie");

        var outcome = await _portal.RunAsync("diff", "first");

        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains("broken: overview, 2 dashboards", outcome.Out, StringComparison.Ordinal);
        Assert.Contains("templates/overview.yaml.sbn:8", outcome.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nowhere..first", "nowhere")]
    [InlineData("first..", "no range")]
    [InlineData("..first", "no range")]
    [InlineData("first...HEAD", "no range")]
    [InlineData("--upload-pack=x..first", "")]
    public async Task What_is_no_revision_exits_2(string range, string said)
    {
        var outcome = await _portal.RunAsync("diff", "--", range);

        Assert.Equal(2, outcome.ExitCode);
        Assert.Empty(outcome.Out);
        Assert.Contains(said, outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Programs_get_JSON()
    {
        _portal.Edit("templates/overview.yaml.sbn", "expr: up{", "expr: sum(up{");
        _portal.Edit("templates/overview.yaml.sbn", "service_name }}\"}", "service_name }}\"})");

        var outcome = await _portal.RunAsync("diff", "first", "--format", "json");

        using var json = JsonDocument.Parse(outcome.Out);
        Assert.Equal(2, json.RootElement.GetProperty("counts").GetProperty("changed").GetInt32());
        var change = json.RootElement.GetProperty("dashboards")[0].GetProperty("changes")[0];
        Assert.Equal(("changed", "panel", "query A", "up{service=\"cart\"}", "sum(up{service=\"cart\"})"), (
            change.GetProperty("change").GetString(), change.GetProperty("part").GetString(), change.GetProperty("property").GetString(), change.GetProperty("before").GetString(), change.GetProperty("after").GetString()));
    }

    [Fact]
    public async Task In_Markdown_nothing_of_the_content_is_markup_or_a_mention()
    {
        _portal.Edit("templates/overview.yaml.sbn", "title: Up", "title: \"@everyone ``` <img src=x> | [a](http://evil) \"");
        _portal.Edit("tenants/acme.yaml", "tenant: acme", "tenant: '@team | `x`'");

        var outcome = await _portal.RunAsync("diff", "first", "--format", "markdown");

        Assert.Equal(1, outcome.ExitCode);
        var outside = System.Text.RegularExpressions.Regex.Replace(outcome.Out, "(`+)(?!`).*?(?<!`)\\1(?!`)", "");
        Assert.DoesNotContain("@", outside, StringComparison.Ordinal);
        Assert.DoesNotContain("<img", outside, StringComparison.Ordinal);
        Assert.DoesNotContain("evil", outside, StringComparison.Ordinal);
    }
}
