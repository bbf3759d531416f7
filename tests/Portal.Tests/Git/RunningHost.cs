using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Portal.Audit;
using Portal.Configuration;
using Portal.Core.Catalog;
using Portal.Core.Tenancy;
using Portal.Data;
using Portal.Git;

namespace Portal.Tests.Git;

/// <summary>A catalog that follows its content, as a running portal has one.</summary>
internal sealed class RunningHost : IDisposable
{
    private readonly CatalogSource _source;
    private readonly Judge _judge;
    private readonly RevisionStore _store;
    private readonly LiveChanges _changes;

    private RunningHost(PortalDatabase database, ContentOptions content, ContentRepository repository, RemoteOptions remote, int replicas)
    {
        var time = TimeProvider.System;
        (_store, var services) = (new RevisionStore(database, time), new ServiceLists(database, time));
        _changes = new LiveChanges(database);
        Repository = repository;
        _source = new CatalogSource(repository, content, time);
        _judge = new Judge(new CatalogLoader(), new AllGrants(), _store, services, new JudgeId("test"), time, NullLogger<Judge>.Instance);
        Line = new LiveLine(repository, _source, _changes, Options.Create(new DatabaseOptions { Replicas = replicas }), Audit, time);
        var commits = new CommitFollower(repository, _judge, Line, _store, Options.Create(remote), time, NullLogger<CommitFollower>.Instance);
        Host = new CatalogHost(_source, repository, commits, _judge, Line, _store, services, time, NullLogger<CatalogHost>.Instance);
        Host.Judged += Judgements.Enqueue;
        Host.Changed += () => States.Enqueue((Host.Live is not null, Host.Settled, Host.Refused is not null));
        _ = Host.StartAsync(CancellationToken.None);
    }

    public CatalogHost Host { get; }

    public ContentRepository Repository { get; }

    public LiveLine Line { get; }

    public AuditLog Audit { get; } = new(TimeProvider.System, NullLogger<AuditLog>.Instance);

    /// <summary>What was judged; told after what became of it is to be seen.</summary>
    public ConcurrentQueue<Judgement> Judgements { get; } = [];

    /// <summary>What was to be seen whenever something had changed.</summary>
    public ConcurrentQueue<(bool Live, bool Settled, bool Refused)> States { get; } = [];

    public string? Title => Host.Live?.Templates.Find("a")?.FrontMatter.Title;

    /// <summary>Follows content on this machine.</summary>
    public static RunningHost Start(PortalDatabase database, ContentOptions content, int replicas = 1) =>
        new(database, content, new ContentRepository(content, null, TimeProvider.System), new RemoteOptions(), replicas);

    /// <summary>Follows a remote that is fetched when the test says so.</summary>
    public static RunningHost Start(PortalDatabase database, ContentRepository repository, RemoteOptions remote, ContentOptions? content = null) =>
        new(database, content ?? new ContentOptions { PollInterval = TimeSpan.FromMilliseconds(20) }, repository, remote, 1);

    public CatalogControl Control(IAccess access, AuditLog audit) => new(Host, _source, Repository, Line, _changes, _judge, _store, access, audit);

    public Task UntilAsync(Func<CatalogHost, bool> condition) => Patience.UntilAsync(() => condition(Host));

    public void Dispose()
    {
        Host.StopAsync(CancellationToken.None).GetAwaiter().GetResult();
        Host.Dispose();
        _source.Dispose();
        _judge.Dispose();
        Repository.Dispose();
    }
}
