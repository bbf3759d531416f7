using System.Security.Claims;
using Microsoft.Extensions.Logging.Abstractions;
using Portal.Audit;
using Portal.Configuration;
using Portal.Core.Catalog;
using Portal.Core.Tenancy;
using Portal.Git;
using Portal.Identity;
using Portal.Tests.Data;

namespace Portal.Tests.Git;

/// <summary>An administrator goes back to an earlier revision; it stays on all replicas until it is released.</summary>
public sealed class CatalogControlTests : IAsyncLifetime
{
    private static readonly ClaimsPrincipal Ada = new(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, "ada"), new Claim(ClaimTypes.Name, "Ada L")], "test"));
    private readonly TempContent _content = TempContent.Committed();
    private readonly AuditLog _audit = new(TimeProvider.System, NullLogger<AuditLog>.Instance);
    private TestDatabase _database = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.SqliteAsync();
        _content.Write("tenants/acme.yaml", "id: acme\nurl: http://prometheus.acme\ndefaultEnvironment: prod\ntemplate: a\n");
        Push("First");
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        _content.Dispose();
    }

    [Fact]
    public async Task What_is_pinned_stays_on_all_replicas_while_pushes_are_judged_and_wait()
    {
        using var one = Start();
        using var other = Start();
        await one.UntilAsync(_ => one.Title == "First");
        var first = one.Host.Live!.Revision;
        Push("Second");
        await one.UntilAsync(_ => one.Title == "Second");
        await other.UntilAsync(_ => other.Title == "Second");

        Assert.Null((await Control(one).PinAsync(Ada, first.Short, "  Smoke\n rises ", Cancellation)).Problem);
        await one.UntilAsync(_ => one.Title == "First");
        await other.UntilAsync(host => other.Title == "First" && host.LiveSince is { Pinned: true, PinReason: "Smoke rises", Person: "Ada L" });

        var third = Push("Third");
        await one.UntilAsync(host => host.Waiting?.Revision == third);
        await other.UntilAsync(host => host.Waiting?.Revision == third);
        Push("Broken", "{{ nothing }}");
        await one.UntilAsync(host => host.Refused is not null);
        Assert.Equal("First", one.Title);
        Push("Fourth");
        await one.UntilAsync(host => host.Refused is null && host.Waiting?.Message == "Fourth");

        Assert.Null((await Control(other).ReleaseAsync(Ada, Cancellation)).Problem);
        await one.UntilAsync(host => one.Title == "Fourth" && host is { Waiting: null, LiveSince.Pinned: false });
        await other.UntilAsync(host => other.Title == "Fourth" && host.Waiting is null);

        var recorded = new[] { Next(), Next() };
        Assert.Equal([AuditActions.RolledBack, AuditActions.RevisionLive], recorded.Select(e => e.Action));
        Assert.All(recorded, e => Assert.Equal(("ada", first.Value), (e.Person, e.What)));
    }

    [Fact]
    public async Task A_pin_outlives_a_restart()
    {
        RevisionId first;
        using (var running = Start())
        {
            await running.UntilAsync(_ => running.Title == "First");
            first = running.Host.Live!.Revision;
            Push("Second");
            await running.UntilAsync(_ => running.Title == "Second");
            await Control(running).PinAsync(Ada, first.Value, "Smoke", Cancellation);
        }
        using var again = Start();
        await again.UntilAsync(host => again.Title == "First" && host is { LiveSince.Pinned: true, Waiting: not null });
    }

    [Fact]
    public async Task Who_may_not_administer_changes_nothing()
    {
        using var running = Start();
        await running.UntilAsync(_ => running.Title == "First");
        var control = Control(running, new Nobody());

        Assert.NotNull((await control.PinAsync(Ada, running.Host.Live!.Revision.Value, "Smoke", Cancellation)).Problem);
        Assert.NotNull((await control.ReleaseAsync(Ada, Cancellation)).Problem);
        Assert.NotNull((await control.TakeAsync(Ada, running.Host.Live.Revision, Cancellation)).Problem);
        Assert.Single(await control.RecentAsync(10, Cancellation));
        Assert.False(_audit.Waiting.TryRead(out _));
    }

    [Fact]
    public async Task What_was_never_on_the_branch_is_bad_or_has_no_reason_cannot_be_pinned()
    {
        var bad = Push("Bad", "{{ nothing }}");
        Push("Second");
        var elsewhere = "";
        _content.Git(repository =>
        {
            var signature = new LibGit2Sharp.Signature("Eve", "eve@example.org", DateTimeOffset.UnixEpoch);
            elsewhere = repository.ObjectDatabase.CreateCommit(signature, signature, "Elsewhere", repository.Head.Tip.Tree, [], false).Sha;
        });
        using var running = Start();
        await running.UntilAsync(_ => running.Title == "Second");
        var control = Control(running);

        Assert.NotEmpty((await control.PinAsync(Ada, bad.Value, "Smoke", Cancellation)).Diagnostics);
        Assert.Contains("never live", (await control.PinAsync(Ada, elsewhere, "Smoke", Cancellation)).Problem, StringComparison.Ordinal);
        Assert.Contains("no such commit", (await control.PinAsync(Ada, "0123456789", "Smoke", Cancellation)).Problem, StringComparison.Ordinal);
        Assert.Contains("Say why", (await control.PinAsync(Ada, running.Host.Live!.Revision.Value, " \n ", Cancellation)).Problem, StringComparison.Ordinal);
        Assert.False(running.Line.Latest!.Pinned);
    }

    private AuditEvent Next() => _audit.Waiting.TryRead(out var happened) ? happened : throw new InvalidOperationException("Nothing was recorded.");

    private RunningHost Start() => RunningHost.Start(_database.Reopen(), new ContentOptions { Path = _content.Folder, PollInterval = TimeSpan.FromMilliseconds(20) });

    private CatalogControl Control(RunningHost running, IAccess? access = null) => running.Control(access ?? new LocalAdministrator(), _audit);

    private RevisionId Push(string title, string more = "")
    {
        _content.Write("templates/a.yaml.sbn", $"---\ntitle: {title}\n---\ntitle: {title}{more}\npanels:\n  - title: Up\n    type: stat\n    queries: [{{expr: up}}]\n");
        return new RevisionId(_content.Commit(title));
    }

    private sealed class Nobody : IAccess
    {
        public bool May(ClaimsPrincipal person, Right right, TenantId tenant, string? environment = null) => false;

        public bool May(ClaimsPrincipal person, Right right) => right != Right.Administer;
    }
}
