namespace Portal.Demo.Workloads;

/// <summary>What the .NET runtime and the JVM expose about themselves.</summary>
internal static class RuntimeMetrics
{
    public const double MegaByte = 1024 * 1024;

    public static void Add(Instance instance)
    {
        if (instance.Service.Runtime == Runtime.DotNet)
        {
            AddDotNet(instance);
        }
        else
        {
            AddJvm(instance);
        }
    }

    /// <summary>Seconds of processor time for one request.</summary>
    public static double CpuPerRequest(Instance instance) => instance.Service.MedianSeconds * 0.22;

    /// <summary>Resident memory: grows for hours after a start, and with load.</summary>
    public static double WorkingSet(Instance instance, long time)
    {
        var hours = (time - instance.StartedAt(time)) / 3_600_000.0;
        var warm = 1 - Math.Exp(-hours / 3);
        var basis = instance.Service.Runtime == Runtime.Jvm ? 620 : 210;
        return MegaByte * basis * (0.72 + (0.25 * warm) + (0.18 * instance.Load.Utilization(time)) + (0.1 * instance.Load.Incident(time)) + (0.03 * Noise.Smooth(instance.Seed + 7, time, 300_000)));
    }

    private static void AddDotNet(Instance i)
    {
        var p = i.Partition;
        var seed = i.Seed;
        var cpu = CpuPerRequest(i);
        p.Counter("dotnet_process_cpu_time_seconds_total", i.Grow(cpu * 0.82, 0.004), i.Flows, i.Own(("cpu_mode", "user")));
        p.Counter("dotnet_process_cpu_time_seconds_total", i.Grow(cpu * 0.18, 0.002), i.Flows, i.Own(("cpu_mode", "system")));
        p.Gauge("dotnet_process_cpu_count", _ => 2, i.Own());
        p.Gauge("dotnet_process_memory_working_set_bytes", t => Math.Floor(WorkingSet(i, t)), i.Own());
        (string, double, double)[] generations = [("gen0", 0.012, 0.42), ("gen1", 0.003, 0.11), ("gen2", 0.0002, 0.28)];
        foreach (var (generation, perRequest, share) in generations)
        {
            p.Counter("dotnet_gc_collections_total", i.Grow(perRequest, 0.001, whole: true), i.Flows, i.Own(("gc_heap_generation", generation)));
            p.Gauge("dotnet_gc_last_collection_heap_size_bytes", t => Math.Floor(WorkingSet(i, t) * 0.45 * share * (0.85 + (0.3 * Noise.Unit(seed + Noise.Seed(generation), t / 45_000)))), i.Own(("gc_heap_generation", generation)));
        }
        p.Gauge("dotnet_gc_last_collection_heap_size_bytes", t => Math.Floor(WorkingSet(i, t) * 0.08), i.Own(("gc_heap_generation", "loh")));
        p.Gauge("dotnet_gc_last_collection_heap_size_bytes", _ => 1.5 * MegaByte, i.Own(("gc_heap_generation", "poh")));
        p.Counter("dotnet_gc_heap_total_allocated_bytes_total", i.Grow(180_000, 4_000, whole: true), i.Flows, i.Own());
        p.Counter("dotnet_gc_pause_time_seconds_total", i.Grow([6e-5, 9e-5, 4e-4, 5e-5, 4e-4], 1e-5), i.Flows, i.Own());
        p.Gauge("dotnet_thread_pool_thread_count", t => Math.Floor(6 + (14 * i.Load.Utilization(t)) + (40 * i.Load.Incident(t)) + (3 * Noise.Unit(seed + 2, t / 60_000))), i.Own());
        p.Gauge("dotnet_thread_pool_queue_length", t => Math.Floor((60 * i.Load.Incident(t) * Noise.Unit(seed + 3, t / 15_000)) + (1.6 * Noise.Unit(seed + 4, t / 15_000))), i.Own());
        p.Counter("dotnet_monitor_lock_contentions_total", i.Grow([0.002, 0.006, 0.05, 0.002, 0.05], 0.01, whole: true), i.Flows, i.Own());
        p.Counter("dotnet_exceptions_total", i.Grow([0, 0, 0.02, 0, 0.7], 0, whole: true), i.Flows, i.Own(("error_type", "System.TimeoutException")));
        p.Counter("dotnet_exceptions_total", i.Grow([0, 0, 0, 0, 0.3], 0.0002, whole: true), i.Flows, i.Own(("error_type", "System.InvalidOperationException")));
        p.Counter("dotnet_exceptions_total", i.Grow([0, 0, 0, 0.4, 0], 0, whole: true), i.Flows, i.Own(("error_type", "System.ComponentModel.DataAnnotations.ValidationException")));
    }

    private static void AddJvm(Instance i)
    {
        var p = i.Partition;
        var seed = i.Seed;
        (string Type, string Pool, double Share, double LimitMb)[] pools =
        [
            ("heap", "G1 Eden Space", 0.2, 512), ("heap", "G1 Survivor Space", 0.03, 64), ("heap", "G1 Old Gen", 0.38, 1024),
            ("non_heap", "Metaspace", 0.12, 256), ("non_heap", "CodeCache", 0.06, 240),
        ];
        foreach (var (type, pool, share, limit) in pools)
        {
            (string, string)[] labels = [.. i.Own(("jvm_memory_type", type), ("jvm_memory_pool_name", pool))];
            // Eden fills up and empties with every young collection.
            double Used(long t) => WorkingSet(i, t) * share * (pool == "G1 Eden Space" ? 0.15 + (0.85 * (t % 127_000 / 127_000.0)) : 0.95 + (0.05 * Noise.Smooth(seed + 11, t, 240_000)));
            p.Gauge("jvm_memory_used_bytes", t => Math.Floor(Used(t)), labels);
            p.Gauge("jvm_memory_committed_bytes", _ => Math.Floor(limit * 0.75 * MegaByte), labels);
            p.Gauge("jvm_memory_limit_bytes", _ => limit * MegaByte, labels);
        }
        AddCollector(i, "G1 Young Generation", "end of minor GC", 0.002, 0.01);
        AddCollector(i, "G1 Old Generation", "end of major GC", 0.00005, 0.35);
        (string, double, double)[] states = [("runnable", 12, 10), ("waiting", 22, 6), ("timed_waiting", 16, 8), ("blocked", 0, 1)];
        foreach (var (state, least, perLoad) in states)
        {
            var incident = state == "blocked" ? 18 : 4;
            p.Gauge("jvm_thread_count", t => Math.Floor(least + (perLoad * i.Load.Utilization(t)) + (incident * i.Load.Incident(t)) + Noise.Unit(seed + Noise.Seed(state), t / 60_000)), i.Own(("jvm_thread_state", state)));
        }
        p.Gauge("jvm_class_count", t => 14_200 + Math.Floor(900 * (1 - Math.Exp(-(t - i.StartedAt(t)) / 5_400_000.0))), i.Own());
        p.Counter("jvm_cpu_time_seconds_total", i.Grow(CpuPerRequest(i), 0.012), i.Flows, i.Own());
        p.Gauge("jvm_cpu_count", _ => 2, i.Own());
        p.Gauge("jvm_cpu_recent_utilization_ratio", t => Math.Clamp(((i.Load.Rate(t) * i.Share * CpuPerRequest(i)) + 0.012) / 2 * (0.9 + (0.2 * Noise.Unit(seed + 12, t / 15_000))), 0, 1), i.Own());
    }

    private static void AddCollector(Instance i, string name, string action, double perRequest, double median)
    {
        (string, string)[] labels = [.. i.Own(("jvm_gc_name", name), ("jvm_gc_action", action))];
        double[] bounds = [0.001, 0.01, 0.1, 1, double.PositiveInfinity];
        i.Partition.Histogram("jvm_gc_duration_seconds", bounds, i.Grow(perRequest).Weights, median, i.Flows, null, labels);
    }
}
