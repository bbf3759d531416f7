using System.Security.Claims;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;
using Portal.Core.Catalog;
using Portal.Core.Diagnostics;
using Portal.Core.Queries;
using Portal.Core.Tenancy;
using Portal.Data;

namespace Portal.Tests.Data;

public sealed class SqliteStateTests : StateTests
{
    private protected override Task<TestDatabase> OpenAsync() => TestDatabase.SqliteAsync();
}

public sealed class PostgreSqlStateTests : StateTests
{
    private protected override Task<TestDatabase> OpenAsync() => TestDatabase.PostgreSqlAsync();
}

/// <summary>The promises of the portal's state, held to by every kind of database.</summary>
public abstract class StateTests
{
    private static readonly ClaimsPrincipal Local = new();
    private static readonly ClaimsPrincipal Ada = new(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, "ada")]));
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero));

    private protected abstract Task<TestDatabase> OpenAsync();

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
    public async Task The_last_good_revision_is_found_again_with_its_files()
    {
        await using var test = await OpenAsync();
        var store = new RevisionStore(test.Reopen(), _time);
        Assert.Null(await store.LastGoodAsync(CancellationToken.None));

        Assert.True(await store.AcceptedAsync(Tree("one", ("templates/a.yaml.sbn", "title: ä\U0001F600\n")), [], CancellationToken.None));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(await store.AcceptedAsync(Tree("two", ("templates/a.yaml.sbn", "title: Two\n"), ("tenants/x.yaml", "")), [], CancellationToken.None));

        var found = await new RevisionStore(test.Reopen(), _time).LastGoodAsync(CancellationToken.None);
        Assert.Equal(new RevisionId("two"), found!.Revision);
        Assert.Equal(["templates/a.yaml.sbn", "tenants/x.yaml"], found.Files.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(("Why", "Ada", new DateTimeOffset(2025, 12, 31, 22, 0, 0, TimeSpan.Zero)), (found.Message, found.Author, found.Time.ToUniversalTime()));
    }

    [Fact]
    public async Task A_refused_revision_is_told_until_a_later_one_is_accepted_and_the_last_good_one_stays()
    {
        await using var test = await OpenAsync();
        var store = new RevisionStore(test.Reopen(), _time);
        await store.AcceptedAsync(Tree("good"), [], CancellationToken.None);
        Assert.Null(await store.LastRefusedAsync(CancellationToken.None));
        _time.Advance(TimeSpan.FromSeconds(1));
        var mistake = new Diagnostic("PT101", Severity.Error, "Wrong \0 here.", new SourceLocation("templates/a.yaml.sbn", 3, 7)) { Remedy = "Right it.", Binding = "acme", Occurrences = 4 };

        await store.RefusedAsync(Tree("bad"), [mistake], CancellationToken.None);

        var reopened = new RevisionStore(test.Reopen(), _time);
        var refused = await reopened.LastRefusedAsync(CancellationToken.None);
        Assert.Equal((new RevisionId("bad"), _time.GetUtcNow()), (refused!.Revision, refused.Time));
        Assert.Equal(mistake with { Message = "Wrong  here." }, Assert.Single(refused.Diagnostics));
        Assert.Equal("good", (await reopened.LastGoodAsync(CancellationToken.None))!.Revision.Value);
        _time.Advance(TimeSpan.FromSeconds(1));
        await store.AcceptedAsync(Tree("mended"), [], CancellationToken.None);
        Assert.Null(await reopened.LastRefusedAsync(CancellationToken.None));
    }

    [Fact]
    public async Task A_revision_that_was_refused_once_may_be_accepted_later()
    {
        await using var test = await OpenAsync();
        var store = new RevisionStore(test.Reopen(), _time);
        await store.RefusedAsync(Tree("same"), [], CancellationToken.None);
        await store.AcceptedAsync(Tree("same"), [], CancellationToken.None);

        Assert.Equal("same", (await store.LastGoodAsync(CancellationToken.None))!.Revision.Value);
    }

    [Fact]
    public async Task Old_revisions_are_forgotten_but_never_the_last_good_one()
    {
        await using var test = await OpenAsync();
        var store = new RevisionStore(test.Reopen(), _time);
        await store.AcceptedAsync(Tree("good"), [], CancellationToken.None);
        for (var i = 0; i < RevisionStore.MaxRevisions + 5; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await store.RefusedAsync(Tree($"bad-{i}"), [], CancellationToken.None);
        }

        await using var context = test.Reopen().Open();
        Assert.Equal(RevisionStore.MaxRevisions + 1, await context.Revisions.CountAsync());
        Assert.Equal("good", (await store.LastGoodAsync(CancellationToken.None))!.Revision.Value);
    }

    [Fact]
    public async Task Files_that_are_too_large_are_not_kept()
    {
        await using var test = await OpenAsync();
        var noise = new byte[RevisionStore.MaxContentBytes];
        new Random(1).NextBytes(noise);

        Assert.False(await new RevisionStore(test.Reopen(), _time).AcceptedAsync(Tree("large", ("templates/a.sbn", Convert.ToBase64String(noise))), [], CancellationToken.None));
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

    private static BindingKey Dashboard(string template, string? service = null) => new(new Scope(new TenantId("acme"), "prod"), service, template);

    private static ContentTree Tree(string revision, params (string Path, string Text)[] files) =>
        new(new RevisionId(revision), files.ToDictionary(f => f.Path, f => f.Text), [])
        {
            Message = "Why",
            Author = "Ada",
            Time = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.FromHours(2)),
        };
}
