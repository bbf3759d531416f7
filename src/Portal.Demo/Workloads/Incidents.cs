namespace Portal.Demo.Workloads;

/// <summary>When a service is in trouble: each three hours one service of an environment, for twelve minutes.</summary>
/// <param name="environmentSeed">Which environment.</param>
/// <param name="service">The service's index among <paramref name="services"/>; negative: never.</param>
/// <param name="services">How many take turns.</param>
internal sealed class Incidents(ulong environmentSeed, int service, int services)
{
    public const long WindowMs = 3 * 3_600_000L;
    public const long LengthMs = 12 * 60_000L;

    public static readonly Incidents Never = new(0, -1, 1);

    /// <summary>0 without trouble, up to 1 in a bad incident; rises and falls over two minutes.</summary>
    public double Severity(long timeMs)
    {
        var window = timeMs / WindowMs;
        if (service < 0 || (int)(Noise.Hash(environmentSeed, window) % (ulong)services) != service)
        {
            return 0;
        }
        var start = Start(window);
        if (timeMs < start || timeMs >= start + LengthMs)
        {
            return 0;
        }
        var edge = Math.Min(timeMs - start, start + LengthMs - timeMs) / 120_000.0;
        return Peak(window) * Math.Clamp(edge, 0.25, 1);
    }

    /// <summary>How many bad incidents, in which a process died, there were within a time.</summary>
    public int Crashes(long fromMs, long toMs)
    {
        var count = 0;
        for (var window = fromMs / WindowMs; service >= 0 && window <= toMs / WindowMs; window++)
        {
            var crash = Start(window) + 240_000;
            if ((int)(Noise.Hash(environmentSeed, window) % (ulong)services) == service && Peak(window) > 0.8 && crash > fromMs && crash <= toMs)
            {
                count++;
            }
        }
        return count;
    }

    private long Start(long window) => (window * WindowMs) + (long)(Noise.Unit(environmentSeed + 1, window) * (WindowMs - LengthMs));

    private double Peak(long window) => 0.45 + (0.55 * Noise.Unit(environmentSeed + 2, window));
}
