using System.Net;
using System.Security.Claims;
using System.Text.Json;
using LibGit2Sharp;
using Microsoft.Extensions.DependencyInjection;
using Portal.Browsing;
using Portal.Core.Catalog;
using Portal.Core.Queries;
using Portal.Core.Tenancy;
using Portal.History;
using Portal.Tests.Previews;
using static Portal.Tests.History.PastRevisionTests;

namespace Portal.Tests.History;

/// <summary>Who changed a dashboard when, and how.</summary>
public sealed class HistoryBookTests
{
    private const string Address = "/api/v1/dashboards/acme/prod/overview/history";

    [Fact]
    public async Task The_commits_that_changed_a_dashboard_are_told_with_what_they_changed_and_when_they_went_live()
    {
        await using var world = await PreviewWorld.StartAsync();
        var first = world.Content.Head();
        world.Content.Write("templates/partials/up.sbn", "- {title: Up, id: up, type: timeseries, unit: s, queries: [{expr: live_metric}]}");
        var unit = world.Content.Commit("Give a unit");
        world.Content.Write("README.md", "Nothing");
        world.Content.Commit("Not content");
        world.Content.Write("templates/plain.yaml.sbn", "---\ntitle: Plain\nscope: tenant\n---\ntitle: Plain\npanels:\n  - {title: P, type: text, content: Bye}\n");
        world.Content.Commit("Another dashboard");
        world.Content.Write("tenants/nova.yaml", world.Tenant("nova").Replace("name: nova", "name: Nova", StringComparison.Ordinal));
        world.Content.Commit("Another tenant");
        var isolation = await CommitAsync(world, ("tenants/acme.yaml", world.Tenant("acme").Replace("labels: {tenant: acme}", "labels: {tenant: acme, team: a}", StringComparison.Ordinal)));

        using var whole = await JsonAsync(world, Address);
        var entries = whole.RootElement.GetProperty("entries").EnumerateArray().ToList();
        Assert.Equal([isolation, unit, first], entries.Select(e => e.GetProperty("revision").GetString()));
        Assert.Equal(["unchanged", "changed", "added"], entries.Select(e => e.GetProperty("status").GetString()));
        Assert.Contains(entries[0].GetProperty("tenant").EnumerateArray(), change => change.GetProperty("security").GetBoolean());
        Assert.Equal("unit", Assert.Single(entries[1].GetProperty("changes").EnumerateArray()).GetProperty("property").GetString());
        Assert.Equal("templates/partials/up.sbn", Assert.Single(entries[1].GetProperty("files").EnumerateArray()).GetString());
        Assert.All(entries, entry => Assert.Equal("Ada", entry.GetProperty("author").GetString()));
        Assert.DoesNotContain("ada@example.org", whole.RootElement.GetRawText(), StringComparison.Ordinal);
        // The second went live together with the last one, or on its way there.
        Assert.True(entries[1].GetProperty("liveAt").GetDateTimeOffset() <= entries[0].GetProperty("liveAt").GetDateTimeOffset());
        Assert.True(entries[2].GetProperty("liveAt").GetDateTimeOffset() < entries[1].GetProperty("liveAt").GetDateTimeOffset());

        // By pages it is the same.
        var paged = new List<string?>();
        for (string? next = ""; next is not null;)
        {
            using var part = await JsonAsync(world, $"{Address}?limit=1{(next.Length > 0 ? $"&before={next}" : "")}");
            paged.AddRange(part.RootElement.GetProperty("entries").EnumerateArray().Select(e => e.GetProperty("revision").GetString()));
            next = part.RootElement.TryGetProperty("next", out var older) ? older.GetString() : null;
        }
        Assert.Equal([isolation, unit, first], paged);

        var unknown = await world.Client.GetAsync($"{Address}?before={new string('0', 40)}");
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        Assert.Contains("no such revision", await unknown.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        // As of then it ends then.
        using var then = await JsonAsync(world, $"{Address}?rev={unit}");
        Assert.Equal([unit, first], then.RootElement.GetProperty("entries").EnumerateArray().Select(e => e.GetProperty("revision").GetString()));
    }

    [Fact]
    public async Task A_viewer_is_told_neither_queries_nor_files_nor_the_tenant_s_file_and_another_s_history_is_not_there()
    {
        await using var world = await PreviewWorld.StartAsync();
        await CommitAsync(world, ("templates/partials/up.sbn", "- {title: Up, id: up, type: timeseries, queries: [{expr: secret_metric}]}"));
        await CommitAsync(world, ("tenants/acme.yaml", world.Tenant("acme").Replace("labels: {tenant: acme}", "labels: {tenant: acme, team: a}", StringComparison.Ordinal)));
        using var editor = await JsonAsync(world, Address);
        Assert.Contains("secret_metric", editor.RootElement.GetRawText(), StringComparison.Ordinal);

        (world.Access.All, world.Access.Viewer) = (false, "acme");

        using var answer = await JsonAsync(world, Address);
        var entries = answer.RootElement.GetProperty("entries").EnumerateArray().ToList();
        Assert.Equal(["changed", "added"], entries.Select(e => e.GetProperty("status").GetString()));
        Assert.NotEmpty(entries[0].GetProperty("changes").EnumerateArray());
        foreach (var told in new[] { "live_metric", "secret_metric", "templates/", "tenants/", "team" })
        {
            Assert.DoesNotContain(told, answer.RootElement.GetRawText(), StringComparison.Ordinal);
        }
        foreach (var url in new[] { Address.Replace("acme", "nova", StringComparison.Ordinal), Address.Replace("acme", "none", StringComparison.Ordinal), "/d/nova/prod/overview/history", Address.Replace("overview", "none", StringComparison.Ordinal) })
        {
            Assert.Equal(HttpStatusCode.NotFound, (await world.Client.GetAsync(url)).StatusCode);
        }
        foreach (var wrong in new[] { "?limit=0", "?limit=101", $"?before={new string('a', 41)}", "?preview=x" })
        {
            Assert.NotEqual(HttpStatusCode.OK, (await world.Client.GetAsync(Address + wrong)).StatusCode);
        }
    }

    [Fact]
    public async Task A_merge_is_followed_along_the_side_that_made_the_difference()
    {
        await using var world = await PreviewWorld.StartAsync();
        var side = world.Push("side", [("templates/partials/up.sbn", "- {title: Up, id: up, type: timeseries, unit: s, queries: [{expr: live_metric}]}")]);
        world.Content.Write("tenants/nova.yaml", world.Tenant("nova").Replace("name: nova", "name: Nova", StringComparison.Ordinal));
        world.Content.Commit("Meanwhile");
        world.Content.Git(repository => repository.Merge(repository.Branches["side"], new Signature("bob@example.org", "bob@example.org", DateTimeOffset.UnixEpoch.AddYears(56)), new MergeOptions { FastForwardStrategy = FastForwardStrategy.NoFastForward }));
        await LiveAsync(world, world.Content.Head());

        using var answer = await JsonAsync(world, Address);

        var entries = answer.RootElement.GetProperty("entries").EnumerateArray().ToList();
        Assert.DoesNotContain("bob@", answer.RootElement.GetRawText(), StringComparison.Ordinal);
        Assert.Contains(side, entries.Select(e => e.GetProperty("revision").GetString()));
        Assert.Equal("unit", entries.Single(e => e.GetProperty("revision").GetString() == side).GetProperty("changes")[0].GetProperty("property").GetString());
    }

    [Fact]
    public async Task One_person_s_questions_wait_for_each_other_and_nobody_waits_longer_than_a_search()
    {
        await using var world = await PreviewWorld.StartAsync(("History:LongestSearch", "00:00:01"));
        using var clock = new HeldTime(timers: false);
        using var book = ActivatorUtilities.CreateInstance<HistoryBook>(world.Services, clock);
        var cancellation = TestContext.Current.CancellationToken;
        Task<HistoryPage> AskAsync(string person) => book.PageAsync(
            ContentView.Live(new CatalogView(world.Services.GetRequiredService<ICatalog>(), world.Access, Someone(person))), new BindingKey(new Scope(new TenantId("acme"), "prod"), null, "overview"), null, 5, cancellation);
        clock.Hold();

        var first = AskAsync("ada");
        await Patience.UntilAsync(() => Task.FromResult(clock.Held == 1));
        var more = Enumerable.Range(0, 300).Select(_ => AskAsync("ada")).ToList();
        // The other place is free for others, and there is no third.
        var other = AskAsync("eve");
        await Patience.UntilAsync(() => Task.FromResult(clock.Held == 2));
        var third = await AskAsync("bob");
        var refused = await Task.WhenAll(more);

        Assert.All([third, .. refused], page => Assert.Equal(RevisionRefusalKind.Busy, page.Refusal?.Kind));
        Assert.Contains("try again", third.Problem, StringComparison.Ordinal);
        Assert.False(first.IsCompleted || other.IsCompleted);
        clock.LetGo();
        Assert.All(await Task.WhenAll(first, other), page => Assert.NotEmpty(page.Entries));
        Assert.NotEmpty((await AskAsync("ada")).Entries);
        Assert.NotEmpty((await AskAsync("bob")).Entries);
    }

    internal static ClaimsPrincipal Someone(string name) => new(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, name)], "test"));

    internal static async Task<JsonDocument> JsonAsync(PreviewWorld world, string url) => await JsonAnswer.ReadAsync(await world.Client.GetAsync(url));
}
