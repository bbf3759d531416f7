using Portal.Cli;

namespace Portal.Tests.Cli;

public sealed class PortalCommandLineTests : IDisposable
{
    private readonly CommandLine _portal = new();

    public void Dispose() => _portal.Dispose();

    [Theory]
    [InlineData("", "")]
    [InlineData("serve", "")]
    [InlineData("serve --urls http://127.0.0.1:1", "--urls http://127.0.0.1:1")]
    [InlineData("--urls http://127.0.0.1:1", "--urls http://127.0.0.1:1")]
    [InlineData("--environment=Development --contentRoot=/x", "--environment=Development --contentRoot=/x")]
    [InlineData("Content:Path=/x", "Content:Path=/x")]
    [InlineData("/Content:Path /x", "/Content:Path /x")]
    public void Without_another_verb_everything_is_configuration_of_the_server(string args, string expected) =>
        Assert.Equal(Words(expected), PortalCommandLine.ServerArguments(Words(args)));

    [Theory]
    [InlineData("validate")]
    [InlineData("validate --format json")]
    [InlineData("query explain up")]
    [InlineData("--help")]
    [InlineData("--version")]
    [InlineData("serve --help")]
    [InlineData("validat")]
    public void Verbs_help_and_slips_of_typing_do_not_start_the_server(string args) => Assert.Null(PortalCommandLine.ServerArguments(Words(args)));

    [Theory]
    [InlineData("validat", "validat")]
    [InlineData("validate --form json", "--form")]
    [InlineData("validate --format xml", "xml")]
    [InlineData("render --tenant acme", "argument")]
    [InlineData("render overview", "--tenant")]
    [InlineData("query", "command")]
    [InlineData("query explain --tenant acme", "--jsonl")]
    [InlineData("query explain --tenant acme --jsonl up", "--jsonl")]
    [InlineData("query explain --tenant acme --language sql up", "sql")]
    public async Task Wrong_use_exits_2_and_names_what_is_wrong(string args, string named)
    {
        var outcome = await _portal.RunAsync(Words(args));

        Assert.Equal(2, outcome.ExitCode);
        Assert.Empty(outcome.Out);
        Assert.Contains(named, outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_is_not_there_exits_2_and_names_the_setting()
    {
        var outcome = await _portal.RunAsync("validate", "--content", Path.Combine(_portal.Content.Folder, "nowhere"));

        Assert.Equal(2, outcome.ExitCode);
        Assert.StartsWith("portal: Content:Path: there is no folder", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_is_an_answer()
    {
        var outcome = await _portal.RunAsync("--help");

        Assert.Equal(0, outcome.ExitCode);
        Assert.Contains("validate", outcome.Out, StringComparison.Ordinal);
        Assert.Empty(outcome.Error);
    }

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
