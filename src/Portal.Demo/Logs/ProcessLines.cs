using Portal.Demo.Workloads;

namespace Portal.Demo.Logs;

/// <summary>The lines that a process leaves without being asked: starts, deployments, a crash in a bad incident, garbage collections, chores.</summary>
internal static class ProcessLines
{
    private const long MinuteMs = 60_000;
    private const long MsNs = 1_000_000;

    /// <summary>Appends the lines of one minute.</summary>
    public static void Add(LogSource source, long minute, List<LogEntry> lines)
    {
        var (fromMs, toMs) = (minute * MinuteMs, (minute + 1) * MinuteMs);
        var start = source.Service.Deployments.LastStart(toMs - 1, source.Instance);
        if (start >= fromMs)
        {
            lines.Add(At(source, Math.Max(fromMs, start - 1), 1, "info", entry => LineWriter.Write(entry, Life(entry), "Application is shutting down: a new version is deployed")));
            AddStart(source, start, lines);
        }
        if (source.Service.Load.Crashes(fromMs, toMs, source.Instance) > 0)
        {
            lines.Add(At(source, fromMs + 20_000, 2, "fatal", entry => LineWriter.Write(entry, Life(entry), "Out of memory: the process ends", ("exit_code", 137L))));
            AddStart(source, fromMs + 32_000, lines);
        }
        var trouble = source.Service.Load.Incident(fromMs);
        if (Noise.Unit(source.Seed, minute) < 0.45 + (0.5 * trouble))
        {
            var at = fromMs + (long)(Noise.Unit(source.Seed + 1, minute) * MinuteMs);
            lines.Add(At(source, at, 3, "info", entry => Collection(entry, minute, trouble)));
        }
        if (Noise.Unit(source.Seed + 2, minute) < 0.25)
        {
            var at = fromMs + (long)(Noise.Unit(source.Seed + 3, minute) * MinuteMs);
            lines.Add(At(source, at, 4, "debug", entry => Chore(entry, minute)));
        }
    }

    private static void AddStart(LogSource source, long timeMs, List<LogEntry> lines)
    {
        var number = (int)(source.Service.Deployments.VersionDay(timeMs) % Deployments.Versions);
        var (version, commit) = (Deployments.Version(number), source.Service.Deployments.Commit(number));
        lines.Add(At(source, timeMs, 5, "info", entry => LineWriter.Write(entry, Life(entry), $"Starting {source.Service.Spec.Name} {version}", ("version", version), ("commit", commit))));
        lines.Add(At(source, timeMs + 900, 6, "info", entry => LineWriter.Write(entry, Life(entry), "Now listening on http://[::]:8080")));
        lines.Add(At(source, timeMs + 1_200, 7, "info", entry => LineWriter.Write(entry, Life(entry), "Application started", ("startup", TimeSpan.FromMilliseconds(1_200)))));
    }

    // Each kind of line has nanoseconds of its own, so that no two have the same time.
    private static LogEntry At(LogSource source, long timeMs, int kind, string level, Func<LogEntry, string> write) =>
        new(source, (timeMs * MsNs) + 1_000 + (source.Service.Index * 100) + (source.Instance * 10) + kind, level, write);

    private static bool IsJvm(LogEntry entry) => entry.Source.Service.Spec.Runtime == Runtime.Jvm;

    private static string Life(LogEntry entry) => IsJvm(entry) ? "main" : "Microsoft.Hosting.Lifetime";

    private static string Collection(LogEntry entry, long minute, double trouble)
    {
        var seed = entry.Source.Seed;
        var pause = TimeSpan.FromMilliseconds(Math.Round(2 + (18 * Noise.Unit(seed + 4, minute)) + (160 * trouble * Noise.Unit(seed + 5, minute)), 2));
        var heap = 80 + (long)(240 * Noise.Unit(seed + 6, minute)) + (long)(400 * trouble);
        return IsJvm(entry)
            ? LineWriter.Write(entry, "gc", "Pause Young (Normal) (G1 Evacuation Pause)", ("pause", pause), ("heap", $"{heap}MiB"))
            : LineWriter.Write(entry, "Runtime.GarbageCollection", $"Generation {Noise.Hash(seed + 7, minute) % 3} collected", ("generation", (long)(Noise.Hash(seed + 7, minute) % 3)), ("pause", pause), ("heap_bytes", heap * 1_048_576));
    }

    private static string Chore(LogEntry entry, long minute)
    {
        var entries = (long)(Noise.Hash(entry.Source.Seed + 8, minute) % 4_000);
        return LineWriter.Write(entry, IsJvm(entry) ? "cache" : "Cache.Refresh", $"Refreshed {entries} cache entries", ("entries", entries));
    }
}
