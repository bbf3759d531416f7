using Portal.Core.Tenancy;
using Portal.Demo;

namespace Portal.Configuration;

/// <summary>What the configuration allows tenants to use. What it does not name is refused.</summary>
internal sealed class Grants : IGrants
{
    private readonly Dictionary<string, HashSet<string>> _secrets;
    private readonly Dictionary<string, List<HostPattern>> _hosts;

    /// <summary>Takes the configured grants; the demo's tenants may also use the demo telemetry of this process.</summary>
    /// <param name="options">What is configured.</param>
    /// <param name="demo">Where the demo telemetry of this process listens; null where its tenants are granted nothing by that.</param>
    public Grants(GrantOptions options, DemoTelemetryOptions? demo)
    {
        _secrets = options.Secrets.ToDictionary(s => s.Key, s => s.Value.ToHashSet(StringComparer.Ordinal), StringComparer.OrdinalIgnoreCase);
        _hosts = options.Hosts.ToDictionary(h => h.Key, h => h.Value.Select(HostPattern.Parse).OfType<HostPattern>().ToList(), StringComparer.OrdinalIgnoreCase);
        foreach (var tenant in demo is { Port: > 0 } ? DemoTelemetry.TenantIds : [])
        {
            if (!_hosts.TryGetValue(tenant, out var hosts))
            {
                _hosts[tenant] = hosts = [];
            }
            hosts.Add(HostPattern.Parse($"127.0.0.1:{demo!.Port}")!);
        }
    }

    /// <inheritdoc/>
    public bool MayUseSecret(TenantId tenant, string secret) => Of(_secrets, tenant).Any(secrets => secrets.Contains(secret));

    /// <inheritdoc/>
    public bool MayUseHost(TenantId tenant, string host, int port) => Of(_hosts, tenant).Any(hosts => hosts.Exists(pattern => pattern.Matches(host, port)));

    private static IEnumerable<T> Of<T>(Dictionary<string, T> grants, TenantId tenant)
    {
        if (tenant.Value != GrantOptions.Everyone && grants.TryGetValue(tenant.Value, out var own))
        {
            yield return own;
        }
        if (grants.TryGetValue(GrantOptions.Everyone, out var everyones))
        {
            yield return everyones;
        }
    }
}
