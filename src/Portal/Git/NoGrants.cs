using Portal.Core.Tenancy;

namespace Portal.Git;

/// <summary>What tenants may use where the server's configuration says nothing: nothing.</summary>
internal sealed class NoGrants : IGrants
{
    /// <inheritdoc/>
    public bool MayUseSecret(TenantId tenant, string secret) => false;

    /// <inheritdoc/>
    public bool MayUseHost(TenantId tenant, string host, int port) => false;
}
