namespace Portal.Demo.Workloads;

/// <summary>Whose turn it is to be in trouble: in every other hour the environment's weak spot, in those between any of its services.</summary>
/// <param name="Seed">Of the environment.</param>
/// <param name="Services">How many services take turns.</param>
/// <param name="WeakSpot">The index of the service that is struck most; negative: none.</param>
internal sealed record IncidentPlan(ulong Seed, int Services, int WeakSpot)
{
    public const long WindowMs = 3_600_000L;
    public const long LengthMs = 12 * 60_000L;

    private const long EarliestMs = 5 * 60_000L;
    private const long LatestMs = 35 * 60_000L;

    public bool Strikes(int service, long window) => service == (window % 2 == 0 ? WeakSpot : (int)(Noise.Hash(Seed, window) % (ulong)Services));

    public long Start(long window) => (window * WindowMs) + EarliestMs + (long)(Noise.Unit(Seed + 1, window) * (LatestMs - EarliestMs));

    public double Peak(long window) => 0.45 + (0.55 * Noise.Unit(Seed + 2, window));
}

/// <summary>When a service is in trouble: for twelve minutes when it is its turn, and a little when a service that it calls is.</summary>
/// <param name="plan">Whose turn it is when; null: never its own.</param>
/// <param name="service">The service's index.</param>
/// <param name="called">The services that it calls.</param>
internal sealed class Incidents(IncidentPlan? plan, int service, IReadOnlyList<Incidents> called)
{
    private const double Passed = 0.3;

    public static readonly Incidents Never = new(null, -1, []);

    /// <summary>0 without trouble, up to 1 in a bad incident; rises and falls over two minutes.</summary>
    public double Severity(long timeMs)
    {
        var severity = Own(timeMs);
        foreach (var other in called)
        {
            severity = Math.Max(severity, Passed * other.Own(timeMs));
        }
        return severity;
    }

    /// <summary>How many bad incidents of its own, in which a process died, there were within a time.</summary>
    public int Crashes(long fromMs, long toMs)
    {
        var count = 0;
        for (var window = fromMs / IncidentPlan.WindowMs; plan is not null && window <= toMs / IncidentPlan.WindowMs; window++)
        {
            var crash = plan.Start(window) + 240_000;
            if (plan.Strikes(service, window) && plan.Peak(window) > 0.8 && crash > fromMs && crash <= toMs)
            {
                count++;
            }
        }
        return count;
    }

    private double Own(long timeMs)
    {
        var window = timeMs / IncidentPlan.WindowMs;
        if (plan is null || !plan.Strikes(service, window))
        {
            return 0;
        }
        var since = timeMs - plan.Start(window);
        if (since is < 0 or >= IncidentPlan.LengthMs)
        {
            return 0;
        }
        var edge = Math.Min(since, IncidentPlan.LengthMs - since) / 120_000.0;
        return plan.Peak(window) * Math.Clamp(edge, 0.25, 1);
    }
}
