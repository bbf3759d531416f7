namespace Portal.Demo.Workloads;

/// <summary>What the node exporter exposes about a machine.</summary>
internal static class NodeMetrics
{
    private const int Cpus = 4;
    private const double GigaByte = 1024.0 * 1024 * 1024;
    private const double UsualRate = 100;

    public static void Add(PartitionBuilder p, int number)
    {
        var name = $"node-{number}";
        var seed = p.Seed("node", name);
        var load = new ServiceLoad(seed, UsualRate, Incidents.Never, _ => 0);
        long Boot(long t) => ServiceLoad.WeekStart(t) - 172_800_000;
        (string, string)[] Own(params ReadOnlySpan<(string, string)> more) => [("job", "node"), ("instance", $"{name}:9100"), .. more];
        var machine = p.Process(load, Boot);
        var weight = 0.35 + (0.35 * Noise.Unit(seed, 1));

        (string Mode, double Load, double Idle)[] modes = [("user", 0.62, 0.03), ("system", 0.2, 0.015), ("iowait", 0.05, 0.004), ("softirq", 0.03, 0.002), ("steal", 0.01, 0.001)];
        for (var cpu = 0; cpu < Cpus; cpu++)
        {
            // All modes of a processor add up to one second a second.
            var share = weight * (0.9 + (0.2 * Noise.Unit(seed + 2, cpu))) / UsualRate;
            foreach (var (mode, perLoad, least) in modes)
            {
                p.Counter("node_cpu_seconds_total", Growth.Of(share * perLoad, least), machine, Own(("cpu", $"{cpu}"), ("mode", mode)));
            }
            p.Counter("node_cpu_seconds_total", Growth.Of(-share * modes.Sum(m => m.Load), 1 - modes.Sum(m => m.Idle)), machine, Own(("cpu", $"{cpu}"), ("mode", "idle")));
        }
        (string, long)[] loads = [("node_load1", 60_000), ("node_load5", 300_000), ("node_load15", 900_000)];
        foreach (var (metric, period) in loads)
        {
            p.Gauge(metric, t => Math.Round(Cpus * weight * load.Utilization(t) * (1 + (0.3 * Noise.Smooth(seed + 5, t, period))), 2), Own());
        }
        AddMemory(p, load, seed, Own());
        AddDisks(p, seed, machine, Own);
        p.Counter("node_network_receive_bytes_total", Growth.Of(42_000, 900, true), machine, Own(("device", "eth0")));
        p.Counter("node_network_transmit_bytes_total", Growth.Of(71_000, 1_100, true), machine, Own(("device", "eth0")));
        p.Counter("node_network_receive_errs_total", Growth.Of(0, 0.0004 * Noise.Unit(seed, 3), true), machine, Own(("device", "eth0")));
        p.Counter("node_network_transmit_errs_total", Growth.Of(0, 0.0001 * Noise.Unit(seed, 4), true), machine, Own(("device", "eth0")));
        p.Counter("node_vmstat_pgmajfault", Growth.Of(0.004, 0.02, true), machine, Own());
        p.Counter("node_context_switches_total", Growth.Of(95, 1_800, true), machine, Own());
        p.Gauge("node_boot_time_seconds", t => Boot(t) / 1000, Own());
        p.Gauge("node_time_seconds", t => t / 1000.0, Own());
        p.Gauge("node_uname_info", _ => 1, Own(("nodename", name), ("release", "6.12.43-amd64")));
        p.Target(_ => 1, 620, Own());
    }

    private static void AddMemory(PartitionBuilder p, ServiceLoad load, ulong seed, (string, string)[] own)
    {
        const double total = 16 * GigaByte;
        double Available(long t) => total * Math.Clamp(0.62 - (0.22 * load.Utilization(t)) + (0.03 * Noise.Smooth(seed + 6, t, 900_000)), 0.05, 0.95);
        p.Gauge("node_memory_MemTotal_bytes", _ => total, own);
        p.Gauge("node_memory_MemAvailable_bytes", t => Math.Floor(Available(t)), own);
        p.Gauge("node_memory_MemFree_bytes", t => Math.Floor(Available(t) * 0.35), own);
        p.Gauge("node_memory_Cached_bytes", t => Math.Floor(Available(t) * 0.52), own);
        p.Gauge("node_memory_Buffers_bytes", t => Math.Floor(Available(t) * 0.04), own);
    }

    private delegate (string, string)[] OwnLabels(params ReadOnlySpan<(string, string)> more);

    private static void AddDisks(PartitionBuilder p, ulong seed, FlowSource machine, OwnLabels own)
    {
        (string Device, string Mount, double Size, double Used)[] disks = [("/dev/nvme0n1p1", "/", 60, 0.34), ("/dev/nvme1n1", "/var/lib/containerd", 200, 0.5)];
        foreach (var (device, mount, size, used) in disks)
        {
            (string, string)[] labels = [.. own(("device", device), ("fstype", "ext4"), ("mountpoint", mount))];
            // Fills up over the week until somebody cleans up.
            double Free(long t) => size * GigaByte * (1 - used - (0.3 * ((t - ServiceLoad.WeekStart(t)) / (double)ServiceLoad.WeekMs)) - (0.01 * Noise.Smooth(seed + 8, t, 1_200_000)));
            p.Gauge("node_filesystem_size_bytes", _ => size * GigaByte, labels);
            p.Gauge("node_filesystem_free_bytes", t => Math.Floor(Free(t)), labels);
            p.Gauge("node_filesystem_avail_bytes", t => Math.Floor(Free(t) * 0.95), labels);
            var disk = own(("device", device["/dev/".Length..]));
            p.Counter("node_disk_read_bytes_total", Growth.Of(9_000 * used, 2_000, true), machine, disk);
            p.Counter("node_disk_written_bytes_total", Growth.Of(28_000 * used, 14_000, true), machine, disk);
            p.Counter("node_disk_io_time_seconds_total", Growth.Of(0.0031 * used, 0.004, false), machine, disk);
        }
    }
}
