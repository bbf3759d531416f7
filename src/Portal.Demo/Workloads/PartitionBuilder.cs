using Portal.Demo.Evaluation;
using Portal.Demo.Storage;

namespace Portal.Demo.Workloads;

/// <summary>Collects the series of one tenant's environment.</summary>
internal sealed class PartitionBuilder(TenantSpec tenant, EnvironmentSpec environment, ScrapeClock clock, FlowCache flows)
{
    public TenantSpec Tenant => tenant;

    public EnvironmentSpec Environment => environment;

    public string Namespace => $"{tenant.Id}-{environment.Name}";

    /// <summary>The load of a process that starts when the function says.</summary>
    public FlowSource Process(ServiceLoad load, Func<long, long> startedAt) => new(load, startedAt, flows);

    public List<ISeries> Series { get; } = [];

    public ulong Seed(params ReadOnlySpan<string> parts) => Noise.Seed([tenant.Id, environment.Name, .. parts]);

    public void Gauge(string name, Func<long, double> value, params ReadOnlySpan<(string, string)> labels) =>
        Series.Add(new GaugeSeries(Labels(name, labels), clock, value));

    public void Counter(string name, Growth growth, FlowSource source, params ReadOnlySpan<(string, string)> labels) =>
        Series.Add(new CounterSeries(Labels(name, labels), clock, growth, source));

    /// <summary>The three kinds of series of a classic histogram, filled by requests that take about so long; with exemplars of the requests between two bounds, or without.</summary>
    public void Histogram(string name, double[] bounds, double[] weights, double median, FlowSource source, Func<double, double, ExemplarSource>? exemplars, params ReadOnlySpan<(string, string)> labels)
    {
        BucketSeries Bucket(LabelSet all, double lower, double upper) =>
            exemplars is not null ? new TracedBucket(all, clock, weights, median, upper, source, exemplars(lower, upper)) : new BucketSeries(all, clock, weights, median, upper, source);
        for (var b = 0; b < bounds.Length; b++)
        {
            Series.Add(Bucket(Labels(name + "_bucket", [.. labels, ("le", Numbers.Format(bounds[b]))]), b > 0 ? bounds[b - 1] : 0, bounds[b]));
        }
        Series.Add(new BucketSeries(Labels(name + "_count", labels), clock, weights, median, double.PositiveInfinity, source));
        Counter(name + "_sum", new([.. weights.Select((w, f) => w * Latency.Mean((Flow)f, median))]), source, labels);
    }

    public void NativeHistogram(string name, Growth[] buckets, int firstIndex, int schema, Growth sum, FlowSource source, params ReadOnlySpan<(string, string)> labels) =>
        Series.Add(new NativeHistogramSeries(Labels(name, labels), clock, buckets, firstIndex, schema, sum, source));

    /// <summary>What a Prometheus notes about each scrape of a target.</summary>
    public void Target(Func<long, double> up, double samples, params (string, string)[] labels)
    {
        var seed = Seed([.. labels.Select(l => l.Item2)]);
        Gauge("up", up, labels);
        Gauge("scrape_duration_seconds", t => up(t) > 0 ? Math.Round((0.002 + (samples * 1.5e-5)) * (0.8 + (0.5 * Noise.Unit(seed, t / ScrapeClock.IntervalMs))), 6) : 10, labels);
        Gauge("scrape_samples_scraped", t => up(t) > 0 ? samples : 0, labels);
    }

    private LabelSet Labels(string name, ReadOnlySpan<(string, string)> labels) =>
        LabelSet.Of([(LabelSet.MetricName, name), ("tenant", tenant.Id), ("environment", environment.Name), .. labels]);
}

/// <summary>One running instance of a service: its labels, its part of the load, and when its process started.</summary>
internal sealed record Instance(PartitionBuilder Partition, Workload Workload, RunningService Running, int Index)
{
    public ServiceSpec Service => Running.Spec;

    public ServiceLoad Load => Running.Load;

    public Deployments Deployments => Running.Deployments;

    public double Share => Running.Shares[Index];

    public string Pod => Running.Pod(Index);

    public ulong Seed => Partition.Seed(Service.Name, Pod);

    public FlowSource Flows { get; } = Partition.Process(Running.Load, t => Running.Deployments.LastStart(t, Index));

    public long StartedAt(long timeMs) => Deployments.LastStart(timeMs, Index);

    /// <summary>A load that the instance has part of: <paramref name="weights"/> for the whole service.</summary>
    public Growth Grow(double[] weights, double perSecond = 0, bool whole = false) => new([.. weights.Select(w => w * Share)], perSecond, whole);

    public Growth Grow(double perRequest, double perSecond = 0, bool whole = false) => Grow([perRequest, perRequest, perRequest, perRequest, perRequest], perSecond, whole);

    /// <summary>The labels of a metric that the process itself exposes.</summary>
    public (string, string)[] Own(params ReadOnlySpan<(string, string)> more) =>
    [
        ("service", Service.Name), ("namespace", Partition.Namespace), ("job", $"{Partition.Namespace}/{Service.Name}"), ("instance", $"{Pod}:8080"), ("pod", Pod), .. more,
    ];

    /// <summary>The labels of a metric about the instance that the platform exposes.</summary>
    public (string, string)[] Platform(string job, params ReadOnlySpan<(string, string)> more) =>
    [
        ("service", Service.Name), ("namespace", Partition.Namespace), ("job", job), ("instance", $"{job}:8080"), ("pod", Pod), .. more,
    ];
}
