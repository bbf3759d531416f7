namespace Portal.Demo.Workloads;

/// <summary>What kube-state-metrics and cAdvisor expose about a service.</summary>
internal static class KubernetesMetrics
{
    private const string State = "kube-state-metrics";
    private const string Advisor = "cadvisor";

    public static void AddDeployment(PartitionBuilder p, ServiceSpec service, ServiceLoad load, Deployments deployments)
    {
        (string, string)[] labels = [("service", service.Name), ("namespace", p.Namespace), ("job", State), ("instance", State + ":8080"), ("deployment", service.Name)];
        var replicas = p.Environment.Replicas;
        p.Gauge("kube_deployment_spec_replicas", _ => replicas, labels);
        p.Gauge("kube_deployment_status_replicas", _ => replicas, labels);
        p.Gauge("kube_deployment_status_replicas_available", t => Math.Max(0, replicas - (deployments.Stress(t) > 0 || load.Incident(t) > 0.85 ? 1 : 0)), labels);
        p.Gauge("kube_deployment_status_replicas_updated", t => Math.Min(replicas, Math.Floor((t - deployments.LastStart(t, 0)) / 45_000.0)), labels);
    }

    public static void AddPod(Instance i)
    {
        var p = i.Partition;
        var seed = i.Seed;
        var name = i.Service.Name;
        var node = i.Workload.Node(i.Index);
        p.Gauge("kube_pod_info", _ => 1, i.Platform(State, ("node", node), ("created_by_kind", "ReplicaSet"), ("created_by_name", name)));
        bool Starting(long t) => t - i.StartedAt(t) < 30_000;
        p.Gauge("kube_pod_status_phase", t => Starting(t) ? 0 : 1, i.Platform(State, ("phase", "Running")));
        p.Gauge("kube_pod_status_phase", t => Starting(t) ? 1 : 0, i.Platform(State, ("phase", "Pending")));
        p.Gauge("kube_pod_status_phase", _ => 0, i.Platform(State, ("phase", "Failed")));
        bool Ready(long t) => !Starting(t) && !(i.Index == 0 && i.Load.Incident(t) > 0.85);
        p.Gauge("kube_pod_status_ready", t => Ready(t) ? 1 : 0, i.Platform(State, ("condition", "true")));
        p.Gauge("kube_pod_status_ready", t => Ready(t) ? 0 : 1, i.Platform(State, ("condition", "false")));
        p.Gauge("kube_pod_container_status_restarts_total", t => i.Load.Crashes(i.StartedAt(t), t, i.Index), i.Platform(State, ("container", name)));

        var cores = i.Service.Runtime == Runtime.Jvm ? 1.0 : 0.5;
        var memory = (i.Service.Runtime == Runtime.Jvm ? 1024 : 384) * RuntimeMetrics.MegaByte;
        (string, string, string, double)[] resources =
        [
            ("kube_pod_container_resource_requests", "cpu", "core", cores), ("kube_pod_container_resource_requests", "memory", "byte", memory * 0.75),
            ("kube_pod_container_resource_limits", "cpu", "core", cores * 4), ("kube_pod_container_resource_limits", "memory", "byte", memory),
        ];
        foreach (var (metric, resource, unit, value) in resources)
        {
            p.Gauge(metric, _ => value, i.Platform(State, ("container", name), ("resource", resource), ("unit", unit)));
        }

        var container = i.Platform(Advisor, ("container", name));
        var cpu = RuntimeMetrics.CpuPerRequest(i);
        p.Counter("container_cpu_usage_seconds_total", i.Grow(cpu, 0.015), i.Flows, container);
        p.Counter("container_cpu_cfs_periods_total", i.Grow(0, 9.9, whole: true), i.Flows, container);
        p.Counter("container_cpu_cfs_throttled_periods_total", i.Grow([0, 0.004, 0.12, 0, 0.1], 0.02, whole: true), i.Flows, container);
        p.Gauge("container_memory_working_set_bytes", t => Math.Floor(RuntimeMetrics.WorkingSet(i, t) * (1.06 + (0.01 * Noise.Unit(seed + 21, t / 15_000)))), container);
        p.Counter("container_network_receive_bytes_total", i.Grow(1_900, 300, whole: true), i.Flows, i.Platform(Advisor));
        p.Counter("container_network_transmit_bytes_total", i.Grow(7_400, 260, whole: true), i.Flows, i.Platform(Advisor));
    }
}
