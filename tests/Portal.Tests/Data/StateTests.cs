using System.IO.Compression;
using System.Security.Claims;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;
using Portal.Core.Catalog;
using Portal.Core.Diagnostics;
using Portal.Core.Queries;
using Portal.Core.Tenancy;
using Portal.Data;
using Portal.Identity;

namespace Portal.Tests.Data;

public sealed class SqliteStateTests : StateTests
{
    private protected override Task<TestDatabase> OpenAsync(string? migration) => TestDatabase.SqliteAsync(migration);
}

public sealed class PostgreSqlStateTests : StateTests
{
    private protected override Task<TestDatabase> OpenAsync(string? migration) => TestDatabase.PostgreSqlAsync(migration);
}

/// <summary>The promises of the portal's state, held to by every kind of database.</summary>
public abstract class StateTests
{
    private static readonly ClaimsPrincipal Local = new();
    private static readonly ClaimsPrincipal Ada = new(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, "ada")]));
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero));

    private protected abstract Task<TestDatabase> OpenAsync(string? migration = null);

    [Fact]
    public async Task The_migrations_are_all_that_the_model_needs()
    {
        await using var test = await OpenAsync();
        await using var context = test.Reopen().Open();

        Assert.False(context.Database.HasPendingModelChanges());
        Assert.Empty(await context.Database.GetPendingMigrationsAsync());
        await test.Reopen().MigrateAsync(CancellationToken.None);
    }

    [Fact]
    public async Task What_the_first_release_stored_is_found_after_an_upgrade()
    {
        await using var test = await OpenAsync("Initial");
        await using (var context = test.Reopen().Open())
        {
            var (files, ada) = (Brotli("""{"templates/a.yaml.sbn": "title: A"}"""), PersonId.Of(Ada));
            object now = context.Database.IsSqlite() ? _time.GetUtcNow().ToUnixTimeMilliseconds() : _time.GetUtcNow();
            await context.Database.ExecuteSqlAsync($"""
                INSERT INTO revisions ("Id", "Accepted", "LoadedAt", "Time", "Message", "Diagnostics", "Content") VALUES ('one', TRUE, {now}, {now}, 'Why', '[]', {files});
                INSERT INTO service_lists ("Tenant", "Environment", "Names", "DiscoveredAt") VALUES ('acme', 'prod', '["checkout"]', {now});
                INSERT INTO personal_dashboards ("Person", "Tenant", "Environment", "Service", "Template", "FavouriteSince") VALUES ({ada}, 'acme', 'prod', 'checkout', 'a', {now});
                """);
        }

        await test.Reopen().MigrateAsync(CancellationToken.None);

        var revisions = new RevisionStore(test.Reopen(), _time);
        var kept = await revisions.FilesAsync(new RevisionId("one"), CancellationToken.None);
        Assert.Equal(("Why", _time.GetUtcNow()), (kept!.Message, kept.Time));
        Assert.Equal("title: A", kept.Files["templates/a.yaml.sbn"]);
        // No judge of today has judged it.
        Assert.Null(await revisions.FindAsync(new RevisionId("one"), "judge", CancellationToken.None));
        var services = new ServiceLists(test.Reopen(), _time);
        await services.LoadAsync(CancellationToken.None);
        Assert.Equal(["checkout"], services.Get(new Scope(new TenantId("acme"), "prod")));
        Assert.Equal([Dashboard("a", service: "checkout")], await new PersonalState(test.Reopen(), _time).FavouritesAsync(Ada, CancellationToken.None));
    }

    [Fact]
    public async Task The_files_of_a_revision_that_went_live_are_found_again()
    {
        await using var test = await OpenAsync();
        var store = new RevisionStore(test.Reopen(), _time);
        Assert.Null(await store.FilesAsync(new RevisionId("two"), CancellationToken.None));

        Assert.True(await store.KeepAsync(Tree("one", ("templates/a.yaml.sbn", "title: ä\U0001F600\n")), CancellationToken.None));
        Assert.True(await store.KeepAsync(Tree("two", ("templates/a.yaml.sbn", "title: Two\n"), ("tenants/x.yaml", "")), CancellationToken.None));

        var found = await new RevisionStore(test.Reopen(), _time).FilesAsync(new RevisionId("two"), CancellationToken.None);
        Assert.Equal(new RevisionId("two"), found!.Revision);
        Assert.Equal(["templates/a.yaml.sbn", "tenants/x.yaml"], found.Files.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(("Why", "Ada", new DateTimeOffset(2025, 12, 31, 22, 0, 0, TimeSpan.Zero)), (found.Message, found.Author, found.Time.ToUniversalTime()));
        Assert.Equal("title: ä\U0001F600\n", Assert.Single((await store.FilesAsync(new RevisionId("one"), CancellationToken.None))!.Files).Value);
    }

    [Fact]
    public async Task A_judgement_is_found_again_by_the_same_judge_only()
    {
        await using var test = await OpenAsync();
        var store = new RevisionStore(test.Reopen(), _time);
        var mistake = new Diagnostic("PT101", Severity.Error, "Wrong \0 here.", new SourceLocation("templates/a.yaml.sbn", 3, 7)) { Remedy = "Right it.", Binding = "acme", Occurrences = 4 };

        await store.JudgedAsync(Tree("bad"), "one", new LoadResult(null, [mistake], 12), CancellationToken.None);

        var reopened = new RevisionStore(test.Reopen(), _time);
        var found = await reopened.FindAsync(new RevisionId("bad"), "one", CancellationToken.None);
        Assert.Equal((false, 12), (found!.Accepted, found.Bindings));
        Assert.Equal(mistake with { Message = "Wrong  here." }, Assert.Single(found.Diagnostics));
        Assert.Null(await reopened.FindAsync(new RevisionId("bad"), "two", CancellationToken.None));
        Assert.Null(await reopened.FindAsync(new RevisionId("other"), "one", CancellationToken.None));
    }

    [Fact]
    public async Task Old_revisions_are_forgotten_but_never_the_files_of_the_last_ones_that_went_live()
    {
        await using var test = await OpenAsync();
        var store = new RevisionStore(test.Reopen(), _time);
        for (var i = 0; i < 5; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await store.KeepAsync(Tree($"good-{i}"), CancellationToken.None);
        }
        for (var i = 0; i < RevisionStore.MaxRevisions + 5; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await store.JudgedAsync(Tree($"bad-{i}"), "judge", new LoadResult(null, [], 0), CancellationToken.None);
        }

        await using var context = test.Reopen().Open();
        Assert.Equal(RevisionStore.MaxRevisions + 3, await context.Revisions.CountAsync());
        Assert.NotNull(await store.FilesAsync(new RevisionId("good-4"), CancellationToken.None));
        Assert.Null(await store.FilesAsync(new RevisionId("good-1"), CancellationToken.None));
    }

    [Fact]
    public async Task Files_that_are_too_large_are_not_kept()
    {
        await using var test = await OpenAsync();
        var noise = new byte[RevisionStore.MaxContentBytes];
        new Random(1).NextBytes(noise);

        Assert.False(await new RevisionStore(test.Reopen(), _time).KeepAsync(Tree("large", ("templates/a.sbn", Convert.ToBase64String(noise))), CancellationToken.None));
    }

    [Fact]
    public async Task Replicas_agree_on_what_is_live()
    {
        await using var test = await OpenAsync();
        var (one, other) = (new LiveChanges(test.Reopen()), new LiveChanges(test.Reopen()));
        Assert.Null(await one.LatestAsync("source", CancellationToken.None));

        var first = new LiveChange(1, new RevisionId("a"), _time.GetUtcNow()) { Message = "Why", Author = "Ada" };
        Assert.True(await one.TryAddAsync("source", first, CancellationToken.None));
        Assert.Equal(first, await other.LatestAsync("source", CancellationToken.None));
        Assert.Null(await other.LatestAsync("elsewhere", CancellationToken.None));

        Assert.False(await other.TryAddAsync("source", first with { Revision = new RevisionId("b") }, CancellationToken.None));
        var second = new LiveChange(2, new RevisionId("a"), _time.GetUtcNow().AddMinutes(1)) { Person = "Bo", PinReason = "Smoke" };
        Assert.True(await other.TryAddAsync("source", second, CancellationToken.None));
        Assert.Equal([second, first], await one.RecentAsync("source", 10, CancellationToken.None));
        Assert.Equal([first], await one.RecentAsync("source", 10, CancellationToken.None, first.At));
        Assert.True((await one.LatestAsync("source", CancellationToken.None))!.Pinned);
    }

    [Fact]
    public async Task Of_many_that_go_live_at_once_one_is_next()
    {
        await using var test = await OpenAsync();
        var added = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() =>
            new LiveChanges(test.Reopen()).TryAddAsync("source", new LiveChange(1, new RevisionId($"r{i}"), _time.GetUtcNow()), CancellationToken.None))));

        Assert.Single(added, one => one);
    }

    [Fact]
    public async Task Discovered_services_are_found_again_sorted()
    {
        await using var test = await OpenAsync();
        var scope = new Scope(new TenantId("acme"), "prod");
        var lists = new ServiceLists(test.Reopen(), _time);
        var changes = new List<Scope>();
        lists.Changed += changes.Add;
        await lists.SetAsync(scope, ["payments", "checkout"], CancellationToken.None);
        await lists.SetAsync(scope, ["checkout", "payments"], CancellationToken.None);
        await lists.SetAsync(scope, ["checkout", "payments", "Cart"], CancellationToken.None);

        var reopened = new ServiceLists(test.Reopen(), _time);
        await reopened.LoadAsync(CancellationToken.None);

        Assert.Equal(["Cart", "checkout", "payments"], reopened.Get(scope));
        Assert.Empty(reopened.Get(new Scope(new TenantId("nova"), "prod")));
        Assert.Equal([scope, scope], changes);
    }

    [Fact]
    public async Task Favourites_belong_to_a_person_and_the_newest_comes_first()
    {
        await using var test = await OpenAsync();
        var state = new PersonalState(test.Reopen(), _time);
        await state.SetFavouriteAsync(Local, Dashboard("a"), true, CancellationToken.None);
        _time.Advance(TimeSpan.FromSeconds(1));
        await state.SetFavouriteAsync(Local, Dashboard("b", service: "checkout"), true, CancellationToken.None);
        await state.SetFavouriteAsync(Local, Dashboard("a"), true, CancellationToken.None);
        await state.SetFavouriteAsync(Ada, Dashboard("c"), true, CancellationToken.None);

        Assert.Equal([Dashboard("b", service: "checkout"), Dashboard("a")], await new PersonalState(test.Reopen(), _time).FavouritesAsync(Local, CancellationToken.None));
        await state.SetFavouriteAsync(Local, Dashboard("b", service: "checkout"), false, CancellationToken.None);
        Assert.Equal([Dashboard("a")], await state.FavouritesAsync(Local, CancellationToken.None));
        Assert.Equal([Dashboard("c")], await state.FavouritesAsync(Ada, CancellationToken.None));
    }

    [Fact]
    public async Task Favourites_are_bounded()
    {
        await using var test = await OpenAsync();
        var state = new PersonalState(test.Reopen(), _time);
        for (var i = 0; i < 200; i++)
        {
            Assert.True(await state.SetFavouriteAsync(Local, Dashboard($"d{i}"), true, CancellationToken.None));
        }

        Assert.False(await state.SetFavouriteAsync(Local, Dashboard("one-more"), true, CancellationToken.None));
    }

    [Fact]
    public async Task Opened_dashboards_are_told_last_first_and_bounded_and_favourites_survive()
    {
        await using var test = await OpenAsync();
        var state = new PersonalState(test.Reopen(), _time);
        await state.SetFavouriteAsync(Local, Dashboard("d0"), true, CancellationToken.None);
        for (var i = 0; i < 60; i++)
        {
            await state.OpenedAsync(Local, Dashboard($"d{i}"), CancellationToken.None);
            _time.Advance(TimeSpan.FromSeconds(1));
        }
        await state.OpenedAsync(Local, Dashboard("d30"), CancellationToken.None);

        Assert.Equal([Dashboard("d30"), Dashboard("d59"), Dashboard("d58")], await state.RecentAsync(Local, 3, CancellationToken.None));
        Assert.Equal([Dashboard("d0")], await state.FavouritesAsync(Local, CancellationToken.None));
        await using var context = test.Reopen().Open();
        Assert.InRange(await context.PersonalDashboards.CountAsync(), 50, 52);
    }

    [Fact]
    public async Task The_same_dashboard_opened_in_many_windows_at_once_is_one_row()
    {
        await using var test = await OpenAsync();
        var state = new PersonalState(test.Reopen(), _time);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => state.OpenedAsync(Local, Dashboard("a"), CancellationToken.None)));

        Assert.Equal([Dashboard("a")], await state.RecentAsync(Local, 10, CancellationToken.None));
    }

    private static byte[] Brotli(string text)
    {
        using var bytes = new MemoryStream();
        using (var brotli = new BrotliStream(bytes, CompressionLevel.Fastest))
        {
            brotli.Write(Encoding.UTF8.GetBytes(text));
        }
        return bytes.ToArray();
    }

    private static BindingKey Dashboard(string template, string? service = null) => new(new Scope(new TenantId("acme"), "prod"), service, template);

    private static ContentTree Tree(string revision, params (string Path, string Text)[] files) =>
        new(new RevisionId(revision), files.ToDictionary(f => f.Path, f => f.Text), [])
        {
            Message = "Why",
            Author = "Ada",
            Time = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.FromHours(2)),
        };
}
