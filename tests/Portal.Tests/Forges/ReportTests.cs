using Portal.Core.Catalog;
using Portal.Core.Diagnostics;
using Portal.Forges;

namespace Portal.Tests.Forges;

/// <summary>What is told to forges: what they keep of it in the end, whatever happens on the way.</summary>
public sealed class ReportTests
{
    private const string Sha = "4b5c0123456789abcdef0123456789abcdef0123";

    private static readonly Diagnostic Mistake = new("PT303", Severity.Error, "There is no 'service_nmae'.", new SourceLocation("templates/a.yaml.sbn", 4, 11)) { Binding = "acme/prod a", Occurrences = 3, Remedy = "Did you mean 'service_name'?" };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(ForgeKind.GitHub, "failure", "success")]
    [InlineData(ForgeKind.GitLab, "failed", "success")]
    [InlineData(ForgeKind.Gitea, "failure", "success")]
    [InlineData(ForgeKind.BitbucketCloud, "FAILED", "SUCCESSFUL")]
    [InlineData(ForgeKind.BitbucketDataCenter, "FAILED", "SUCCESSFUL")]
    internal async Task Every_forge_is_told_the_status_and_the_comment_in_its_own_words_and_no_state_twice(ForgeKind kind, string failure, string success)
    {
        await using var world = await ForgeWorld.StartAsync(kind);
        world.Forge.AddComment(12, "Looks good to me.");
        world.Work();

        await TellAsync(world, CommitVerdict.Failure, "Refused: 1 error in 1 file.", Mistake);
        await world.ToldAsync();
        await TellAsync(world, CommitVerdict.Failure, "Refused: 1 error in 1 file, in other words.", Mistake);
        await TellAsync(world, CommitVerdict.Success, "Live: 2 dashboards of 9 changed.");
        await world.ToldAsync();

        Assert.Equal([failure, success], world.Forge.Statuses.Select(s => s.State));
        Assert.Equal(new KeptStatus(Sha, "portal", failure, "Refused: 1 error in 1 file.", "https://portal.example.com/catalog"), world.Forge.Statuses.First());
        var comment = Assert.Single(world.Forge.Comments.Values, c => c.Text.StartsWith("[//]: # (portal:portal)\n\n", StringComparison.Ordinal));
        Assert.Equal((12, 2), (comment.Number, comment.Edits));
        Assert.EndsWith("Live: 2 dashboards of 9 changed.", comment.Text, StringComparison.Ordinal);
        Assert.Equal(2, world.Forge.Comments.Count);
        Assert.All(world.Forge.Authorizations, sent => Assert.Equal(kind switch { ForgeKind.GitLab => TestForge.Token, ForgeKind.Gitea => $"token {TestForge.Token}", ForgeKind.GitHub => $"Token {TestForge.Token}", _ => $"Bearer {TestForge.Token}" }, sent));
    }

    [Fact]
    public async Task A_GitHub_App_signs_in_as_itself_and_marks_the_lines()
    {
        await using var world = await ForgeWorld.StartAsync(ForgeKind.GitHub, app: true);
        world.Work();

        await TellAsync(world, CommitVerdict.Failure, "Refused: 1 error in 1 file.", Mistake);
        await world.ToldAsync();

        var run = Assert.Single(world.Forge.CheckRuns).Value;
        Assert.Equal(("portal", Sha, "completed", "failure"), (run["name"]!.GetValue<string>(), run["head_sha"]!.GetValue<string>(), run["status"]!.GetValue<string>(), run["conclusion"]!.GetValue<string>()));
        var mark = Assert.Single(run["output"]!["annotations"]!.AsArray())!;
        Assert.Equal(("templates/a.yaml.sbn", 4, "failure", "PT303"), (mark["path"]!.GetValue<string>(), mark["start_line"]!.GetValue<int>(), mark["annotation_level"]!.GetValue<string>(), mark["title"]!.GetValue<string>()));
        Assert.Contains("`templates/a.yaml.sbn`", run["output"]!["summary"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Contains("Token token-of-the-installation", world.Forge.Authorizations, StringComparer.OrdinalIgnoreCase);
        Assert.Contains(world.Forge.Authorizations, sent => sent.StartsWith("Bearer ey", StringComparison.Ordinal) && sent.Count(c => c == '.') == 2);

        await TellAsync(world, CommitVerdict.Success, "Live.");
        await world.ToldAsync();
        // The marks of a run stay for good, so what is good now has a run without any.
        var latest = world.Forge.CheckRuns.MaxBy(one => one.Key).Value;
        Assert.Equal(("success", Sha, 0), (latest["conclusion"]!.GetValue<string>(), latest["head_sha"]!.GetValue<string>(), latest["output"]!["annotations"]!.AsArray().Count));
        Assert.Empty(world.Forge.Statuses);
        // One token serves for all of them.
        Assert.Single(world.Forge.Requests, asked => asked.EndsWith("/access_tokens", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(ForgeKind.GitHub)]
    [InlineData(ForgeKind.GitLab)]
    [InlineData(ForgeKind.BitbucketDataCenter)]
    internal async Task A_forge_that_fails_or_hangs_is_told_again(ForgeKind kind)
    {
        await using var world = await ForgeWorld.StartAsync(kind, timeout: "00:00:30");
        world.Forge.Mishaps.Enqueue(TestForge.Fails(500));
        world.Forge.Mishaps.Enqueue(TestForge.Hangs);
        world.Work();

        await world.Reports.StatusAsync(Status(CommitVerdict.Failure, "Refused.", Mistake), Cancellation);
        await world.ToldAsync();

        Assert.Single(world.Forge.Statuses);
        Assert.InRange(Assert.Single(await world.Reports.RecentAsync(10, Cancellation)).Attempts, 3, 9);
    }

    [Theory]
    [InlineData(ForgeKind.GitHub, 403)]
    [InlineData(ForgeKind.GitHub, 429)]
    [InlineData(ForgeKind.Gitea, 429)]
    internal async Task A_forge_that_asks_for_it_is_left_alone_for_so_long_and_others_are_not_held_up(ForgeKind kind, int status)
    {
        await using var world = await ForgeWorld.StartAsync(kind);
        world.Forge.Mishaps.Enqueue(TestForge.Fails(status, ("Retry-After", "3600"), ("X-RateLimit-Remaining", "0"), ("X-RateLimit-Reset", world.Time.GetUtcNow().AddHours(1).ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture))));
        world.Work();

        await world.Reports.StatusAsync(Status(CommitVerdict.Failure, "Refused.", Mistake), Cancellation);
        await Patience.UntilAsync(() => !world.Forge.Requests.IsEmpty);
        await world.Reports.CommentAsync(new CommentReport(12, "A"), Cancellation);
        await world.Reports.RefusedAsync(Sha, "Refused.", "", Cancellation);
        await Patience.UntilAsync(() => !world.Forge.Notifications.IsEmpty);

        Assert.Single(world.Forge.Requests, asked => !asked.EndsWith("/alerts", StringComparison.Ordinal));
        var row = await world.Store.FindAsync($"status:{Sha}", Cancellation);
        Assert.InRange(row!.DueAt - row.ChangedAt, TimeSpan.FromMinutes(20), TimeSpan.FromHours(2));
    }

    [Theory]
    [InlineData(ForgeKind.GitHub, false)]
    [InlineData(ForgeKind.GitHub, true)]
    [InlineData(ForgeKind.Gitea, false)]
    internal async Task What_reached_the_forge_although_it_answered_with_a_failure_is_not_told_twice(ForgeKind kind, bool app)
    {
        await using var world = await ForgeWorld.StartAsync(kind, app);
        world.Forge.FailsAfterTaking = true;
        world.Work();

        await world.Reports.StatusAsync(Status(CommitVerdict.Failure, "Refused.", Mistake), Cancellation);
        await world.ToldAsync();

        Assert.Equal(1, world.Forge.Statuses.Count + world.Forge.CheckRuns.Count);
    }

    [Fact]
    public async Task What_was_not_told_before_a_restart_is_told_after_it_and_what_was_is_not()
    {
        await using var world = await ForgeWorld.StartAsync(ForgeKind.Gitea);
        world.Work();
        await world.Reports.StatusAsync(Status(CommitVerdict.Success, "Live."), Cancellation);
        await world.ToldAsync();
        world.Forge.Mishaps.Enqueue(TestForge.Hangs);
        await world.Reports.StatusAsync(Status(CommitVerdict.Failure, "Refused.", Mistake), Cancellation);
        await Patience.UntilAsync(() => world.Forge.Requests.Count >= 2);

        await world.RestartAsync();
        world.Work();
        await world.ToldAsync();
        await world.Reports.StatusAsync(Status(CommitVerdict.Failure, "Refused.", Mistake), Cancellation);
        await world.ToldAsync();

        Assert.Equal(["success", "failure"], world.Forge.Statuses.Select(s => s.State));
    }

    [Theory]
    [InlineData(ForgeKind.GitHub)]
    [InlineData(ForgeKind.GitLab)]
    [InlineData(ForgeKind.Gitea)]
    [InlineData(ForgeKind.BitbucketCloud)]
    [InlineData(ForgeKind.BitbucketDataCenter)]
    internal async Task A_comment_whose_id_was_lost_is_found_among_many(ForgeKind kind)
    {
        await using var world = await ForgeWorld.StartAsync(kind);
        for (var i = 0; i < 350; i++)
        {
            world.Forge.AddComment(12, i == 230 ? "[//]: # (portal:portal)\n\nOld." : "Looks good to me.");
        }
        world.Work();

        await world.Reports.CommentAsync(new CommentReport(12, "New."), Cancellation);
        await world.ToldAsync();

        Assert.EndsWith("New.", Assert.Single(world.Forge.Comments.Values, comment => comment.Text.StartsWith("[//]", StringComparison.Ordinal)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_forge_that_has_had_too_much_and_does_not_say_how_long_it_wants_to_rest_is_left_alone_for_a_minute_and_gets_no_second_comment()
    {
        await using var world = await ForgeWorld.StartAsync(ForgeKind.GitHub);
        world.Work();
        await world.Reports.CommentAsync(new CommentReport(12, "One."), Cancellation);
        await world.ToldAsync();
        world.Forge.Mishaps.Enqueue(TestForge.Says(403, "You have exceeded a secondary rate limit. Please wait a few minutes before you try again."));

        await world.Reports.CommentAsync(new CommentReport(12, "Two."), Cancellation);
        await Patience.UntilAsync(async () => (await world.Store.FindAsync("comment:12", Cancellation))!.Error.Length > 0);
        var row = (await world.Store.FindAsync("comment:12", Cancellation))!;
        await world.ToldAsync();

        Assert.True(row.DueAt - row.ChangedAt >= TimeSpan.FromMinutes(1));
        Assert.EndsWith("Two.", Assert.Single(world.Forge.Comments).Value.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_comment_that_somebody_deleted_is_written_anew_and_one_whose_id_was_lost_is_found()
    {
        await using var world = await ForgeWorld.StartAsync(ForgeKind.GitLab);
        world.Forge.AddComment(12, "[//]: # (portal:portal)\n\nOld.");
        world.Work();

        await world.Reports.CommentAsync(new CommentReport(12, "One."), Cancellation);
        await world.ToldAsync();
        Assert.EndsWith("One.", Assert.Single(world.Forge.Comments).Value.Text, StringComparison.Ordinal);
        world.Forge.Comments.Clear();
        await world.Reports.CommentAsync(new CommentReport(12, "Two."), Cancellation);
        await world.ToldAsync();

        Assert.EndsWith("Two.", Assert.Single(world.Forge.Comments).Value.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_leads_the_portal_and_its_token_to_another_address()
    {
        await using var world = await ForgeWorld.StartAsync(ForgeKind.GitHub);
        await using var elsewhere = await TestForge.StartAsync(ForgeKind.GitHub);
        world.Forge.Mishaps.Enqueue(TestForge.Fails(302, ("Location", elsewhere.Api + "/repos/acme/dashboards/statuses/" + Sha)));
        world.Forge.Mishaps.Enqueue(TestForge.Fails(307, ("Location", elsewhere.Api + "/repos/acme/dashboards/statuses/" + Sha)));
        world.Work();

        await world.Reports.StatusAsync(Status(CommitVerdict.Failure, "Refused.", Mistake), Cancellation);
        await world.ToldAsync();

        Assert.Empty(elsewhere.Requests);
        Assert.Single(world.Forge.Statuses);
    }

    private static async Task TellAsync(ForgeWorld world, CommitVerdict verdict, string summary, params Diagnostic[] diagnostics)
    {
        await world.Reports.StatusAsync(Status(verdict, summary, diagnostics), Cancellation);
        await world.Reports.CommentAsync(new CommentReport(12, summary), Cancellation);
        await world.ToldAsync();
    }

    private static StatusReport Status(CommitVerdict verdict, string summary, params Diagnostic[] diagnostics) =>
        StatusOf.Commit(new RevisionId(Sha), verdict, summary, diagnostics, "https://portal.example.com/catalog");
}
