using System.Diagnostics;
using Portal.Configuration;
using Portal.Git.Remotes;

namespace Portal.Tests.Git;

/// <summary>The password reaches the remote that it is for, and nobody else; a remote that does not answer is left alone in time.</summary>
public sealed class CredentialTests : IAsyncLifetime
{
    private const string Password = "s3cret-Pässword";
    private readonly RemoteFixture _remote = new();
    private GitServer _server = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _server = await GitServer.StartAsync(_remote.Author.Folder, "robot", Password);

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _remote.Dispose();
    }

    [Fact]
    public async Task The_secret_that_is_named_opens_the_remote_and_is_written_nowhere()
    {
        var repository = _remote.Open(Options(), null, ("GIT_TOKEN", Password));

        Assert.Equal("", (await repository.FetchAsync(Cancellation)).Message);

        Assert.Equal("title: A\n", repository.Read(repository.Resolve("HEAD")!.Value, Cancellation).Files["templates/a.yaml.sbn"]);
        foreach (var file in Directory.EnumerateFiles(_remote.Data, "*", SearchOption.AllDirectories))
        {
            var text = await File.ReadAllTextAsync(file, Cancellation);
            Assert.DoesNotContain(Password, text, StringComparison.Ordinal);
            Assert.DoesNotContain("Basic", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_wrong_secret_is_told_without_telling_it()
    {
        var outcome = await _remote.Open(Options(), null, ("GIT_TOKEN", "wrong-secret")).FetchAsync(Cancellation);

        Assert.Equal(FetchFailure.Denied, outcome.Failure);
        Assert.Contains("Content:Remote:PasswordSecret", outcome.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong-secret", outcome.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_secret_nobody_is_asked_for_one()
    {
        var options = Options();
        options.PasswordSecret = "";

        Assert.Equal(FetchFailure.Denied, (await _remote.Open(options).FetchAsync(Cancellation)).Failure);
        Assert.All(_server.Asked, given => Assert.Equal("", given));
    }

    [Fact]
    public async Task A_secret_that_is_not_there_is_named()
    {
        var outcome = await _remote.Open(Options()).FetchAsync(Cancellation);

        Assert.Equal(FetchFailure.NotSetUp, outcome.Failure);
        Assert.Contains("Secrets:GIT_TOKEN", outcome.Message, StringComparison.Ordinal);
        Assert.Empty(_server.Asked);
    }

    [Fact]
    public async Task The_password_does_not_follow_to_another_host()
    {
        await using var other = await GitServer.StartAsync(_remote.Author.Folder, "robot", Password);
        _server.Instead = context =>
        {
            context.Response.Redirect(other.Address + context.Request.Path + context.Request.QueryString);
            return Task.CompletedTask;
        };

        var outcome = await _remote.Open(Options(), null, ("GIT_TOKEN", Password)).FetchAsync(Cancellation);

        Assert.False(outcome.Succeeded);
        Assert.Empty(other.Asked);
    }

    [Fact]
    public async Task A_remote_that_never_answers_is_left_at_the_deadline_with_all_that_was_started()
    {
        var arrived = new TaskCompletionSource();
        _server.Instead = async context =>
        {
            arrived.TrySetResult();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        };
        var options = Options();
        // The first fetch may take ten times as long.
        options.FetchTimeout = TimeSpan.FromSeconds(1);

        var outcome = await _remote.Open(options, null, ("GIT_TOKEN", Password)).FetchAsync(Cancellation);

        Assert.Equal(FetchFailure.TimedOut, outcome.Failure);
        await arrived.Task.WaitAsync(Patience.Longest, Cancellation);
        Assert.DoesNotContain(Process.GetProcessesByName("git-remote-http"), process => CommandLine(process).Contains(_server.Address, StringComparison.Ordinal));
    }

    private static string CommandLine(Process process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process.Id}/cmdline");
        }
        catch (IOException)
        {
            return "";
        }
    }

    private RemoteOptions Options() => new() { Url = _server.Address + "/.git", Username = "robot", PasswordSecret = "GIT_TOKEN" };
}
