using LibGit2Sharp;
using Microsoft.Extensions.Time.Testing;
using Portal.Core.Catalog;
using Portal.Previews;
using Portal.Tests.Git;

namespace Portal.Tests.Previews;

public sealed class MissingHeadsTests : IDisposable
{
    private readonly RemoteFixture _remote = new();
    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _remote.Dispose();

    [Fact]
    public async Task A_commit_that_cannot_be_fetched_is_asked_for_once_in_a_while()
    {
        using var repository = _remote.Open();
        await repository.FetchAsync(Cancellation);
        _remote.Author.Write("templates/a.yaml.sbn", "title: Proposed\n");
        var head = new RevisionId(_remote.Author.Commit("Proposal"));
        _remote.Author.Git(r => r.Reset(ResetMode.Hard, "HEAD~1"));
        var file = Path.Combine(_remote.Author.Folder, ".git", "objects", head.Value[..2], head.Value[2..]);
        File.Move(file, file + ".gone");
        var missing = new MissingHeads(repository, _time);

        var failures = await Task.WhenAll(missing.FetchAsync(12, head, Cancellation), missing.FetchAsync(12, head, Cancellation));
        Assert.All(failures, failure => Assert.Contains($"The commit {head.Short} cannot be fetched", failure, StringComparison.Ordinal));

        // It is there now, and nobody looks before the time has come.
        File.Move(file + ".gone", file);
        _remote.Author.Git(r => r.Refs.Add("refs/pull/12/head", new ObjectId(head.Value)));
        Assert.Equal(failures[0], await missing.FetchAsync(12, head, Cancellation));
        Assert.Null(repository.Resolve(head.Value));

        _time.Advance(TimeSpan.FromMinutes(10));
        Assert.Null(await missing.FetchAsync(12, head, Cancellation));
        Assert.Equal(head, repository.Resolve(head.Value));
    }
}
