using Portal.Demo.Storage;

namespace Portal.Demo.Workloads;

/// <summary>What every HTTP service exposes about its requests.</summary>
internal static class HttpMetrics
{
    private const string Server = "http_server_request_duration_seconds";
    private const string Client = "http_client_request_duration_seconds";
    private const int Schema = 3;
    private static readonly double[] Bounds = [.. Latency.Bounds, double.PositiveInfinity];

    public static void Add(Instance instance)
    {
        var p = instance.Partition;
        foreach (var route in instance.Service.Routes)
        {
            AddRoute(instance, route);
        }
        foreach (var method in instance.Service.Routes.GroupBy(r => r.Method))
        {
            var share = method.Sum(r => r.Share) * instance.Share;
            var seed = instance.Seed;
            p.Gauge("http_server_active_requests", t => Active(instance, share, seed, t), instance.Own(("http_request_method", method.Key)));
        }
        foreach (var called in instance.Service.Calls)
        {
            AddClient(instance, called);
        }
        AddProcess(instance);
    }

    private static void AddRoute(Instance instance, RouteSpec route)
    {
        var median = instance.Service.MedianSeconds * route.Slowness;
        (string Code, Flow[] Flows)[] statuses =
        [
            (route.Success, [Flow.Normal, Flow.Busy, Flow.Slow]),
            (route.Method == "GET" ? "404" : "400", [Flow.ClientError]),
            ("500", [Flow.ServerError]),
        ];
        foreach (var (code, flows) in statuses)
        {
            var labels = instance.Own(("http_route", route.Path), ("http_request_method", route.Method), ("http_response_status_code", code));
            var weights = new double[ServiceLoad.Flows];
            foreach (var flow in flows)
            {
                weights[(int)flow] = route.Share * instance.Share;
            }
            instance.Partition.Histogram(
                Server, Bounds, weights, median, instance.Flows, (lower, upper) => new ExemplarSource(instance.Workload, instance.Running, instance.Index, route, flows, lower, upper), labels);
        }
    }

    private static double Active(Instance instance, double share, ulong seed, long time)
    {
        double seconds = 0;
        for (var f = 0; f < ServiceLoad.Flows; f++)
        {
            seconds += instance.Load.Rate((Flow)f, time) * Latency.Mean((Flow)f, instance.Service.MedianSeconds);
        }
        return Math.Floor(seconds * share * (0.7 + (0.6 * Noise.Unit(seed, time / ScrapeClock.IntervalMs))) + (0.9 * Noise.Unit(seed + 1, time / ScrapeClock.IntervalMs)));
    }

    private static void AddClient(Instance instance, string called)
    {
        // The first service in the list is called most.
        var place = Array.IndexOf(instance.Service.Calls, called);
        var median = instance.Service.MedianSeconds * (0.45 - (0.12 * place));
        var share = 0.8 / (place + 1);
        // From a tenth of the median on, up to half a minute.
        var first = (int)Math.Ceiling(Math.Log2(median / 10) * (1 << Schema));
        var count = Math.Min(90, (int)Math.Ceiling(Math.Log2(30) * (1 << Schema)) - first);
        var buckets = new Growth[count];
        var below = new double[ServiceLoad.Flows];
        for (var i = 0; i < count; i++)
        {
            var bound = i == count - 1 ? double.PositiveInfinity : FloatHistogram.UpperBound(Schema, first + i);
            var weights = new double[ServiceLoad.Flows];
            for (var f = 0; f < ServiceLoad.Flows; f++)
            {
                var within = Latency.Share((Flow)f, bound, median);
                weights[f] = share * (within - below[f]);
                below[f] = within;
            }
            buckets[i] = instance.Grow(weights, whole: true);
        }
        var sum = instance.Grow([.. Enumerable.Range(0, ServiceLoad.Flows).Select(f => share * Latency.Mean((Flow)f, median))]);
        instance.Partition.NativeHistogram(Client, buckets, first, Schema, sum, instance.Flows, instance.Own(("server_address", called)));
    }

    private static void AddProcess(Instance instance)
    {
        var p = instance.Partition;
        p.Target(t => instance.Index == 0 && instance.Load.Incident(t) > 0.97 ? 0 : 1, 90 + (60 * instance.Service.Routes.Length), instance.Own());
        p.Gauge("process_start_time_seconds", t => Math.Floor(instance.StartedAt(t) / 1000.0), instance.Own());
        p.Gauge("deployment_started_timestamp_seconds", t => Math.Floor(instance.Deployments.LastStart(t, 0) / 1000.0), instance.Own());
        for (var number = 0; number < Deployments.Versions; number++)
        {
            AddVersion(instance, number);
        }
    }

    /// <summary>Versions come round after more days than the history has, so each has one series.</summary>
    private static void AddVersion(Instance instance, int number)
    {
        double Running(long t) => instance.Deployments.VersionDay(t) % Deployments.Versions == number ? 1 : double.NaN;
        var version = Deployments.Version(number);
        instance.Partition.Gauge("deployment_info", Running, instance.Own(("version", version), ("commit", instance.Deployments.Commit(number))));
        instance.Partition.Gauge("target_info", Running, instance.Own(
            ("service_name", instance.Service.Name), ("service_version", version), ("telemetry_sdk_language", instance.Service.Runtime == Runtime.Jvm ? "java" : "dotnet")));
    }
}
