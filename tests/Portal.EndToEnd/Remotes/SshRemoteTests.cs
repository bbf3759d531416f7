using Portal.Git.Remotes;
using Portal.Tests.Git;

namespace Portal.EndToEnd.Remotes;

/// <summary>Content over ssh, from OpenSSH's own server.</summary>
public sealed class SshRemoteTests : IDisposable
{
    private readonly RemoteFixture _remote = new();

    public void Dispose() => _remote.Dispose();

    [Fact]
    public async Task A_key_and_a_known_host_fetch_and_nobody_is_asked_about_others()
    {
        await using var server = await SshServer.StartAsync();
        var options = _remote.Options;
        (options.Url, options.SshKeySecret, options.KnownHosts) = (server.Url(_remote.Author.Folder), "GIT_KEY", server.KnownHosts);

        using (var repository = _remote.Open(options, null, ("GIT_KEY", server.Key)))
        {
            var first = await repository.FetchAsync(TestContext.Current.CancellationToken);
            Assert.True(first.Succeeded, first.Message);
            var pushed = _remote.Author.Commit("Second");
            Assert.True((await repository.FetchAsync(TestContext.Current.CancellationToken)).Succeeded);
            Assert.NotNull(repository.Resolve(pushed));
            _remote.Author.Git(author => author.Refs.Add("refs/pull/12/head", author.Head.Tip.Id));
            Assert.Equal(pushed, (await repository.FetchRefAsync("refs/pull/12/head", "pull/12", TestContext.Current.CancellationToken)).Revision?.Value);
        }

        using (var repository = _remote.Open(options, null, ("GIT_KEY", server.StrangeKey)))
        {
            Assert.Equal(FetchFailure.Denied, (await repository.FetchAsync(TestContext.Current.CancellationToken)).Failure);
        }
        options.KnownHosts = server.OtherHosts;
        using (var repository = _remote.Open(options, null, ("GIT_KEY", server.Key)))
        {
            var refused = await repository.FetchAsync(TestContext.Current.CancellationToken);
            Assert.Equal(FetchFailure.HostUnknown, refused.Failure);
            Assert.DoesNotContain("PRIVATE KEY", refused.Message, StringComparison.Ordinal);
        }
        (options.KnownHosts, options.Url) = (server.KnownHosts, server.Url("/nowhere.git"));
        using (var repository = _remote.Open(options, null, ("GIT_KEY", server.Key)))
        {
            Assert.Equal(FetchFailure.NotFound, (await repository.FetchAsync(TestContext.Current.CancellationToken)).Failure);
        }
    }
}
