using System.Collections.Concurrent;

namespace Portal.Demo.Workloads;

/// <summary>The kinds of requests whose numbers are known at any time.</summary>
internal enum Flow
{
    Normal,
    Busy,
    Slow,
    ClientError,
    ServerError,
}

/// <summary>
/// How many requests a service got until any time, as running sums over minutes. A week's sums are made when first asked for; old weeks go.
/// Between minutes the sums are linear, so a counter is a sum of these with fixed weights.
/// </summary>
internal sealed class ServiceLoad
{
    public const int Flows = 5;
    private const long MinuteMs = 60_000;
    private const int MinutesPerWeek = 7 * 24 * 60;
    private const int WeeksKept = 3;

    // 1970-01-05 was a Monday.
    private const long EpochMondayMs = 4 * 86_400_000L;
    public const long WeekMs = MinutesPerWeek * MinuteMs;

    private readonly ulong _seed;
    private readonly double _rate;
    private readonly Incidents _incidents;
    private readonly Func<long, double> _deploymentStress;
    private readonly ConcurrentDictionary<long, double[][]> _weeks = [];

    public ServiceLoad(ulong seed, double requestsPerSecond, Incidents incidents, Func<long, double> deploymentStress)
    {
        _seed = seed;
        _rate = requestsPerSecond;
        _incidents = incidents;
        _deploymentStress = deploymentStress;
    }

    public static long WeekStart(long timeMs) => timeMs - ((timeMs - EpochMondayMs) % WeekMs);

    /// <summary>What each flow brought between two times.</summary>
    public void Between(long fromMs, long toMs, Span<double> into)
    {
        Span<double> before = stackalloc double[Flows];
        Offset(fromMs, WeekStart(toMs), before);
        Until(toMs, into);
        for (var f = 0; f < Flows; f++)
        {
            into[f] += before[f];
        }
    }

    /// <summary>What must be added to a sum of a week so that it counts from a time in that week or before it.</summary>
    public void Offset(long fromMs, long weekMs, Span<double> into)
    {
        Until(fromMs, into);
        for (var f = 0; f < Flows; f++)
        {
            into[f] = -into[f];
        }
        for (var week = WeekStart(fromMs); week < weekMs; week += WeekMs)
        {
            var sums = Week(week);
            for (var f = 0; f < Flows; f++)
            {
                into[f] += sums[f][MinutesPerWeek];
            }
        }
    }

    /// <summary>What each flow brought since the start of the week.</summary>
    public void Until(long timeMs, Span<double> into)
    {
        var week = WeekStart(timeMs);
        var sums = Week(week);
        var minute = (int)((timeMs - week) / MinuteMs);
        var fraction = (timeMs - week - (minute * MinuteMs)) / (double)MinuteMs;
        for (var f = 0; f < Flows; f++)
        {
            var flow = sums[f];
            into[f] = flow[minute] + ((flow[minute + 1] - flow[minute]) * fraction);
        }
    }

    /// <summary>Requests per second of a flow.</summary>
    public double Rate(Flow flow, long timeMs)
    {
        var week = WeekStart(timeMs);
        var sums = Week(week)[(int)flow];
        var minute = (int)((timeMs - week) / MinuteMs);
        return (sums[minute + 1] - sums[minute]) / 60;
    }

    public double Rate(long timeMs)
    {
        double rate = 0;
        for (var f = 0; f < Flows; f++)
        {
            rate += Rate((Flow)f, timeMs);
        }
        return rate;
    }

    /// <summary>From 0 to about 1: how busy the service is against its usual peak.</summary>
    public double Utilization(long timeMs) => Rate(timeMs) / _rate;

    public double Incident(long timeMs) => _incidents.Severity(timeMs);

    /// <summary>How often the process of an instance died; only the first one does.</summary>
    public int Crashes(long fromMs, long toMs, int instance) => instance == 0 ? _incidents.Crashes(fromMs, toMs) : 0;

    private double[][] Week(long weekMs)
    {
        if (_weeks.TryGetValue(weekMs, out var sums))
        {
            return sums;
        }
        sums = Compute(weekMs);
        _weeks[weekMs] = sums;
        while (_weeks.Count > WeeksKept)
        {
            _weeks.TryRemove(_weeks.Keys.Min(), out _);
        }
        return sums;
    }

    private double[][] Compute(long weekMs)
    {
        var sums = new double[Flows][];
        for (var f = 0; f < Flows; f++)
        {
            sums[f] = new double[MinutesPerWeek + 1];
        }
        for (var minute = 0; minute < MinutesPerWeek; minute++)
        {
            var time = weekMs + (minute * MinuteMs);
            var requests = 60 * _rate * Rhythm(time);
            var incident = _incidents.Severity(time);
            // Clients give up, and come back a little later.
            requests *= 1 - (0.25 * incident);
            var errors = 0.0008 + (0.0015 * Noise.Unit(_seed + 3, minute)) + (0.22 * incident);
            var clientErrors = 0.012 + (0.008 * Noise.Smooth(_seed + 4, time, 1_800_000));
            var stress = _deploymentStress(time);
            var slow = Math.Min(0.9, 0.004 + (0.55 * incident) + (0.1 * stress));
            var busy = Math.Clamp(0.05 + (0.35 * Rhythm(time)) + (0.3 * stress), 0, 1 - slow);
            var good = requests * (1 - errors - clientErrors);
            Add(sums[(int)Flow.Normal], minute, good * (1 - slow - busy));
            Add(sums[(int)Flow.Busy], minute, good * busy);
            Add(sums[(int)Flow.Slow], minute, good * slow);
            Add(sums[(int)Flow.ClientError], minute, requests * clientErrors);
            Add(sums[(int)Flow.ServerError], minute, requests * errors);
        }
        return sums;
    }

    private static void Add(double[] sums, int minute, double value) => sums[minute + 1] = sums[minute] + value;

    /// <summary>The day's and the week's rhythm with some wander: about 0.25 at night, 1 in the afternoon.</summary>
    private double Rhythm(long timeMs)
    {
        var hour = timeMs % 86_400_000L / 3_600_000.0;
        var day = (timeMs - EpochMondayMs) / 86_400_000L % 7;
        var curve = 0.27 + (0.73 * Math.Pow(0.5 + (0.5 * Math.Cos((hour - 14.5) * Math.PI / 12)), 1.4));
        var weekend = day >= 5 ? 0.72 : 1;
        return curve * weekend * (1 + (0.1 * Noise.Smooth(_seed, timeMs, 420_000)) + (0.06 * ((2 * Noise.Unit(_seed + 1, timeMs / MinuteMs)) - 1)));
    }
}
