using LibGit2Sharp;
using Portal.Configuration;
using Portal.Core.Catalog;
using Portal.Git.Remotes;

namespace Portal.Tests.Git;

/// <summary>Content that is fetched: what is pushed is read, and what is wrong with the remote is told and harms nothing.</summary>
public sealed class ContentRepositoryTests : IDisposable
{
    private readonly RemoteFixture _remote = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _remote.Dispose();

    [Fact]
    public async Task What_was_pushed_is_read_after_a_fetch()
    {
        var repository = _remote.Open();
        Assert.Null(repository.Resolve("HEAD"));
        Assert.Contains("not fetched yet", repository.Missing("HEAD"), StringComparison.Ordinal);

        Assert.Equal("", (await repository.FetchAsync(Cancellation)).Message);
        var first = repository.Resolve("HEAD")!.Value;
        Assert.Equal("title: A\n", repository.Read(first, Cancellation).Files["templates/a.yaml.sbn"]);

        var second = Push("title: B\n");
        Assert.Equal(first, repository.Resolve("HEAD"));
        var outcome = await repository.FetchAsync(Cancellation);

        Assert.True(outcome.Succeeded);
        Assert.Equal(second, repository.Resolve("HEAD"));
        Assert.Equal("title: B\n", repository.Read(second, Cancellation).Files["templates/a.yaml.sbn"]);
        Assert.Equal(first, repository.Resolve("main"));
        Assert.Equal(outcome, repository.LastFetch);
    }

    [Fact]
    public async Task A_reference_of_its_own_is_fetched_kept_and_forgotten()
    {
        var repository = _remote.Open();
        await repository.FetchAsync(Cancellation);
        _remote.Author.Write("templates/a.yaml.sbn", "title: Proposed\n");
        var proposed = new RevisionId(_remote.Author.Commit("Proposal"));
        _remote.Author.Git(r =>
        {
            r.Refs.Add("refs/pull/12/head", r.Head.Tip.Id);
            r.Reset(ResetMode.Hard, "HEAD~1");
        });

        var outcome = await repository.FetchRefAsync("refs/pull/12/head", "pull/12", Cancellation);
        Assert.Equal(proposed, outcome.Revision);
        await repository.FetchAsync(Cancellation);
        Assert.Equal(proposed, repository.Resolve("refs/portal/pull/12"));
        Assert.NotEqual(proposed, repository.Resolve("HEAD"));
        Assert.Equal(repository.Resolve("HEAD"), repository.MergeBase(proposed, repository.Resolve("HEAD")!.Value));

        repository.ForgetRef("pull/12");
        Assert.Null(repository.Resolve("refs/portal/pull/12"));
        Assert.Equal(FetchFailure.NotFound, (await repository.FetchRefAsync("refs/pull/99/head", "pull/99", Cancellation)).Failure);
    }

    [Theory]
    [InlineData("--upload-pack=touch /tmp/x")]
    [InlineData("-x")]
    [InlineData("main")]
    [InlineData("refs/heads/*")]
    [InlineData("refs/heads/a:refs/heads/b")]
    [InlineData("refs/heads/../x")]
    [InlineData("refs/heads/-x")]
    [InlineData("refs/heads/a b")]
    [InlineData("refs/heads/a\nb")]
    [InlineData("+refs/heads/a")]
    [InlineData("refs/heads/a.lock")]
    [InlineData("refs//a")]
    [InlineData("")]
    public async Task What_could_be_read_as_more_than_a_reference_is_refused(string source)
    {
        await Assert.ThrowsAsync<ArgumentException>(() => _remote.Open().FetchRefAsync(source, "pull/1", Cancellation));
        await Assert.ThrowsAsync<ArgumentException>(() => _remote.Open().FetchRefAsync("refs/heads/main", source + "*", Cancellation));
    }

    [Fact]
    public async Task A_remote_that_is_gone_leaves_what_was_fetched()
    {
        var repository = _remote.Open();
        await repository.FetchAsync(Cancellation);
        var first = repository.Resolve("HEAD");
        Directory.Move(_remote.Author.Folder, _remote.Author.Folder + "-away");

        var outcome = await repository.FetchAsync(Cancellation);

        Assert.Equal(FetchFailure.NotFound, outcome.Failure);
        Assert.Contains("Content:Remote:Url", outcome.Message, StringComparison.Ordinal);
        Assert.Equal(first, repository.Resolve("HEAD"));
        Directory.Move(_remote.Author.Folder + "-away", _remote.Author.Folder);
    }

    [Fact]
    public async Task A_damaged_copy_is_made_anew()
    {
        var repository = _remote.Open();
        await repository.FetchAsync(Cancellation);
        var copy = Assert.Single(Directory.GetDirectories(_remote.Data));
        foreach (var file in Directory.EnumerateFiles(Path.Combine(copy, "objects"), "*", SearchOption.AllDirectories))
        {
            File.SetAttributes(file, FileAttributes.Normal);
            await File.WriteAllTextAsync(file, "rubbish", Cancellation);
        }
        await File.WriteAllTextAsync(Path.Combine(copy, "packed-refs.lock"), "", Cancellation);
        var second = Push("title: B\n");

        Assert.Equal("", (await repository.FetchAsync(Cancellation)).Message);

        Assert.Equal("title: B\n", repository.Read(second, Cancellation).Files["templates/a.yaml.sbn"]);
        Assert.Equal(copy, Assert.Single(Directory.GetDirectories(_remote.Data)));
    }

    [Fact]
    public async Task A_copy_that_cannot_be_read_is_made_anew_by_the_next_fetch()
    {
        var repository = _remote.Open();
        await repository.FetchAsync(Cancellation);
        var head = repository.Resolve("HEAD")!.Value;
        _remote.Author.Git(r =>
        {
            var sha = r.Lookup<Blob>("HEAD:templates/a.yaml.sbn").Sha;
            var loose = Directory.GetFiles(_remote.Data, sha[2..], SearchOption.AllDirectories);
            Assert.NotEmpty(loose);
            File.Delete(loose[0]);
        });
        Assert.Equal("PT002", Assert.Single(repository.Read(head, Cancellation).Notices).Code);

        await repository.FetchAsync(Cancellation);

        Assert.Empty(repository.Read(head, Cancellation).Notices);
    }

    [Fact]
    public async Task Who_asks_while_a_fetch_runs_gets_one_that_began_later()
    {
        var repository = _remote.Open();
        var fetches = 0;
        repository.Fetched += _ => Interlocked.Increment(ref fetches);
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => repository.FetchAsync(Cancellation)));

        Assert.All(outcomes, outcome => Assert.Equal("", outcome.Message));
        Assert.Equal(2, fetches);
        Assert.True(outcomes[^1].Started >= outcomes[0].At);
    }

    [Fact]
    public async Task The_log_of_files_tells_who_changed_them()
    {
        Push("title: B\n", "Second");
        _remote.Author.Write("tenants/acme.yaml", "id: acme\nname: Acme\n");
        var third = new RevisionId(_remote.Author.Commit("Third"));
        var repository = _remote.Open();
        await repository.FetchAsync(Cancellation);

        var (log, cut) = repository.Log(third, ["templates/a.yaml.sbn"], 10, Cancellation);
        Assert.False(cut);
        Assert.Equal(["Second", "First"], log.Select(e => e.Message));
        Assert.Equal(["Third", "Second", "First"], repository.Log(third, ["templates/a.yaml.sbn", "tenants/acme.yaml"], 10, Cancellation).Commits.Select(e => e.Message));
        Assert.Equal("Ada", log[0].Author);
        Assert.Equal(log[1].Revision, log[0].Before);
        Assert.Null(log[1].Before);
        Assert.Single(repository.Log(third, ["templates/a.yaml.sbn"], 1, Cancellation).Commits);
        Assert.Empty(repository.Log(third, ["templates/none.yaml.sbn"], 10, Cancellation).Commits);
        // A search that takes too long ends, and says so.
        var late = repository.Log(third, ["templates/a.yaml.sbn"], 10, Cancellation, isLate: () => true);
        Assert.Empty(late.Commits);
        Assert.True(late.Cut);
        Assert.True(repository.IsAncestor(log[1].Revision, third));
        Assert.False(repository.IsAncestor(third, log[1].Revision));
    }

    [Fact]
    public async Task Content_may_be_in_a_folder_of_the_remote()
    {
        _remote.Author.Write("ops/templates/deep.yaml.sbn", "title: Deep\n");
        _remote.Author.Commit("Nested");
        var repository = _remote.Open(content: new ContentOptions { Folder = "ops" });
        await repository.FetchAsync(Cancellation);

        Assert.Equal(["templates/deep.yaml.sbn"], repository.Read(repository.Resolve("HEAD")!.Value, Cancellation).Files.Keys);
    }

    [Fact]
    public async Task A_repository_that_is_too_large_is_not_taken()
    {
        var random = new byte[3 << 20];
        Random.Shared.NextBytes(random);
        _remote.Author.Write("large.bin", random);
        _remote.Author.Commit("Large");
        var options = _remote.Options;
        options.MaxBytes = 1 << 20;

        var outcome = await _remote.Open(options).FetchAsync(Cancellation);

        Assert.Equal(FetchFailure.TooLarge, outcome.Failure);
        Assert.Empty(Directory.GetDirectories(_remote.Data, "*.git"));
    }

    private RevisionId Push(string template, string message = "Change")
    {
        _remote.Author.Write("templates/a.yaml.sbn", template);
        return new RevisionId(_remote.Author.Commit(message));
    }
}
