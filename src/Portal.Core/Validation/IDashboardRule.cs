using Portal.Core.Dashboards;
using Portal.Core.Tenancy;
using Portal.Core.Yaml;

namespace Portal.Core.Validation;

/// <summary>What a rule looks at, and where it reports.</summary>
/// <param name="Dashboard">A dashboard that was read without errors of shape.</param>
/// <param name="Scope">The tenant and environment that it was rendered for.</param>
/// <param name="Environment">That environment.</param>
/// <param name="Report">Takes diagnostics by their place in the rendered YAML.</param>
public sealed record DashboardCheck(Dashboard Dashboard, Scope Scope, TenantEnvironment Environment, YamlContext Report)
{
    private IReadOnlyList<QueryTrial>? _trials;

    /// <summary>The dashboard's queries, tried once for all rules.</summary>
    internal IReadOnlyList<QueryTrial> Trials => _trials ??= QueryTrials.Of(Dashboard, Environment);
}

/// <summary>One rule over a rendered dashboard. It reports all that breaks it, and none stops the others.</summary>
internal interface IDashboardRule
{
    /// <summary>Reports what breaks the rule.</summary>
    void Check(DashboardCheck check);
}
