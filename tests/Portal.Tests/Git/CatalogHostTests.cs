using Portal.Audit;
using Portal.Configuration;
using Portal.Data;
using Portal.Git;
using Portal.Tests.Data;

namespace Portal.Tests.Git;

/// <summary>Revisions go live whole or not at all, and the last good one is never lost.</summary>
public sealed class CatalogHostTests : IAsyncLifetime
{
    private const string Tenant =
        """
        id: acme
        url: http://prometheus.acme
        defaultEnvironment: prod
        template: a
        """;

    private readonly TempContent _content = TempContent.Plain();
    private TestDatabase _database = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.SqliteAsync();
        _content.Write("tenants/acme.yaml", Tenant);
        WriteTemplate("First");
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        _content.Dispose();
    }

    [Fact]
    public async Task Saved_files_go_live_and_a_refused_revision_leaves_the_last_good_one_up()
    {
        using var running = Start();
        await running.UntilAsync(host => Title(host) == "First");

        WriteTemplate("Second");
        await running.UntilAsync(host => Title(host) == "Second");

        _content.Write("templates/a.yaml.sbn", "---\ntitle: Third\n---\ntitle: {{ service_nmae }}\n");
        await running.UntilAsync(host => host.Refused is not null);
        Assert.Equal("Second", Title(running.Host));
        var diagnostic = Assert.Single(running.Host.Refused!.Diagnostics, d => d.Severity == Core.Diagnostics.Severity.Error);
        Assert.Equal("templates/a.yaml.sbn:4:11", diagnostic.Location.ToString());

        WriteTemplate("Fourth");
        await running.UntilAsync(host => Title(host) == "Fourth" && host.Refused is null);
    }

    [Fact]
    public async Task A_restart_finds_the_last_good_revision_where_the_newest_is_refused()
    {
        using (var running = Start())
        {
            await running.UntilAsync(host => Title(host) == "First");
            await Patience.UntilAsync(async () => await new RevisionStore(_database.Reopen(), TimeProvider.System).FilesAsync(running.Host.Live!.Revision, CancellationToken.None) is not null && running.Line.Latest is not null);
        }
        _content.Write("templates/a.yaml.sbn", "---\ntitle: Broken\n---\ntitle: {{ if }}\n");

        using var again = Start();
        await again.UntilAsync(host => Title(host) == "First" && host.Refused is not null);

        Assert.Null(again.Host.NotReady);
    }

    [Fact]
    public async Task What_goes_live_is_recorded_once_and_not_again_at_a_restart()
    {
        using (var running = Start())
        {
            await running.UntilAsync(host => Title(host) == "First" && running.Line.Latest?.Revision == host.Live!.Revision);
            var first = running.Host.Live!.Revision.Value;
            WriteTemplate("Second");
            await running.UntilAsync(host => Title(host) == "Second" && running.Line.Latest?.Revision == host.Live!.Revision);

            var recorded = Recorded(running.Audit).ToList();
            Assert.All(recorded, e => Assert.Equal((AuditActions.RevisionLive, "portal", ""), (e.Action, e.Person, e.Detail)));
            Assert.Equal([first, running.Host.Live!.Revision.Value], recorded.Select(e => e.What));
        }

        using var again = Start();
        await again.UntilAsync(host => Title(host) == "Second" && !again.Judgements.IsEmpty);
        Assert.Empty(Recorded(again.Audit));
    }

    [Fact]
    public async Task With_nothing_good_there_are_no_dashboards_and_the_reason_is_told()
    {
        _content.Write("templates/a.yaml.sbn", "---\ntitle: Broken\n---\ntitle: {{ if }}\n");

        using var running = Start();
        await running.UntilAsync(host => host.Refused is not null);

        Assert.Null(running.Host.Live);
        Assert.Contains("was refused", running.Host.NotReady, StringComparison.Ordinal);
    }

    private static IEnumerable<AuditEvent> Recorded(AuditLog log)
    {
        while (log.Waiting.TryRead(out var happened))
        {
            yield return happened;
        }
    }

    private static string? Title(CatalogHost host) => host.Live?.Templates.Find("a")?.FrontMatter.Title;

    private void WriteTemplate(string title) =>
        _content.Write("templates/a.yaml.sbn", $"---\ntitle: {title}\n---\ntitle: {title}\npanels:\n  - title: Up\n    type: stat\n    queries: [{{expr: up}}]\n");

    private RunningHost Start() => RunningHost.Start(_database.Reopen(), new ContentOptions { Path = _content.Folder, PollInterval = TimeSpan.FromMilliseconds(20) });
}
