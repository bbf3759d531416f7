namespace Portal.Demo.Workloads;

/// <summary>What the observers expose about themselves: the Prometheus of an environment, and the portal that reads from it.</summary>
internal static class PlatformMetrics
{
    private const double MegaByte = 1024 * 1024;

    public static void AddPrometheus(PartitionBuilder p)
    {
        (string, string)[] own = [("job", "prometheus"), ("instance", "prometheus-0:9090")];
        var seed = p.Seed("prometheus");
        var load = new ServiceLoad(seed, 12, Incidents.Never, _ => 0);
        var server = p.Process(load, ServiceLoad.WeekStart);
        var series = 1_000.0 * p.Environment.Replicas;
        p.Target(_ => 1, 780, own);
        p.Gauge("prometheus_build_info", _ => 1, [.. own, ("version", "3.5.3")]);
        p.Gauge("prometheus_config_last_reload_successful", _ => 1, own);
        p.Gauge("prometheus_tsdb_head_series", t => Math.Floor(series * (1 + (0.04 * Noise.Smooth(seed + 1, t, 1_800_000)))), own);
        // Chunks grow until the head is cut, every two hours.
        p.Gauge("prometheus_tsdb_head_chunks", t => Math.Floor(series * (2 + (4 * (t % 7_200_000L / 7_200_000.0)))), own);
        p.Counter("prometheus_tsdb_head_samples_appended_total", Growth.Of(0.4, series / 15, true), server, [.. own, ("type", "float")]);
        p.Gauge("prometheus_tsdb_storage_blocks_bytes", t => Math.Floor(series * 1_400 * (14 + ((t - ServiceLoad.WeekStart(t)) / 7_200_000L))), own);
        p.Gauge("prometheus_tsdb_wal_storage_size_bytes", t => Math.Floor(series * 900 * (2 + (t % 7_200_000L / 3_600_000.0))), own);
        p.Gauge("prometheus_engine_queries", t => Math.Floor((load.Rate(t) * 0.08) + (1.4 * Noise.Unit(seed + 2, t / 15_000))), own);
        p.Gauge("prometheus_engine_queries_concurrent_max", _ => 20, own);
        p.Counter("process_cpu_seconds_total", Growth.Of(0.006, 0.02), server, own);
        p.Gauge("process_resident_memory_bytes", t => Math.Floor(MegaByte * (140 + (series * 0.03 * (1 + (0.5 * (t % 7_200_000L / 7_200_000.0)))))), own);
        p.Gauge("go_memstats_heap_inuse_bytes", t => Math.Floor(MegaByte * (70 + (series * 0.02 * (0.8 + (0.4 * (t % 180_000 / 180_000.0)))))), own);
        p.Gauge("go_goroutines", t => Math.Floor(62 + (6 * load.Utilization(t)) + (3 * Noise.Unit(seed + 3, t / 15_000))), own);
        (string Handler, double Share, double Seconds)[] handlers = [("/api/v1/query_range", 0.62, 0.05), ("/api/v1/query", 0.24, 0.012), ("/api/v1/label/:name/values", 0.08, 0.008), ("/metrics", 0.06, 0.004)];
        double[] bounds = [0.1, 0.2, 0.4, 1, 3, 8, 20, 60, 120, double.PositiveInfinity];
        foreach (var (handler, share, seconds) in handlers)
        {
            p.Counter("prometheus_http_requests_total", Growth.Of(share, 0, true), server, [.. own, ("code", "200"), ("handler", handler)]);
            p.Histogram("prometheus_http_request_duration_seconds", bounds, [share, share, share, share, share], seconds, server, null, [.. own, ("handler", handler)]);
        }
    }

    public static void AddPortal(PartitionBuilder p)
    {
        (string, string)[] own = [("job", "portal"), ("instance", "portal-0:8080")];
        var seed = p.Seed("portal");
        var load = new ServiceLoad(seed, 18, Incidents.Never, _ => 0);
        var server = p.Process(load, t => ServiceLoad.WeekStart(t) - 86_400_000);
        double[] bounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, double.PositiveInfinity];
        void Histogram(string name, double[] weights, double seconds, params (string, string)[] labels) => p.Histogram(name, bounds, weights, seconds, server, null, [.. own, .. labels]);
        p.Target(_ => 1, 420, own);
        (string Method, string Route, double Share, double Seconds)[] routes =
        [
            ("POST", "/api/v1/dashboards/{tenant}/{environment}/{dashboard}/panels/{panel}/data", 0.7, 0.03), ("GET", "/d/{tenant}/{environment}/{dashboard}", 0.08, 0.012),
            ("GET", "/api/v1/dashboards", 0.12, 0.004), ("GET", "/metrics", 0.1, 0.002),
        ];
        foreach (var (method, route, share, seconds) in routes)
        {
            Histogram("portal_http_request_duration_seconds", [share, share, share, 0, 0], seconds, ("method", method), ("route", route), ("status", "200"));
            Histogram("portal_http_request_duration_seconds", [0, 0, 0, share, 0], seconds, ("method", method), ("route", route), ("status", "404"));
        }
        Histogram("portal_http_request_duration_seconds", [0, 0, 0, 0, 1], 1, ("method", "POST"), ("route", routes[0].Route), ("status", "504"));
        // The store's own label "tenant" is in the way, so the portal's is renamed as Prometheus does.
        (string Tenant, double Share, double Seconds)[] tenants = [("acme", 0.6, 0.02), ("nova", 0.4, 0.032)];
        foreach (var (tenant, share, seconds) in tenants)
        {
            (string, string) of = ("exported_tenant", tenant);
            Histogram("portal_render_duration_seconds", [0.04 * share, 0.04 * share, 0, 0, 0], 0.006, of, ("outcome", "ok"));
            Histogram("portal_render_duration_seconds", [0.3 * share, 0.3 * share, 0, 0, 0], 0.0004, of, ("outcome", "cached"));
            Histogram("portal_query_duration_seconds", [0.5 * share, 0.6 * share, 0.5 * share, 0.5 * share, 0], seconds, of, ("outcome", "ok"));
            Histogram("portal_query_duration_seconds", [0, 0, 0, 0, share], 2, of, ("outcome", "timeout"));
            Histogram("portal_queue_wait_seconds", [0.5 * share, 0.6 * share, 0.5 * share, 0, 0], 0.0008, of, ("outcome", "ok"));
            p.Gauge("portal_queue_length", t => Math.Floor(6 * share * load.Utilization(t) * Math.Pow(Noise.Unit(seed + Noise.Seed(tenant), t / 15_000), 5)), [.. own, of]);
            (string Outcome, double Normal, double Busy)[] sources = [("hit", 0.5, 0.7), ("shared", 0.06, 0.14), ("miss", 0.5, 0.6)];
            foreach (var (outcome, normal, busy) in sources)
            {
                p.Counter("portal_cache_requests_total", new([normal * share, busy * share, normal * share, 0, 0], 0, Whole: true), server, [.. own, of, ("outcome", outcome)]);
            }
        }
        Histogram("portal_catalog_load_duration_seconds", [0.00012, 0.00012, 0, 0, 0], 0.4, ("outcome", "accepted"));
        Histogram("portal_catalog_load_duration_seconds", [0.00002, 0.00002, 0, 0, 0], 0.2, ("outcome", "refused"));
        p.Counter("portal_process_cpu_seconds_total", Growth.Of(0.004, 0.01), server, own);
        p.Gauge("portal_process_memory_bytes", t => Math.Floor(MegaByte * (180 + (60 * load.Utilization(t)) + (8 * Noise.Smooth(seed + 4, t, 300_000)))), own);
        p.Gauge("portal_gc_heap_bytes", t => Math.Floor(MegaByte * (44 + (38 * (t % 210_000 / 210_000.0)))), own);
    }
}
