using Portal.Core.Tenancy;

namespace Portal.Benchmarks;

/// <summary>Allows everything.</summary>
internal sealed class AllGrants : IGrants
{
    public bool MayUseSecret(TenantId tenant, string secret) => true;

    public bool MayUseHost(TenantId tenant, string host, int port) => true;
}
