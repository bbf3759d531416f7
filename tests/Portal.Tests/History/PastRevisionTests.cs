using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Portal.Browsing;
using Portal.Core.Catalog;
using Portal.History;
using Portal.Tests.Previews;

namespace Portal.Tests.History;

/// <summary>A dashboard as of then: the content is the past's, all that decides who may reach what is today's.</summary>
public sealed class PastRevisionTests
{
    private const string Old = "- {title: Up, id: up, type: timeseries, queries: [{expr: old_metric}]}";
    private const string New = "- {title: Up, id: up, type: timeseries, queries: [{expr: new_metric}]}";

    [Fact]
    public async Task A_dashboard_of_then_asks_with_the_isolation_datasources_and_secrets_of_today()
    {
        await using var world = await PreviewWorld.StartAsync();
        // Then, the tenant saw more, elsewhere, with another secret.
        var wide = world.Tenant("acme").Replace("labels: {tenant: acme}", "dedicated: true", StringComparison.Ordinal).Replace("${secret:KEY}", "${secret:OTHER}", StringComparison.Ordinal)
            .Replace(world.Live.Address.ToString(), world.Evil.Address.ToString(), StringComparison.Ordinal);
        var then = await CommitAsync(world, ("tenants/acme.yaml", wide), ("templates/partials/up.sbn", Old));
        await CommitAsync(world, ("tenants/acme.yaml", world.Tenant("acme")), ("templates/partials/up.sbn", New));
        var (old, live) = (world.Evil.Requests.Count, world.Live.Requests.Count);

        foreach (var path in new[] { "panels/up/data", "variables", "panels/lines/data", "panels/lines/lines" })
        {
            var answer = await world.AskAsync(Url("acme", path, then));
            Assert.True(answer.IsSuccessStatusCode, $"{path}: {await answer.Content.ReadAsStringAsync()}");
        }

        Assert.Equal(old, world.Evil.Requests.Count);
        var asked = world.Live.Requests.Skip(live).ToList();
        Assert.Contains(asked, request => request["query"] == "old_metric{tenant=\"acme\"}");
        Assert.All(asked, request =>
        {
            Assert.Equal("live-key", request.Headers["X-Key"]);
            Assert.Contains("tenant=\"acme\"", request["query"] ?? request["match[]"], StringComparison.Ordinal);
        });
        // Nothing of it stays for those who do not ask for it.
        await world.AskAsync("/api/v1/dashboards/acme/prod/overview/panels/up/data");
        Assert.Equal("new_metric{tenant=\"acme\"}", world.Live.Requests.Last()["query"]);
        // The short SHA is the same commit.
        var rendered = await world.Client.GetAsync(Url("acme", "", then[..8]));
        Assert.Contains("old_metric", await rendered.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_gone_today_stays_away_whoever_asks()
    {
        await using var world = await PreviewWorld.StartAsync();
        var both = world.Tenant("acme").Replace("dashboards:", "  - name: dev\n    datasources: [{kind: prometheus, url: \"" + world.Live.Address + "\"}, {kind: loki, url: \"" + world.Live.Address + "\"}]\n    isolation: {labels: {tenant: acme-dev}}\n    services: [api]\ndashboards:", StringComparison.Ordinal);
        var then = await CommitAsync(world, ("tenants/acme.yaml", both));
        var template = File.ReadAllText(Path.Combine(world.Content.Folder, "templates/plain.yaml.sbn"));
        File.Delete(Path.Combine(world.Content.Folder, "tenants/nova.yaml"));
        File.Delete(Path.Combine(world.Content.Folder, "templates/plain.yaml.sbn"));
        await CommitAsync(world, ("tenants/acme.yaml", world.Tenant("acme").Replace("  - template: plain\n", "", StringComparison.Ordinal)));

        foreach (var (tenant, environment) in new[] { ("nova", "prod"), ("acme", "dev") })
        {
            Assert.Equal(HttpStatusCode.NotFound, (await world.AskAsync(Url(tenant, "panels/up/data", then, environment))).StatusCode);
            Assert.Equal(HttpStatusCode.NotFound, (await world.Client.GetAsync(Url(tenant, "", then, environment))).StatusCode);
            Assert.Equal(HttpStatusCode.NotFound, (await world.Client.GetAsync($"/d/{tenant}/{environment}/overview?rev={then}")).StatusCode);
        }
        // A dashboard that is gone can be seen again, by those who may see the place.
        Assert.Contains("Hello", template, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await world.Client.GetAsync("/api/v1/dashboards/acme/prod/plain")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await world.Client.GetAsync($"/api/v1/dashboards/acme/prod/plain?rev={then}")).StatusCode);

        (world.Access.All, world.Access.Viewer) = (false, "nova");
        foreach (var url in new[] { $"/api/v1/dashboards/acme/prod/plain?rev={then}", $"/api/v1/dashboards/acme/prod/overview?rev={then}", $"/d/acme/prod/overview?rev={then}", $"/d/acme/prod/overview?rev={new string('0', 40)}" })
        {
            Assert.Equal(HttpStatusCode.NotFound, (await world.Client.GetAsync(url)).StatusCode);
        }
        Assert.DoesNotContain("no such revision", await (await world.Client.GetAsync($"/api/v1/dashboards/acme/prod/overview?rev={new string('0', 40)}")).Content.ReadAsStringAsync(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_dashboard_that_is_not_given_today_is_there_for_editors_alone()
    {
        await using var world = await PreviewWorld.StartAsync();
        var then = world.Content.Head();
        await CommitAsync(world, ("tenants/acme.yaml", world.Tenant("acme").Replace("  - template: overview\n", "", StringComparison.Ordinal)));

        // Whoever may not know of the place makes nothing load.
        (world.Access.All, world.Access.Viewer) = (false, "nova");
        Assert.Equal(HttpStatusCode.NotFound, (await world.Client.GetAsync(Url("acme", "", then))).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await world.Client.GetAsync($"/d/acme/prod/overview?rev={then}")).StatusCode);
        Assert.Equal(0, world.Services.GetRequiredService<PastRevisions>().Loaded);

        world.Access.Viewer = "acme";
        var asked = world.Live.Requests.Count;
        foreach (var path in new[] { "panels/up/data", "panels/lines/data", "panels/lines/lines", "variables", "annotations" })
        {
            Assert.Equal(HttpStatusCode.NotFound, (await world.AskAsync(Url("acme", path, then))).StatusCode);
        }
        foreach (var url in new[] { Url("acme", "", then), Url("acme", "history", then), $"/d/acme/prod/overview?rev={then}" })
        {
            Assert.Equal(HttpStatusCode.NotFound, (await world.Client.GetAsync(url)).StatusCode);
        }
        Assert.Equal(asked, world.Live.Requests.Count);
        Assert.Equal(HttpStatusCode.OK, (await world.Client.GetAsync($"/api/v1/dashboards/acme/prod/plain?rev={then}")).StatusCode);

        world.Access.All = true;
        Assert.Equal(HttpStatusCode.OK, (await world.AskAsync(Url("acme", "panels/up/data", then))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await world.Client.GetAsync($"/d/acme/prod/overview?rev={then}")).StatusCode);
    }

    [Fact]
    public async Task Only_commits_in_the_past_of_the_branch_are_shown_and_what_else_there_is_is_not_told()
    {
        await using var world = await PreviewWorld.StartAsync();
        var fork = world.Push("fork", [("templates/partials/up.sbn", Old)], "refs/pull/7/head");
        var branch = world.Push("aside", [("templates/partials/up.sbn", Old)]);
        await world.Book.OpenAsync(new(), branch, TestContext.Current.CancellationToken);
        var before = world.Live.Requests.Count;

        var unknown = await AnswerAsync(world, new string('0', 40));
        Assert.Equal(HttpStatusCode.NotFound, unknown.Status);
        Assert.Contains("no such revision", unknown.Body, StringComparison.Ordinal);
        foreach (var sha in new[] { fork, branch, fork[..10] })
        {
            Assert.Equal(unknown, await AnswerAsync(world, sha));
            Assert.Equal(HttpStatusCode.NotFound, (await world.Client.GetAsync($"/d/acme/prod/overview?rev={sha}")).StatusCode);
        }
        foreach (var sha in new[] { "main", "HEAD", "aside", "refs/pull/7/head", "abc", "..", $"{fork}^", "" })
        {
            Assert.Equal(HttpStatusCode.BadRequest, (await AnswerAsync(world, Uri.EscapeDataString(sha))).Status);
        }
        var live = world.Content.Head();
        Assert.Equal(HttpStatusCode.OK, (await AnswerAsync(world, live)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await world.Client.GetAsync($"{Url("acme", "", live)}&rev={live}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await world.Client.GetAsync($"{Url("acme", "", live)}&preview=commit-{branch}")).StatusCode);
        Assert.Equal(before, world.Live.Requests.Count);
    }

    [Fact]
    public async Task A_revision_that_was_refused_is_refused_again_with_reasons_for_editors()
    {
        await using var world = await PreviewWorld.StartAsync();
        world.Content.Write("templates/partials/up.sbn", "{{ if }}");
        var bad = world.Content.Commit("Bad");
        world.Content.Write("templates/partials/up.sbn", New);
        await LiveAsync(world, world.Content.Commit("Good"));

        var answer = await AnswerAsync(world, bad);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.Contains("templates/partials/up.sbn", answer.Body, StringComparison.Ordinal);
        var page = await world.Client.GetAsync($"/d/acme/prod/overview?rev={bad}");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, page.StatusCode);
        Assert.Contains("This revision is not shown", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        (world.Access.All, world.Access.Viewer) = (false, "acme");
        answer = await AnswerAsync(world, bad);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.DoesNotContain("up.sbn", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_past_is_bounded_in_memory_and_loaded_again_when_it_is_looked_at()
    {
        await using var world = await PreviewWorld.StartAsync(("History:MaxLoaded", "2"));
        var shas = new List<string> { world.Content.Head() };
        for (var i = 0; i < 3; i++)
        {
            world.Content.Write("templates/partials/up.sbn", New.Replace("new", $"m{i}", StringComparison.Ordinal));
            shas.Add(world.Content.Commit($"Change {i}"));
        }
        await LiveAsync(world, shas[^1]);

        foreach (var sha in shas.Concat(shas))
        {
            Assert.Equal(HttpStatusCode.OK, (await AnswerAsync(world, sha)).Status);
        }

        Assert.Equal(2, world.Services.GetRequiredService<PastRevisions>().Loaded);
        Assert.Contains("m1_metric", (await AnswerAsync(world, shas[2])).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_person_has_two_revisions_loaded_at_once_and_others_go_on()
    {
        await using var world = await PreviewWorld.StartAsync();
        var shas = new List<string> { world.Content.Head() };
        for (var i = 0; i < 3; i++)
        {
            world.Content.Write("templates/partials/up.sbn", New.Replace("new", $"m{i}", StringComparison.Ordinal));
            shas.Add(world.Content.Commit($"Change {i}"));
        }
        await LiveAsync(world, shas[^1]);
        using var clock = new HeldTime(timers: true);
        using var past = ActivatorUtilities.CreateInstance<PastRevisions>(world.Services, clock);
        Task<(ContentView? View, RevisionRefusal? Refusal)> OpenAsync(string person, int sha) => Task.Run(() => past.OpenAsync(HistoryBookTests.Someone(person), shas[sha], TestContext.Current.CancellationToken));
        clock.Hold();

        var (one, two) = (OpenAsync("ada", 0), OpenAsync("ada", 1));
        await Patience.UntilAsync(() => Task.FromResult(clock.Held == 2));
        var three = await OpenAsync("ada", 2);
        var other = OpenAsync("eve", 2);
        await Patience.UntilAsync(() => Task.FromResult(clock.Held == 3));
        // What another one waits for is waited for.
        var shared = OpenAsync("ada", 2);

        Assert.Equal(RevisionRefusalKind.Busy, three.Refusal?.Kind);
        clock.LetGo();
        Assert.All(await Task.WhenAll(one, two, other, shared), opened => Assert.NotNull(opened.View));
        Assert.NotNull((await OpenAsync("ada", 3)).View);
    }

    [Fact]
    public async Task The_page_says_as_of_when_it_is_and_leads_back()
    {
        await using var world = await PreviewWorld.StartAsync();
        var then = world.Content.Head();
        await CommitAsync(world, ("templates/partials/up.sbn", New));

        var page = await (await world.Client.GetAsync($"/d/acme/prod/overview?from=now-2h&rev={then}")).Content.ReadAsStringAsync();

        Assert.Contains("This is a past revision", page, StringComparison.Ordinal);
        Assert.Contains(then[..8], page, StringComparison.Ordinal);
        Assert.Contains("href=\"/d/acme/prod/overview?from=now-2h\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("This is a past revision", await (await world.Client.GetAsync("/d/acme/prod/overview")).Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task That_an_earlier_revision_is_held_is_told_to_everybody_until_it_is_released()
    {
        await using var world = await PreviewWorld.StartAsync();
        var first = world.Content.Head();
        await CommitAsync(world, ("templates/partials/up.sbn", New));
        var control = world.Services.GetRequiredService<ICatalogControl>();
        Assert.Null((await control.PinAsync(new(), first, "The new panels lie", TestContext.Current.CancellationToken)).Problem);
        await LiveAsync(world, first);
        (world.Access.All, world.Access.Viewer) = (false, "acme");

        foreach (var url in new[] { "/d/acme/prod/overview", "/d/acme/prod/overview?kiosk=1", "/d/acme/prod/overview/history", $"/d/acme/prod/overview?rev={first}", "/api/v1/live" })
        {
            Assert.Contains("The new panels lie", await (await world.Client.GetAsync(url)).Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        world.Access.All = true;
        Assert.Null((await control.ReleaseAsync(new(), TestContext.Current.CancellationToken)).Problem);
        await Patience.UntilAsync(async () => !(await world.Client.GetStringAsync("/api/v1/live")).Contains("held", StringComparison.Ordinal));
        Assert.DoesNotContain("The new panels lie", await world.Client.GetStringAsync("/d/acme/prod/overview"), StringComparison.Ordinal);
    }

    internal static string Url(string tenant, string path, string sha, string environment = "prod") =>
        $"/api/v1/dashboards/{tenant}/{environment}/overview{(path.Length > 0 ? "/" : "")}{path}?rev={sha}";

    internal static async Task<string> CommitAsync(PreviewWorld world, params (string Path, string Text)[] files)
    {
        foreach (var (path, text) in files)
        {
            world.Content.Write(path, text);
        }
        var sha = world.Content.Commit("Change");
        await LiveAsync(world, sha);
        return sha;
    }

    internal static Task LiveAsync(PreviewWorld world, string sha) =>
        Patience.UntilAsync(() => world.Services.GetRequiredService<ICatalog>().Live?.Revision.Value == sha);

    private static async Task<(HttpStatusCode Status, string Body)> AnswerAsync(PreviewWorld world, string sha)
    {
        var answer = await world.Client.GetAsync(Url("acme", "", sha));
        var text = await answer.Content.ReadAsStringAsync();
        return (answer.StatusCode, answer.IsSuccessStatusCode ? text : System.Text.RegularExpressions.Regex.Replace(text, "\"traceId\":\"[^\"]*\"", ""));
    }
}
