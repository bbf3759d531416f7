namespace Portal.Tests.Cli;

public sealed class RenderTests : IDisposable
{
    private readonly CommandLine _portal = new();

    public void Dispose() => _portal.Dispose();

    [Fact]
    public async Task The_YAML_of_one_dashboard_is_printed_and_nothing_else()
    {
        var outcome = await _portal.RunAsync("render", "--tenant", "acme", "--environment", "prod", "--service", "checkout", "overview");

        Assert.Equal(0, outcome.ExitCode);
        Assert.Contains("title: \"Acme checkout\"", outcome.Out, StringComparison.Ordinal);
        Assert.Contains("expr: up{service=\"checkout\"}", outcome.Out, StringComparison.Ordinal);
        Assert.Empty(outcome.Error);
    }

    [Theory]
    [InlineData("overvew", "checkout", "Did you mean 'overview'?")]
    [InlineData("overview", "chekout", "Did you mean 'checkout'?")]
    [InlineData("other", "checkout", "is not given 'other'")]
    public async Task Names_that_are_unknown_exit_2_and_say_what_was_meant(string template, string service, string said)
    {
        _portal.Content.Write("templates/other.yaml.sbn", "---\ntitle: Other\nscope: service\n---\ntitle: Other\npanels:\n  - {title: T, type: text, content: x}\n");

        var outcome = await _portal.RunAsync("render", "--tenant", "acme", "--service", service, template);

        Assert.Equal(2, outcome.ExitCode);
        Assert.Empty(outcome.Out);
        Assert.Contains(said, outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_that_is_left_out_is_asked_for()
    {
        var outcome = await _portal.RunAsync("render", "--tenant", "acme", "overview");

        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains("--service", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("such as checkout", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mistakes_go_to_standard_error_with_the_place_in_the_template_and_exit_1()
    {
        _portal.Edit("templates/overview.yaml.sbn", "type: timeseries", "type: timeserie");

        var outcome = await _portal.RunAsync("render", "--tenant", "acme", "--service", "checkout", "overview");

        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("templates/overview.yaml.sbn:8", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mistakes_of_other_tenants_do_not_get_in_the_way()
    {
        _portal.Content.Write("tenants/broken.yaml", "id: [");

        Assert.Equal(0, (await _portal.RunAsync("render", "--tenant", "acme", "--service", "cart", "overview")).ExitCode);
    }
}
