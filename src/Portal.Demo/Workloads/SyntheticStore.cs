using Portal.Demo.Storage;

namespace Portal.Demo.Workloads;

/// <summary>All series of one tenant's environment, by metric name.</summary>
internal sealed record Partition(string Tenant, string Environment, Dictionary<string, List<ISeries>> ByName);

/// <summary>The synthetic workloads as a store; of all tenants, or of one environment.</summary>
internal sealed class SyntheticStore : ISampleStore
{
    private readonly Partition[] _partitions;

    private SyntheticStore(Partition[] partitions, IReadOnlyDictionary<string, MetricMetadata> metadata)
    {
        _partitions = partitions;
        Metadata = metadata;
    }

    public IReadOnlyDictionary<string, MetricMetadata> Metadata { get; }

    /// <summary>Makes the workloads of all tenants; samples are worked out when they are read.</summary>
    public static SyntheticStore Create(TimeProvider time)
    {
        var clock = new ScrapeClock(time);
        var flows = new FlowCache();
        var metadata = new Dictionary<string, MetricMetadata>();
        var partitions = new List<Partition>();
        foreach (var tenant in Topology.Tenants)
        {
            foreach (var environment in Topology.Environments)
            {
                var builder = new PartitionBuilder(tenant, environment, clock, flows, metadata);
                Build(builder);
                var byName = builder.Series.GroupBy(s => s.Labels.Name).ToDictionary(g => g.Key, g => g.OrderBy(s => s.Labels).ToList());
                partitions.Add(new(tenant.Id, environment.Name, byName));
            }
        }
        return new([.. partitions], metadata);
    }

    /// <summary>The store of one tenant's environment, named as in <c>X-Scope-OrgID</c>; null if there is none.</summary>
    public SyntheticStore? Only(string scope)
    {
        var partition = Array.Find(_partitions, p => $"{p.Tenant}-{p.Environment}" == scope);
        return partition is null ? null : new([partition], Metadata);
    }

    public IReadOnlyList<ISeries> Select(CompiledMatcher[] matchers)
    {
        var found = new List<ISeries>();
        var name = Array.Find(matchers, m => m.Name == LabelSet.MetricName && m.Exact is not null)?.Exact;
        foreach (var partition in _partitions)
        {
            if (!Array.TrueForAll(matchers, m => m.Name switch { "tenant" => m.Matches(partition.Tenant), "environment" => m.Matches(partition.Environment), _ => true }))
            {
                continue;
            }
            if (name is not null)
            {
                if (partition.ByName.TryGetValue(name, out var series))
                {
                    found.AddRange(series.Where(s => CompiledMatcher.AllMatch(matchers, s.Labels)));
                }
                continue;
            }
            foreach (var series in partition.ByName.Values)
            {
                found.AddRange(series.Where(s => CompiledMatcher.AllMatch(matchers, s.Labels)));
            }
        }
        return found;
    }

    private static void Build(PartitionBuilder p)
    {
        var services = p.Tenant.Services;
        var loads = new Dictionary<string, ServiceLoad>();
        var weakSpot = p.Environment.Name == "prod" ? Array.FindIndex(services, s => s.Name == p.Tenant.WeakSpot) : -1;
        var plan = new IncidentPlan(p.Seed("incidents"), services.Length, weakSpot);
        var own = services.Select((_, i) => new Incidents(plan, i, [])).ToArray();
        for (var index = 0; index < services.Length; index++)
        {
            var service = services[index];
            var deployments = new Deployments(p.Seed(service.Name, "deployments"));
            var rate = Math.Max(0.4, service.ProdRate * p.Environment.LoadFactor);
            var called = own.Where((_, i) => service.Calls.Contains(services[i].Name)).ToArray();
            var load = new ServiceLoad(p.Seed(service.Name), rate, new Incidents(plan, index, called), deployments.Stress);
            loads[service.Name] = load;
            KubernetesMetrics.AddDeployment(p, service, load, deployments);
            var shares = Enumerable.Range(0, p.Environment.Replicas).Select(i => 1 + (0.16 * Noise.Unit(p.Seed(service.Name, "share"), i))).ToArray();
            for (var i = 0; i < shares.Length; i++)
            {
                var instance = new Instance(p, service, load, deployments, i, shares[i] / shares.Sum());
                HttpMetrics.Add(instance);
                RuntimeMetrics.Add(instance);
                KubernetesMetrics.AddPod(instance);
            }
        }
        for (var node = 1; node <= p.Environment.Nodes; node++)
        {
            NodeMetrics.Add(p, node);
        }
        PostgresMetrics.Add(p, loads);
        PlatformMetrics.AddPrometheus(p);
        if (p is { Tenant.Id: "acme", Environment.Name: "prod" })
        {
            PlatformMetrics.AddPortal(p);
        }
    }
}
