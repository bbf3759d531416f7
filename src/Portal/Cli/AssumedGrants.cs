using System.Collections.Concurrent;
using Portal.Core.Tenancy;

namespace Portal.Cli;

/// <summary>Grants whatever is asked for and remembers what the configuration would have refused: for machines that do not have the server's configuration.</summary>
/// <param name="configured">What the configuration grants.</param>
internal sealed class AssumedGrants(IGrants configured) : IGrants
{
    private readonly ConcurrentDictionary<string, bool> _assumed = new(StringComparer.Ordinal);

    /// <summary>What was granted without the configuration saying so, sorted.</summary>
    public IReadOnlyList<string> Assumed => [.. _assumed.Keys.Order(StringComparer.Ordinal)];

    /// <inheritdoc/>
    public bool MayUseSecret(TenantId tenant, string secret) => configured.MayUseSecret(tenant, secret) || Assume($"{tenant}: secret {secret}");

    /// <inheritdoc/>
    public bool MayUseHost(TenantId tenant, string host, int port) => configured.MayUseHost(tenant, host, port) || Assume($"{tenant}: host {host}:{port}");

    private bool Assume(string grant)
    {
        _assumed.TryAdd(grant, true);
        return true;
    }
}
