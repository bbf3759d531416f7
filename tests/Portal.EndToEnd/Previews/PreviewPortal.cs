using Portal.Tests.Backends;

namespace Portal.EndToEnd.Previews;

/// <summary>A portal over a repository to which something is proposed, a store that one of its tenants is on, and one that nobody live is on.</summary>
public sealed class PreviewPortal : IAsyncLifetime
{
    private const string NoData = """{"status":"success","data":{"resultType":"matrix","result":[]}}""";

    /// <summary>The portal.</summary>
    public PortalServer Portal { get; private set; } = null!;

    /// <summary>How many dashboards the branch <c>narrow</c> changes where, by rendering all: <c>template tenant/environment count</c>, sorted.</summary>
    public IReadOnlyList<string> Cells { get; private set; } = [];

    internal FakeBackend Live { get; private set; } = null!;

    internal FakeBackend Elsewhere { get; private set; } = null!;

    /// <summary>Whether the store was asked for a metric.</summary>
    internal bool IsAsked(string metric) => Live.Requests.Any(asked => asked["query"]?.Contains(metric, StringComparison.Ordinal) == true);

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        (Live, Elsewhere) = (await FakeBackend.StartAsync(NoData), await FakeBackend.StartAsync(NoData));
        Portal = await PortalServer.StartAsync(
            folder =>
            {
                ProposedContent.Commit(folder, Live.Address);
                Cells = ProposedContent.Narrow(folder);
            },
            ("Content:Revision", "main"), ("Secrets:KEY", "live-key"), ("Secrets:OTHER", "other-key"), ("Grants:zeta:Secrets:0", "KEY"), ("Grants:zeta:Secrets:1", "OTHER"),
            ("Grants:zeta:Hosts:0", Live.Address.Authority), ("Grants:zeta:Hosts:1", Elsewhere.Address.Authority));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await (Portal?.DisposeAsync() ?? default);
        await (Live?.DisposeAsync() ?? default);
        await (Elsewhere?.DisposeAsync() ?? default);
    }
}
