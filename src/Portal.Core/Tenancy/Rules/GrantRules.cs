using Portal.Core.Diagnostics;

namespace Portal.Core.Tenancy.Rules;

/// <summary>A tenant names only secrets that the server's configuration grants it.</summary>
internal sealed class GrantedSecretsRule : ITenantRule
{
    public IEnumerable<Diagnostic> Check(IReadOnlyList<Tenant> tenants, IGrants grants) =>
        from tenant in tenants
        from use in Uses(tenant)
        where !grants.MayUseSecret(tenant.Id, use.Secret)
        select new Diagnostic(DiagnosticCodes.SecretNotGranted, Severity.Error, $"The tenant '{tenant.Id}' may not use the secret '{use.Secret}'.", use.Location)
        {
            Remedy = $"Let a platform engineer grant it in the server's configuration: Grants:{tenant.Id}:Secrets.",
        };

    private static IEnumerable<(string Secret, SourceLocation Location)> Uses(Tenant tenant) =>
        (from environment in tenant.Environments
         from datasource in environment.Datasources
         from secret in SecretReference.Names(datasource)
         select (secret, datasource.Location)).Concat(
        from key in tenant.EmbedKeys
        from secret in SecretReference.Names(key.Secret ?? "")
        select (secret, key.Location));
}

/// <summary>A tenant's datasources are on hosts that the server's configuration grants it.</summary>
internal sealed class GrantedHostsRule : ITenantRule
{
    public IEnumerable<Diagnostic> Check(IReadOnlyList<Tenant> tenants, IGrants grants) =>
        from tenant in tenants
        from environment in tenant.Environments
        from datasource in environment.Datasources
        where !grants.MayUseHost(tenant.Id, datasource.Url.Host, datasource.Url.Port)
        select new Diagnostic(DiagnosticCodes.HostNotGranted, Severity.Error, $"The tenant '{tenant.Id}' may not use the host '{datasource.Url.Host}:{datasource.Url.Port}'.", datasource.Location)
        {
            Remedy = $"Let a platform engineer grant it in the server's configuration: Grants:{tenant.Id}:Hosts.",
        };
}
