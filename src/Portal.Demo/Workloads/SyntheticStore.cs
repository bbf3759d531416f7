using Portal.Demo.Storage;

namespace Portal.Demo.Workloads;

/// <summary>All series of one tenant's environment, by metric name.</summary>
internal sealed record Partition(string Tenant, string Environment, Dictionary<string, List<ISeries>> ByName);

/// <summary>The synthetic workloads as a store; of all tenants, or of one environment.</summary>
internal sealed class SyntheticStore : ISampleStore
{
    private readonly Partition[] _partitions;

    private SyntheticStore(Partition[] partitions) => _partitions = partitions;

    public IReadOnlyDictionary<string, MetricMetadata> Metadata => MetricDescriptions.All;

    /// <summary>Makes the workloads of all tenants; samples are worked out when they are read.</summary>
    public static SyntheticStore Create(TimeProvider time) => Create(time, Workload.All());

    public static SyntheticStore Create(TimeProvider time, IEnumerable<Workload> workloads)
    {
        var clock = new ScrapeClock(time);
        var flows = new FlowCache();
        var partitions = new List<Partition>();
        foreach (var workload in workloads)
        {
            var builder = new PartitionBuilder(workload.Tenant, workload.Environment, clock, flows);
            Build(builder, workload);
            var byName = builder.Series.GroupBy(s => s.Labels.Name).ToDictionary(g => g.Key, g => g.OrderBy(s => s.Labels).ToList());
            partitions.Add(new(workload.Tenant.Id, workload.Environment.Name, byName));
        }
        return new([.. partitions]);
    }

    /// <summary>The store of one tenant's environment, named as in <c>X-Scope-OrgID</c>; null if there is none.</summary>
    public SyntheticStore? Only(string scope)
    {
        var partition = Array.Find(_partitions, p => $"{p.Tenant}-{p.Environment}" == scope);
        return partition is null ? null : new([partition]);
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

    private static void Build(PartitionBuilder p, Workload workload)
    {
        foreach (var service in workload.Services)
        {
            KubernetesMetrics.AddDeployment(p, service.Spec, service.Load, service.Deployments);
            for (var i = 0; i < service.Shares.Length; i++)
            {
                var instance = new Instance(p, workload, service, i);
                HttpMetrics.Add(instance);
                RuntimeMetrics.Add(instance);
                KubernetesMetrics.AddPod(instance);
            }
        }
        for (var node = 1; node <= p.Environment.Nodes; node++)
        {
            NodeMetrics.Add(p, node);
        }
        PostgresMetrics.Add(p, workload.Services.ToDictionary(s => s.Spec.Name, s => s.Load));
        PlatformMetrics.AddPrometheus(p);
        if (p is { Tenant.Id: "acme", Environment.Name: "prod" })
        {
            PlatformMetrics.AddPortal(p);
        }
    }
}
