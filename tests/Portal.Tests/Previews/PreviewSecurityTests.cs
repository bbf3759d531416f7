using System.Net;
using System.Net.Http.Json;
using Portal.Previews;
using static Portal.Tests.Previews.PreviewWorld;

namespace Portal.Tests.Previews;

/// <summary>Whatever a branch says: isolation, datasources, secrets and rights are those of what is live.</summary>
public sealed class PreviewSecurityTests
{
    private const string NewQuery = "- {title: Up, id: up, type: timeseries, queries: [{expr: proposed_metric}]}";

    [Fact]
    public async Task A_branch_that_reaches_for_more_changes_nothing_of_what_is_sent()
    {
        await using var world = await StartAsync();
        (string What, string With)[] reaches =
        [
            ("labels: {tenant: acme}", "labels: {tenant: nova}"),
            ("labels: {tenant: acme}", "labels: {team: all}"),
            ("isolation: {labels: {tenant: acme}}", "isolation: {dedicated: true}"),
            ("isolation: {labels: {tenant: acme}}", "isolation: {headers: {X-Scope-OrgID: nova}}"),
            ("${secret:KEY}", "${secret:OTHER}"),
            (world.Live.Address.ToString(), world.Evil.Address.ToString()),
            ("dashboards:", "access: [{role: editor, users: [everyone]}]\ndashboards:"),
        ];
        for (var i = 0; i < reaches.Length; i++)
        {
            var tenant = world.Tenant("acme").Replace(reaches[i].What, reaches[i].With, StringComparison.Ordinal);
            Assert.NotEqual(world.Tenant("acme"), tenant);
            // Queries of their own, so that no answer is remembered.
            world.Push($"reach-{i}", [("tenants/acme.yaml", tenant), ("templates/partials/up.sbn", NewQuery.Replace("proposed", $"proposed_{i}", StringComparison.Ordinal))]);
            Assert.Null((await world.Book.OpenAsync(new(), $"reach-{i}", TestContext.Current.CancellationToken)).Problem);

            foreach (var path in new[] { "panels/up/data", "variables", "panels/lines/data", "panels/lines/lines" })
            {
                var answer = await world.AskAsync(DataUrl("acme", "prod", $"branch-reach-{i}", path));
                Assert.True(answer.IsSuccessStatusCode, $"{path}: {await answer.Content.ReadAsStringAsync()}");
            }

            Assert.Contains(world.Live.Requests, asked => asked["query"] == $"proposed_{i}_metric{{tenant=\"acme\"}}");
            // The change itself is told, as what it is.
            using var overview = await JsonAnswer.ReadAsync(await world.Client.GetAsync($"/api/v1/previews/branch-reach-{i}"));
            Assert.Contains(overview.RootElement.GetProperty("tenants")[0].GetProperty("changes").EnumerateArray(), change => change.GetProperty("security").GetBoolean());
        }
        // Nothing of it reaches what is asked without a preview.
        Assert.Equal(HttpStatusCode.OK, (await world.AskAsync(DataUrl("acme", "prod", "").Replace("?preview=", "", StringComparison.Ordinal))).StatusCode);
        Assert.Equal("live_metric{tenant=\"acme\"}", world.Live.Requests.Last()["query"]);
        Assert.Empty(world.Evil.Requests);
        Assert.All(world.Live.Requests, asked =>
        {
            Assert.Equal("live-key", asked.Headers["X-Key"]);
            Assert.DoesNotContain("X-Scope-OrgID", asked.Headers.Keys);
            Assert.Contains("tenant=\"acme\"", asked["query"] ?? asked["match[]"], StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task What_is_not_live_is_rendered_and_asks_nothing()
    {
        await using var world = await StartAsync();
        world.Push("more", [
            ("tenants/acme.yaml", world.Tenant("acme").Replace("dashboards:", $"  - name: dev\n    datasources: [{{kind: prometheus, url: \"{world.Evil.Address}\"}}, {{kind: loki, url: \"{world.Evil.Address}\"}}]\n    isolation: {{labels: {{tenant: acme-dev}}}}\n    services: [api]\ndashboards:", StringComparison.Ordinal)),
            ("tenants/zeta.yaml", world.Tenant("zeta").Replace(world.Live.Address.ToString(), world.Evil.Address.ToString(), StringComparison.Ordinal)),
        ]);
        await world.Book.OpenAsync(new(), "more", TestContext.Current.CancellationToken);

        foreach (var (tenant, environment) in new[] { ("acme", "dev"), ("zeta", "prod") })
        {
            var rendered = await world.Client.GetAsync(DataUrl(tenant, environment, "branch-more", "").Replace("/?", "?", StringComparison.Ordinal));
            Assert.Contains($"{tenant} {environment}", await rendered.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            var answer = await world.AskAsync(DataUrl(tenant, environment, "branch-more"));
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
            Assert.Contains("is not live yet", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        Assert.Empty(world.Evil.Requests);
        Assert.Empty(world.Live.Requests);
    }

    [Fact]
    public async Task A_fork_is_rendered_and_asks_nothing_until_this_very_commit_is_approved()
    {
        await using var world = await StartAsync();
        var cancellation = TestContext.Current.CancellationToken;
        var first = world.Push("fork", [("templates/partials/up.sbn", NewQuery)], "refs/pull/7/head");
        // That it is a fork is found in the repository, whatever is said of it.
        var preview = await world.Book.PullAsync(new PullRequest(7, "refs/pull/7/head") { Title = "Mine", IsFork = false }, cancellation);
        Assert.Equal((first, null), (preview.Head?.Value, preview.Failure));
        var (commit, _) = await world.Book.OpenAsync(new(), first, cancellation);
        Assert.True(world.Book.NeedsApproval(preview));
        Assert.Contains("from outside: not approved", await world.Client.GetStringAsync("/previews", cancellation), StringComparison.Ordinal);

        using (var overview = await JsonAnswer.ReadAsync(await world.Client.GetAsync("/api/v1/previews/pull-7")))
        {
            Assert.Equal(2, overview.RootElement.GetProperty("counts").GetProperty("changed").GetInt32());
        }
        foreach (var id in new[] { "pull-7", commit!.Id })
        {
            foreach (var path in new[] { "panels/up/data", "variables", "panels/lines/data", "panels/lines/lines" })
            {
                Assert.Equal(HttpStatusCode.Forbidden, (await world.AskAsync(DataUrl("acme", "prod", id, path))).StatusCode);
            }
            Assert.Equal(HttpStatusCode.Forbidden, (await world.Client.GetAsync(DataUrl("acme", "prod", id, "panels/lines/tail"))).StatusCode);
        }
        Assert.Empty(world.Live.Requests);

        Assert.Equal(HttpStatusCode.BadRequest, (await world.Client.PostAsJsonAsync("/api/v1/previews/pull-7/approve", new { head = new string('0', 40) })).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await world.Client.PostAsJsonAsync("/api/v1/previews/pull-7/approve", new { head = first })).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await world.AskAsync(DataUrl("acme", "prod", "pull-7"))).StatusCode);
        Assert.Contains(world.Live.Requests, asked => asked["query"] == "proposed_metric{tenant=\"acme\"}");
        var approved = (await world.Book.ListAsync(new(), cancellation)).Single(p => p.Id == "pull-7");
        Assert.Equal(("local", false), (approved.Approval!.Person, world.Book.NeedsApproval(approved)));

        var asked = world.Live.Requests.Count;
        world.Push("fork", [("templates/partials/up.sbn", NewQuery.Replace("proposed", "second", StringComparison.Ordinal))], "refs/pull/7/head");
        await world.Book.PullAsync(new PullRequest(7, "refs/pull/7/head"), cancellation);
        Assert.Equal(HttpStatusCode.Forbidden, (await world.AskAsync(DataUrl("acme", "prod", "pull-7"))).StatusCode);
        Assert.Equal(asked, world.Live.Requests.Count);

        // One that is said to be a fork is one, although its commit is on a branch.
        world.Push("shared", [("templates/partials/up.sbn", NewQuery)]);
        world.Content.Git(repository => repository.Refs.Add("refs/pull/8/head", repository.Branches["shared"].Tip.Id));
        Assert.NotNull((await world.Book.PullAsync(new PullRequest(8, "refs/pull/8/head") { IsFork = true }, cancellation)).Head);
        Assert.Equal(HttpStatusCode.Forbidden, (await world.AskAsync(DataUrl("acme", "prod", "pull-8"))).StatusCode);
        Assert.Equal(asked, world.Live.Requests.Count);
    }

    [Fact]
    public async Task A_viewer_sees_their_own_rows_and_other_tenants_previews_do_not_exist()
    {
        await using var world = await StartAsync();
        var cancellation = TestContext.Current.CancellationToken;
        world.Push("both", [("templates/partials/up.sbn", NewQuery)]);
        world.Push("nova-only", [("tenants/nova.yaml", world.Tenant("nova").Replace("name: nova", "name: Nova", StringComparison.Ordinal))]);
        await world.Book.OpenAsync(new(), "both", cancellation);
        await world.Book.OpenAsync(new(), "nova-only", cancellation);
        foreach (var id in new[] { "branch-both", "branch-nova-only" })
        {
            Assert.Equal(HttpStatusCode.OK, (await world.Client.GetAsync($"/api/v1/previews/{id}")).StatusCode);
        }

        (world.Access.All, world.Access.Viewer) = (false, "acme");

        using var list = await JsonAnswer.ReadAsync(await world.Client.GetAsync("/api/v1/previews"));
        Assert.Equal("branch-both", Assert.Single(list.RootElement.EnumerateArray()).GetProperty("id").GetString());
        using var overview = await JsonAnswer.ReadAsync(await world.Client.GetAsync("/api/v1/previews/branch-both"));
        Assert.Equal("acme", Assert.Single(overview.RootElement.GetProperty("dashboards").EnumerateArray()).GetProperty("tenant").GetString());
        Assert.Equal(2, overview.RootElement.GetProperty("counts").EnumerateObject().Sum(count => count.Value.GetInt32()));
        Assert.Empty(overview.RootElement.GetProperty("files").EnumerateArray());
        Assert.DoesNotContain("proposed_metric", overview.RootElement.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain("nova", overview.RootElement.GetRawText(), StringComparison.Ordinal);
        var unknown = await (await world.Client.GetAsync("/api/v1/previews/branch-unknown")).Content.ReadAsStringAsync();
        var foreign = await world.Client.GetAsync("/api/v1/previews/branch-nova-only");
        Assert.Equal((HttpStatusCode.NotFound, Untraced(unknown)), (foreign.StatusCode, Untraced(await foreign.Content.ReadAsStringAsync())));
        Assert.Equal(HttpStatusCode.OK, (await world.AskAsync(DataUrl("acme", "prod", "branch-both"))).StatusCode);
        foreach (var url in new[] { DataUrl("nova", "prod", "branch-both"), DataUrl("nova", "prod", "branch-nova-only"), DataUrl("acme", "prod", "branch-nova-only"), DataUrl("acme", "prod", "branch-unknown"), DataUrl("acme", "prod", "branch-both") + "&preview=branch-both" })
        {
            Assert.Equal(HttpStatusCode.NotFound, (await world.AskAsync(url)).StatusCode);
        }
        Assert.Equal(HttpStatusCode.NotFound, (await world.Client.PostAsJsonAsync("/api/v1/previews", new { revision = "both" })).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await world.Client.PostAsJsonAsync("/api/v1/previews/branch-both/approve", new { head = new string('0', 40) })).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await world.Client.DeleteAsync("/api/v1/previews/branch-both")).StatusCode);
    }

    private static string Untraced(string problem) => System.Text.RegularExpressions.Regex.Replace(problem, "\"traceId\":\"[^\"]*\"", "");
}
