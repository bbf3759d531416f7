namespace Portal.Demo.Workloads;

/// <summary>When a service is deployed: once a day within working hours (UTC), instance after instance.</summary>
internal sealed class Deployments(ulong seed)
{
    public const int Versions = 12;
    private const long DayMs = 86_400_000L;

    /// <summary>When the running version was started on an instance.</summary>
    public long LastStart(long timeMs, int instance)
    {
        var day = timeMs / DayMs;
        var today = Start(day) + Delay(instance);
        return timeMs >= today ? today : Start(day - 1) + Delay(instance);
    }

    /// <summary>The day whose version runs; its remainder by <see cref="Versions"/> is the version's number.</summary>
    public long VersionDay(long timeMs)
    {
        var day = timeMs / DayMs;
        return timeMs >= Start(day) ? day : day - 1;
    }

    /// <summary>1 while instances are exchanged, else 0.</summary>
    public double Stress(long timeMs)
    {
        var since = timeMs - LastStart(timeMs, 0);
        return since < 240_000 ? 1 - (since / 240_000.0) : 0;
    }

    public static string Version(int number) => $"2.{14 + number}.{number % 3}";

    public string Commit(int number) => Noise.Hash(seed, number).ToString("x16")[..8];

    private long Start(long day) => (day * DayMs) + (long)((8 + (9 * Noise.Unit(seed, day))) * 3_600_000);

    private static long Delay(int instance) => instance * 45_000L;
}
