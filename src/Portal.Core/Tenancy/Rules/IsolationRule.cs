using Portal.Core.Diagnostics;

namespace Portal.Core.Tenancy.Rules;

/// <summary>
/// No two environments, of one tenant or of two, can see the same series: on one backend they differ in the value of a common isolation label or header, and a dedicated
/// backend is named by one environment alone.
/// </summary>
internal sealed class IsolationRule : ITenantRule
{
    public IEnumerable<Diagnostic> Check(IReadOnlyList<Tenant> tenants, IGrants grants)
    {
        var uses =
            from tenant in tenants
            from environment in tenant.Environments
            from datasource in environment.Datasources
            select new Use(tenant, environment, datasource);
        foreach (var backend in uses.GroupBy(use => Backend(use.Datasource.Url)))
        {
            foreach (var clash in Clashes([.. backend]))
            {
                yield return clash;
            }
        }
    }

    /// <summary>Whether two isolations keep two environments of one backend apart.</summary>
    internal static bool Exclude(Isolation a, Isolation b) =>
        !a.Dedicated && !b.Dedicated && (Differ(a.Labels, b.Labels) || Choose(a.Headers, b.Headers));

    /// <summary>Names a backend, however its address is spelled.</summary>
    internal static string Backend(Uri url)
    {
        var host = url.IdnHost.TrimEnd('.').ToLowerInvariant();
        if (host is "localhost" or "::1" or "[::1]" or "0.0.0.0" or "[::]" || host.EndsWith(".localhost", StringComparison.Ordinal) || (System.Net.IPAddress.TryParse(host, out var address) && System.Net.IPAddress.IsLoopback(address)))
        {
            host = "127.0.0.1";
        }
        // http and https of one port are one server, and a doubled or trailing slash leads to the same place.
        var path = string.Join('/', Uri.UnescapeDataString(url.AbsolutePath).Split('/', StringSplitOptions.RemoveEmptyEntries));
        // So are the two that a host offers by default.
        return $"{host}:{(url.Port == 443 ? 80 : url.Port)}/{path}";
    }

    private static IEnumerable<Diagnostic> Clashes(List<Use> uses)
    {
        for (var i = 0; i < uses.Count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                if (!ReferenceEquals(uses[i].Environment, uses[j].Environment) && !Exclude(uses[i].Environment.Isolation, uses[j].Environment.Isolation))
                {
                    yield return Report(uses[i], uses[j]);
                    break;
                }
            }
        }
    }

    private static bool Differ(IReadOnlyDictionary<string, string> a, IReadOnlyDictionary<string, string> b)
    {
        foreach (var (name, value) in a)
        {
            if (b.TryGetValue(name, out var other) && value != other)
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>Whether a common header chooses different tenants in the backend. Mimir, Loki and Tempo read <c>a|b</c> as both, so a list must share no member.</summary>
    private static bool Choose(IReadOnlyDictionary<string, string> a, IReadOnlyDictionary<string, string> b)
    {
        foreach (var (name, value) in a)
        {
            foreach (var (other, otherValue) in b)
            {
                if (name.Equals(other, StringComparison.OrdinalIgnoreCase) && !Members(value).Intersect(Members(otherValue), StringComparer.OrdinalIgnoreCase).Any())
                {
                    return true;
                }
            }
        }
        return false;
    }

    private static string[] Members(string value) => value.Split(['|', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static Diagnostic Report(Use use, Use other)
    {
        var (dedicated, otherDedicated) = (use.Environment.Isolation.Dedicated, other.Environment.Isolation.Dedicated);
        var message = dedicated || otherDedicated
            ? $"The backend of {use} is also that of {other}, but {(dedicated ? use : other)} is dedicated to it."
            : $"The isolation of {use} overlaps with that of {other} on the same backend.";
        return new Diagnostic(DiagnosticCodes.IsolationOverlap, Severity.Error, message, use.Datasource.Location)
        {
            Remedy = dedicated || otherDedicated
                ? "Give each its own backend, or tell both apart by labels or headers."
                : "Let both name a common label or header with different values.",
        };
    }

    private sealed record Use(Tenant Tenant, TenantEnvironment Environment, Datasource Datasource)
    {
        public override string ToString() => $"{Tenant.Id}/{Environment.Name}";
    }
}
