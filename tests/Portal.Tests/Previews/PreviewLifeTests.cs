using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Portal.Core.Catalog;
using Portal.Data;
using Portal.Git;
using Portal.Previews;
using static Portal.Tests.Previews.PreviewWorld;

namespace Portal.Tests.Previews;

/// <summary>What previews cost, how long they live, and what becomes of those that cannot be shown.</summary>
public sealed class PreviewLifeTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task So_many_are_in_memory_and_others_are_loaded_again_when_they_are_looked_at()
    {
        await using var world = await StartAsync(("Previews:MaxLoaded", "2"));
        var heads = new List<RevisionId>();
        foreach (var name in new[] { "one", "two", "three" })
        {
            heads.Add(new RevisionId(world.Push(name, [("templates/partials/up.sbn", $"- {{title: Up, id: up, type: timeseries, queries: [{{expr: {name}}}]}}")])));
            await world.Book.OpenAsync(new(), name, Cancellation);
            Assert.Equal(HttpStatusCode.OK, (await world.AskAsync(DataUrl("acme", "prod", $"branch-{name}"))).StatusCode);
        }

        var loaded = world.Services.GetRequiredService<LoadedPreviews>();
        Assert.Equal([false, true, true], heads.Select(head => loaded.Heads.Contains(head)));
        Assert.Equal(HttpStatusCode.OK, (await world.AskAsync(DataUrl("acme", "prod", "branch-one"))).StatusCode);
        Assert.Equal([true, false, true], heads.Select(head => loaded.Heads.Contains(head)));
    }

    [Fact]
    public async Task A_branch_is_followed_a_pull_request_that_is_closed_is_gone()
    {
        await using var world = await StartAsync();
        world.Push("topic", [("templates/plain.yaml.sbn", "---\ntitle: Plain\nscope: tenant\n---\ntitle: Plain\npanels:\n  - {title: P, type: text, content: Second}\n")]);
        await world.Book.OpenAsync(new(), "topic", Cancellation);
        Assert.Equal(2, (await world.Book.FindAsync(new(), "branch-topic", Cancellation))!.Difference.Count(Core.Changes.BindingStatus.Changed));
        world.Push("topic", [("templates/plain.yaml.sbn", "---\ntitle: Plain\nscope: tenant\n---\ntitle: [\n")]);
        Assert.Equal(2, (await world.Book.FindAsync(new(), "branch-topic", Cancellation))!.Difference.Count(Core.Changes.BindingStatus.Broken));

        world.Content.Git(repository => repository.Refs.Add("refs/merge-requests/3/head", repository.Branches["topic"].Tip.Id));
        await world.Book.PullAsync(new PullRequest(3, "refs/merge-requests/3/head") { Title = "Topic" }, Cancellation);
        Assert.Equal(["pull-3", "branch-topic"], (await world.Book.ListAsync(new(), Cancellation)).Select(p => p.Id));
        await world.Book.ClosePullAsync(3, Cancellation);
        Assert.Null(await world.Book.FindAsync(new(), "pull-3", Cancellation));
        Assert.Equal(HttpStatusCode.NotFound, (await world.AskAsync(DataUrl("acme", "prod", "pull-3"))).StatusCode);
    }

    [Fact]
    public async Task A_pull_request_can_be_opened_by_its_number_and_what_is_not_there_is_told()
    {
        await using var world = await StartAsync();
        world.Push("topic", [("templates/partials/up.sbn", "- {title: Up, id: up, type: stat, queries: [{expr: live_metric}]}")], "refs/merge-requests/12/head");

        Assert.Equal(("pull-12", "Change topic", "Ada"), (await world.Book.OpenAsync(new(), "#12", Cancellation)).Opened is { } opened ? (opened.Id, opened.Title, opened.Author) : default);
        foreach (var missing in new[] { "#13", "nowhere", "", "--help", "refs/../x", "main..topic" })
        {
            var (nothing, problem) = await world.Book.OpenAsync(new(), missing, Cancellation);
            Assert.Null(nothing);
            Assert.NotEmpty(problem!);
        }
        Assert.Single(await world.Book.ListAsync(new(), Cancellation));
    }

    [Fact]
    public async Task A_branch_that_is_gone_and_a_commit_that_holds_no_content_are_told_to_editors_only()
    {
        await using var world = await StartAsync();
        world.Push("gone", [("templates/partials/up.sbn", "- {title: Up, id: up, type: stat, queries: [{expr: live_metric}]}")]);
        await world.Book.OpenAsync(new(), "gone", Cancellation);
        await world.Book.FindAsync(new(), "branch-gone", Cancellation);
        world.Content.Git(repository => repository.Branches.Remove("gone"));

        var failure = await Assert.ThrowsAsync<PreviewFailure>(() => world.Book.FindAsync(new(), "branch-gone", Cancellation));
        Assert.Contains("no branch 'gone'", failure.Message, StringComparison.Ordinal);
        (world.Access.All, world.Access.Viewer) = (false, "acme");
        Assert.Null(await world.Book.FindAsync(new(), "branch-gone", Cancellation));
    }

    [Fact]
    public async Task The_comment_tells_what_changes()
    {
        await using var world = await StartAsync();
        world.Push("topic", [("templates/partials/up.sbn", "- {title: Up, id: up, type: stat, queries: [{expr: live_metric}]}"), ("tenants/acme.yaml", world.Tenant("acme").Replace("tenant: acme", "tenant: nova", StringComparison.Ordinal))]);
        var (preview, _) = await world.Book.OpenAsync(new(), "topic", Cancellation);

        var text = DifferenceMarkdown.Of((await world.Book.LoadAsync(preview!, Cancellation)).Loaded.Revisions.Difference);

        Assert.StartsWith("**2 of 4 dashboards differ: 2 changed. 2 are proven unchanged.**\n", text, StringComparison.Ordinal);
        Assert.Contains("`environment 'prod': isolation: label tenant` | `acme` | `nova`", text, StringComparison.Ordinal);
        Assert.Contains("| `templates/partials/up.sbn` | changed | 2 | 2 | 2 |", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_fetched_for_a_pull_request_is_forgotten_however_its_preview_is_closed()
    {
        await using var world = await StartAsync(isRemote: true, ("Previews:MaxOpen", "3"));
        var repository = world.Services.GetRequiredService<ContentRepository>();
        var expiry = world.Services.GetServices<IHostedService>().OfType<PreviewExpiry>().Single();
        foreach (var number in new[] { 1, 2, 3, 4 })
        {
            world.Push($"topic-{number}", [("templates/plain.yaml.sbn", $"---\ntitle: Plain\nscope: tenant\n---\ntitle: Plain {number}\n")], $"refs/pull/{number}/head");
            Assert.Null((await world.Book.PullAsync(new PullRequest(number, $"refs/pull/{number}/head"), Cancellation)).Failure);
        }
        Assert.Equal(["pull/1", "pull/2", "pull/3", "pull/4"], repository.FetchedRefs("pull").Order());

        // The first one was one too many; of the others one is closed by hand, one by its forge.
        await world.Book.CloseAsync(new(), "pull-2", Cancellation);
        await world.Book.ClosePullAsync(3, Cancellation);
        await expiry.LookAsync(Cancellation);
        Assert.Equal(4, repository.FetchedRefs("pull").Count);
        await expiry.LookAsync(Cancellation);
        Assert.Equal(["pull/4"], repository.FetchedRefs("pull"));
    }

    [Fact]
    public async Task A_pull_request_that_another_replica_has_fetched_is_shown_by_all()
    {
        await using var world = await StartAsync(isRemote: true);
        var head = world.Push("topic", [("templates/plain.yaml.sbn", "---\ntitle: Plain\nscope: tenant\n---\ntitle: Other\npanels:\n  - {title: P, type: text, content: Hello}\n")], "refs/pull/5/head");
        // As the other replica leaves it in the database.
        await world.Services.GetRequiredService<PreviewStore>().SaveAsync(new Preview("pull-5", PreviewKind.Pull) { Number = 5, Head = new RevisionId(head) }, Cancellation);
        Assert.Null(world.Services.GetRequiredService<ContentRepository>().Resolve(head));

        Assert.Equal(2, (await world.Book.FindAsync(new(), "pull-5", Cancellation))!.Difference.Count(Core.Changes.BindingStatus.Changed));
    }
}
