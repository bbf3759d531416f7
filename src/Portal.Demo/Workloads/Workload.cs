namespace Portal.Demo.Workloads;

/// <summary>A service as it runs in one environment.</summary>
/// <param name="Index">Its place in the tenant's list.</param>
/// <param name="Spec">What it is.</param>
/// <param name="Load">The requests that it gets.</param>
/// <param name="Deployments">When it is deployed.</param>
/// <param name="Trouble">Its own incidents, without those of others that it suffers from.</param>
/// <param name="Seed">Its own.</param>
/// <param name="Shares">Each instance's part of the load; they add up to 1.</param>
internal sealed record RunningService(int Index, ServiceSpec Spec, ServiceLoad Load, Deployments Deployments, Incidents Trouble, ulong Seed, double[] Shares)
{
    public string Pod(int instance) => $"{Spec.Name}-{instance}";

    /// <summary>The instance that a request goes to, drawn by a number in [0, 1).</summary>
    public int Instance(double number)
    {
        var instance = 0;
        while (instance < Shares.Length - 1 && number >= Shares[instance])
        {
            number -= Shares[instance++];
        }
        return instance;
    }
}

/// <summary>What runs in one tenant's environment. Metrics, logs and traces are told from the same.</summary>
internal sealed class Workload
{
    private Workload(int index, TenantSpec tenant, EnvironmentSpec environment)
    {
        (Index, Tenant, Environment) = (index, tenant, environment);
        var specs = tenant.Services;
        var weakSpot = environment.Name == "prod" ? Array.FindIndex(specs, s => s.Name == tenant.WeakSpot) : -1;
        var plan = new IncidentPlan(Seed("incidents"), specs.Length, weakSpot);
        var own = specs.Select((_, i) => new Incidents(plan, i, [])).ToArray();
        Services = [.. specs.Select((spec, i) => Run(spec, i, plan, own))];
    }

    /// <summary>Its place among all.</summary>
    public int Index { get; }

    public TenantSpec Tenant { get; }

    public EnvironmentSpec Environment { get; }

    public RunningService[] Services { get; }

    public string Namespace => $"{Tenant.Id}-{Environment.Name}";

    /// <summary>The workloads of all tenants and environments.</summary>
    public static Workload[] All() =>
        [.. Topology.Tenants.SelectMany(_ => Topology.Environments, (tenant, environment) => (tenant, environment)).Select((pair, i) => new Workload(i, pair.tenant, pair.environment))];

    public ulong Seed(params ReadOnlySpan<string> parts) => Noise.Seed([Tenant.Id, Environment.Name, .. parts]);

    public RunningService Service(string name) => Array.Find(Services, s => s.Spec.Name == name)!;

    public string Node(int instance) => $"node-{(instance % Environment.Nodes) + 1}";

    private RunningService Run(ServiceSpec spec, int index, IncidentPlan plan, Incidents[] own)
    {
        var deployments = new Deployments(Seed(spec.Name, "deployments"));
        var called = own.Where((_, i) => spec.Calls.Contains(Tenant.Services[i].Name)).ToArray();
        var load = new ServiceLoad(Seed(spec.Name), Math.Max(0.4, spec.ProdRate * Environment.LoadFactor), new Incidents(plan, index, called), deployments.Stress);
        var shares = Enumerable.Range(0, Environment.Replicas).Select(i => 1 + (0.16 * Noise.Unit(Seed(spec.Name, "share"), i))).ToArray();
        return new(index, spec, load, deployments, own[index], Noise.Hash(Seed(spec.Name), 77), [.. shares.Select(share => share / shares.Sum())]);
    }
}
