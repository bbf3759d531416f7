using LibGit2Sharp;
using Portal.Configuration;
using Portal.Core.Catalog;
using Portal.Data;
using Portal.Tests.Data;

namespace Portal.Tests.Git;

public sealed class SqliteRemoteCatalogTests : RemoteCatalogTests
{
    private protected override Task<TestDatabase> OpenAsync() => TestDatabase.SqliteAsync();
}

public sealed class PostgreSqlRemoteCatalogTests : RemoteCatalogTests
{
    private protected override Task<TestDatabase> OpenAsync() => TestDatabase.PostgreSqlAsync();
}

/// <summary>What is pushed goes live on all replicas, and nothing that becomes of the remote takes down what is live.</summary>
public abstract class RemoteCatalogTests : IAsyncLifetime
{
    private readonly RemoteFixture _remote = new();
    private readonly List<RemoteFixture> _copies = [];
    private TestDatabase _database = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await OpenAsync();
        _remote.Author.Write("tenants/acme.yaml", "id: acme\nurl: http://prometheus.acme\ndefaultEnvironment: prod\ntemplate: a\n");
        Push("Base");
        Push("First");
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        _remote.Dispose();
        _copies.ForEach(copy => copy.Dispose());
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_push_goes_live_and_a_refused_one_leaves_the_last_good_one_up()
    {
        using var running = Start();
        await running.Repository.FetchAsync(Cancellation);
        await running.UntilAsync(_ => running.Title == "First");

        var bad = PushText("---\ntitle: Bad\n---\ntitle: {{ nothing }}\n");
        await running.Repository.FetchAsync(Cancellation);
        await running.UntilAsync(host => host.Refused?.Revision == bad);
        Assert.Equal("First", running.Title);

        Push("Second");
        await running.Repository.FetchAsync(Cancellation);
        await running.UntilAsync(host => running.Title == "Second" && host.Refused is null && running.Judgements.Count >= 3);

        Assert.Equal([true, false, true], running.Judgements.Select(j => j.Live));
        Assert.Equal(["First", "First"], running.Judgements.Skip(1).Select(j => j.Before!.Templates.Find("a")!.FrontMatter.Title));
        Assert.Equal("Ada", running.Host.LiveSince!.Author);
    }

    [Fact]
    public async Task After_a_restart_nobody_takes_what_is_remembered_for_a_sign_that_nothing_is_refused()
    {
        using (var running = Start())
        {
            await running.Repository.FetchAsync(Cancellation);
            await running.UntilAsync(_ => running.Title == "First");
            PushText("---\ntitle: Bad\n---\ntitle: {{ nothing }}\n");
            await running.Repository.FetchAsync(Cancellation);
            await running.UntilAsync(host => host.Refused is not null);
        }

        using var again = Start();
        await again.Repository.FetchAsync(Cancellation);
        await again.UntilAsync(host => host.Refused is not null);

        Assert.True(again.Host.Settled);
        Assert.Contains((true, false, false), again.States);
        Assert.DoesNotContain((true, true, false), again.States);
    }

    [Fact]
    public async Task Replicas_that_fetch_at_different_times_agree_on_what_is_live()
    {
        using var early = Start();
        using var late = Start();
        await early.Repository.FetchAsync(Cancellation);
        // The late one has fetched nothing: it takes what the other has judged, with its files, from the database.
        await late.UntilAsync(_ => late.Title == "First");
        await late.Repository.FetchAsync(Cancellation);

        var second = Push("Second");
        await early.Repository.FetchAsync(Cancellation);
        await late.UntilAsync(_ => late.Title == "Second");
        await early.UntilAsync(_ => early.Title == "Second");
        // The branch of the late one still points to the first commit, and it does not go back to it.
        await late.UntilAsync(_ => late.Repository.Resolve("HEAD") == second || late.Repository.LastFetch is not null);

        var third = Push("Third");
        await late.Repository.FetchAsync(Cancellation);
        await early.UntilAsync(_ => early.Title == "Third");
        await early.Repository.FetchAsync(Cancellation);
        await early.UntilAsync(host => host.Live!.Revision == third && early.Repository.Resolve("HEAD") == third && early.Judgements.Count + late.Judgements.Count >= 3);

        var changes = await new LiveChanges(_database.Reopen()).RecentAsync(early.Line.Source, 10, Cancellation);
        Assert.Equal(["Third", "Second", "First"], changes.Select(c => c.Message));
        Assert.Single(early.Judgements.Concat(late.Judgements), j => j.Tree.Revision == third);
        Assert.Equal(3, early.Judgements.Count + late.Judgements.Count);
    }

    [Fact]
    public async Task A_restart_finds_what_is_live_while_the_remote_is_gone()
    {
        using (var running = Start())
        {
            await running.Repository.FetchAsync(Cancellation);
            await running.UntilAsync(_ => running.Title == "First");
        }
        Directory.Move(_remote.Author.Folder, _remote.Author.Folder + "-away");
        using var again = Start();
        await again.UntilAsync(_ => again.Title == "First");
        await again.Repository.FetchAsync(Cancellation);
        Directory.Move(_remote.Author.Folder + "-away", _remote.Author.Folder);

        Assert.Equal("PT009", Assert.Single(again.Host.Notices).Code);
        Assert.Null(again.Host.NotReady);
        Assert.Empty(again.Judgements);
    }

    [Fact]
    public async Task A_branch_that_is_deleted_leaves_what_is_live()
    {
        using var running = Start(content: new ContentOptions { Revision = "work", PollInterval = TimeSpan.FromMilliseconds(20) });
        _remote.Author.Git(r => r.CreateBranch("work"));
        await running.Repository.FetchAsync(Cancellation);
        await running.UntilAsync(_ => running.Title == "First");

        _remote.Author.Git(r => r.Branches.Remove("work"));
        await running.Repository.FetchAsync(Cancellation);
        await running.UntilAsync(host => host.Notices.Any(n => n.Code == "PT002"));

        Assert.Equal("First", running.Title);
        Assert.Null(running.Host.Refused);
    }

    [Fact]
    public async Task A_rewritten_branch_waits_and_the_next_push_that_follows_what_is_live_goes_on()
    {
        using var running = Start();
        await running.Repository.FetchAsync(Cancellation);
        await running.UntilAsync(_ => running.Title == "First");
        var live = running.Host.Live!.Revision;

        _remote.Author.Git(r => r.Reset(ResetMode.Hard, "HEAD~1"));
        var rewritten = Push("Rewritten");
        await running.Repository.FetchAsync(Cancellation);
        await running.UntilAsync(host => host.Waiting?.Revision == rewritten);
        Assert.True(running.Host.Waiting!.Rewritten);
        Assert.Equal("First", running.Title);
        Assert.Contains(running.Host.Notices, n => n.Code == "PT010");

        _remote.Author.Git(r => r.Reset(ResetMode.Hard, live.Value));
        Push("Second");
        await running.Repository.FetchAsync(Cancellation);
        await running.UntilAsync(host => running.Title == "Second" && host.Waiting is null);
    }

    [Fact]
    public async Task A_rewritten_branch_goes_live_where_the_configuration_says_so()
    {
        var options = _remote.Options;
        options.AcceptRewrites = true;
        using var running = Start(options: options);
        await running.Repository.FetchAsync(Cancellation);
        await running.UntilAsync(_ => running.Title == "First");

        _remote.Author.Git(r => r.Reset(ResetMode.Hard, "HEAD~1"));
        Push("Rewritten");
        await running.Repository.FetchAsync(Cancellation);

        await running.UntilAsync(_ => running.Title == "Rewritten");
    }

    private protected abstract Task<TestDatabase> OpenAsync();

    private RemoteFixture Copy()
    {
        var copy = new RemoteFixture();
        _copies.Add(copy);
        return copy;
    }

    /// <summary>A replica with a data folder of its own.</summary>
    private RunningHost Start(ContentOptions? content = null, RemoteOptions? options = null)
    {
        options ??= _remote.Options;
        return RunningHost.Start(_database.Reopen(), RemoteFixture.Open(options, Copy().Data, content ?? new ContentOptions()), options, content);
    }

    private RevisionId Push(string title) => PushText($"---\ntitle: {title}\n---\ntitle: {title}\npanels:\n  - title: Up\n    type: stat\n    queries: [{{expr: up}}]\n", title);

    private RevisionId PushText(string template, string message = "Change")
    {
        _remote.Author.Write("templates/a.yaml.sbn", template);
        return new RevisionId(_remote.Author.Commit(message));
    }
}
