namespace Portal.Demo.Workloads;

/// <summary>What the PostgreSQL exporter exposes: one server with a database for each service, and a replica in prod.</summary>
internal static class PostgresMetrics
{
    private const double GigaByte = 1024.0 * 1024 * 1024;

    public static void Add(PartitionBuilder p, IReadOnlyDictionary<string, ServiceLoad> loads)
    {
        AddServer(p, loads, 0);
        if (p.Environment.Name == "prod")
        {
            AddServer(p, loads, 1);
        }
    }

    private static void AddServer(PartitionBuilder p, IReadOnlyDictionary<string, ServiceLoad> loads, int index)
    {
        (string, string)[] own = [("job", "postgres"), ("instance", $"postgres-{index}:9187")];
        var seed = p.Seed("postgres", $"{index}");
        p.Gauge("pg_up", _ => 1, own);
        p.Target(_ => 1, 310, own);
        p.Gauge("pg_postmaster_start_time_seconds", t => ServiceLoad.WeekStart(t) / 1000, own);
        p.Gauge("pg_settings_max_connections", _ => 200, own);
        if (index > 0)
        {
            var busiest = loads.Values.First();
            p.Gauge("pg_replication_lag_seconds", t => Math.Round(0.02 + (0.3 * Math.Pow(Noise.Unit(seed + 1, t / 15_000), 6) * 8) + (9 * busiest.Incident(t)), 3), own);
        }
        foreach (var service in p.Tenant.Services.Where(s => s.HasDatabase))
        {
            AddDatabase(p, service, loads[service.Name], index, p.Seed("postgres", $"{index}", service.Name), own);
        }
    }

    private static void AddDatabase(PartitionBuilder p, ServiceSpec service, ServiceLoad load, int index, ulong seed, (string, string)[] own)
    {
        (string, string)[] labels = [.. own, ("datname", service.Name)];
        var server = p.Process(load, ServiceLoad.WeekStart);
        // The replica serves part of the reads and gets no writes.
        var reads = index == 0 ? 1 : 0.35;
        var writes = index == 0 ? 1 : 0;
        Growth Grow(double normal, double slow, double error, double perSecond = 0) => new([normal, normal, slow, normal * 0.3, error], perSecond, true);
        (string, Growth)[] counters =
        [
            ("xact_commit", Grow(1.8 * reads, 1.5 * reads, 0.4 * reads, 0.3)), ("xact_rollback", Grow(0.004 * reads, 0.03 * reads, 0.6 * reads, 0.001)),
            ("tup_fetched", Grow(24 * reads, 60 * reads, 8 * reads, 20)), ("tup_returned", Grow(85 * reads, 900 * reads, 40 * reads, 120)),
            ("tup_inserted", Grow(0.6 * writes, 0.4 * writes, 0)), ("tup_updated", Grow(0.45 * writes, 0.3 * writes, 0)), ("tup_deleted", Grow(0.05 * writes, 0.02 * writes, 0)),
            ("blks_hit", Grow(31 * reads, 180 * reads, 10 * reads, 15)), ("blks_read", Grow(0.3 * reads, 9 * reads, 0.2 * reads, 0.1)),
            ("deadlocks", Grow(0, 0.00004 * writes, 0.0002 * writes)), ("temp_bytes", Grow(40 * reads, 20_000 * reads, 0)),
        ];
        foreach (var (name, growth) in counters)
        {
            p.Counter("pg_stat_database_" + name, growth, server, labels);
        }
        double Active(long t) => Math.Floor((load.Rate(t) * service.MedianSeconds * 0.8 * reads) + (25 * load.Incident(t)) + (1.5 * Noise.Unit(seed, t / 15_000)));
        double Idle(long t) => Math.Floor(8 + (12 * p.Environment.LoadFactor) + (3 * Noise.Smooth(seed + 1, t, 600_000)));
        double InTransaction(long t) => Math.Floor((8 * load.Incident(t)) + (1.2 * Noise.Unit(seed + 2, t / 15_000)));
        p.Gauge("pg_stat_activity_count", Active, [.. labels, ("state", "active")]);
        p.Gauge("pg_stat_activity_count", Idle, [.. labels, ("state", "idle")]);
        p.Gauge("pg_stat_activity_count", InTransaction, [.. labels, ("state", "idle in transaction")]);
        p.Gauge("pg_stat_database_numbackends", t => Active(t) + Idle(t) + InTransaction(t), labels);
        var size = GigaByte * service.ProdRate * p.Environment.LoadFactor * 0.12;
        p.Gauge("pg_database_size_bytes", t => Math.Floor(size + (8e6) + (size * 0.04 * ((t - ServiceLoad.WeekStart(t)) / (double)ServiceLoad.WeekMs))), labels);
        (string, double)[] locks = [("accesssharelock", 1.4), ("rowexclusivelock", 0.7 * writes), ("exclusivelock", 0.1 * writes)];
        foreach (var (mode, factor) in locks)
        {
            p.Gauge("pg_locks_count", t => Math.Floor(factor * (Active(t) + InTransaction(t)) * (0.6 + (0.8 * Noise.Unit(seed + Noise.Seed(mode), t / 15_000)))), [.. labels, ("mode", mode)]);
        }
    }
}
