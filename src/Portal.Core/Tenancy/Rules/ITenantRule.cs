using Portal.Core.Diagnostics;

namespace Portal.Core.Tenancy.Rules;

/// <summary>One rule over all tenants of a revision. None stops the others.</summary>
internal interface ITenantRule
{
    /// <summary>Reports what breaks the rule.</summary>
    IEnumerable<Diagnostic> Check(IReadOnlyList<Tenant> tenants, IGrants grants);
}

/// <summary>All rules.</summary>
internal static class TenantRules
{
    private static readonly ITenantRule[] All = [new IsolationRule(), new GrantedSecretsRule(), new GrantedHostsRule()];

    /// <summary>What breaks any rule.</summary>
    public static IEnumerable<Diagnostic> Check(IReadOnlyList<Tenant> tenants, IGrants grants) => All.SelectMany(rule => rule.Check(tenants, grants));
}
