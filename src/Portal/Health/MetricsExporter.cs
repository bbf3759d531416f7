using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;
using Portal.Core.Metrics;

namespace Portal.Health;

/// <summary>Collects the portal's own meter and writes it in Prometheus' text format.</summary>
internal sealed class MetricsExporter : IDisposable
{
    /// <summary>The content type of the text format.</summary>
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private static readonly double[] Bounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<Instrument, ConcurrentDictionary<string, Series>> _series = new();
    private readonly Lock _lock = new();
    private readonly int _maxSeries;
    private int _count;
    private long _left;

    /// <summary>Begins to collect.</summary>
    /// <param name="maxSeries">How many series are kept: far above what tenants × outcomes come to, for a mistake must not fill the memory.</param>
    public MetricsExporter(int maxSeries = 50_000)
    {
        _maxSeries = maxSeries;
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == PortalMeter.Name)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Record(instrument, value, tags));
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Record(instrument, value, tags));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Record(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>All metrics as of now.</summary>
    public string Export()
    {
        var text = new StringBuilder();
        foreach (var (instrument, series) in _series.OrderBy(s => s.Key.Name, StringComparer.Ordinal))
        {
            var name = $"{PortalMeter.Name}_{instrument.Name}";
            var histogram = instrument is Histogram<double>;
            text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {instrument.Description}\n# TYPE {name} {(histogram ? "histogram" : instrument is Counter<long> ? "counter" : "gauge")}\n");
            foreach (var (labels, values) in series.OrderBy(s => s.Key, StringComparer.Ordinal))
            {
                if (histogram)
                {
                    values.WriteHistogram(text, name, labels);
                }
                else
                {
                    text.Append(CultureInfo.InvariantCulture, $"{name}{{{labels}}} {values.Sum}\n");
                }
            }
        }
        WriteProcess(text);
        return text.ToString();
    }

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private void WriteProcess(StringBuilder text)
    {
        text.Append(CultureInfo.InvariantCulture, $"# HELP portal_metrics_left_out_total Measurements that are missing here because there are too many series.\n# TYPE portal_metrics_left_out_total counter\nportal_metrics_left_out_total {Interlocked.Read(ref _left)}\n");
        text.Append(CultureInfo.InvariantCulture, $"# HELP portal_process_cpu_seconds_total Processor time of the process.\n# TYPE portal_process_cpu_seconds_total counter\nportal_process_cpu_seconds_total {Environment.CpuUsage.TotalTime.TotalSeconds}\n");
        text.Append(CultureInfo.InvariantCulture, $"# HELP portal_process_memory_bytes Memory that the process holds.\n# TYPE portal_process_memory_bytes gauge\nportal_process_memory_bytes {Environment.WorkingSet}\n");
        text.Append(CultureInfo.InvariantCulture, $"# HELP portal_gc_heap_bytes Memory of live objects and those not yet collected.\n# TYPE portal_gc_heap_bytes gauge\nportal_gc_heap_bytes {GC.GetTotalMemory(false)}\n");
    }

    private void Record(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var all = _series.GetOrAdd(instrument, _ => new ConcurrentDictionary<string, Series>());
        var labels = Labels(tags);
        if (!all.TryGetValue(labels, out var series))
        {
            lock (_lock)
            {
                if (!all.TryGetValue(labels, out series))
                {
                    if (_count == _maxSeries)
                    {
                        _left++;
                        return;
                    }
                    _count++;
                    all[labels] = series = new Series();
                }
            }
        }
        series.Add(value);
    }

    private static string Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var text = new StringBuilder();
        foreach (var (key, value) in tags)
        {
            var escaped = Convert.ToString(value, CultureInfo.InvariantCulture)?.Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("\n", "\\n");
            text.Append(text.Length > 0 ? "," : "").Append(key).Append("=\"").Append(escaped).Append('"');
        }
        return text.ToString();
    }

    /// <summary>One series: a sum, and for histograms the counts of the buckets.</summary>
    private sealed class Series
    {
        private readonly Lock _lock = new();
        private readonly long[] _counts = new long[Bounds.Length + 1];
        private double _sum;

        public double Sum
        {
            get
            {
                lock (_lock)
                {
                    return _sum;
                }
            }
        }

        public void Add(double value)
        {
            var bucket = Array.FindIndex(Bounds, bound => value <= bound);
            lock (_lock)
            {
                _sum += value;
                _counts[bucket < 0 ? Bounds.Length : bucket]++;
            }
        }

        public void WriteHistogram(StringBuilder text, string name, string labels)
        {
            lock (_lock)
            {
                long total = 0;
                for (var i = 0; i <= Bounds.Length; i++)
                {
                    total += _counts[i];
                    var bound = i < Bounds.Length ? Bounds[i].ToString(CultureInfo.InvariantCulture) : "+Inf";
                    text.Append(CultureInfo.InvariantCulture, $"{name}_bucket{{{labels},le=\"{bound}\"}} {total}\n");
                }
                text.Append(CultureInfo.InvariantCulture, $"{name}_sum{{{labels}}} {_sum}\n{name}_count{{{labels}}} {total}\n");
            }
        }
    }
}
