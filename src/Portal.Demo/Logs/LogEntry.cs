using Portal.Demo.Storage;
using Portal.Demo.Workloads;

namespace Portal.Demo.Logs;

/// <summary>The lines of one instance of a service.</summary>
internal sealed class LogSource
{
    private readonly Dictionary<string, LabelSet> _withLevel = [];

    public LogSource(Workload workload, RunningService service, int instance)
    {
        (Workload, Service, Instance) = (workload, service, instance);
        Labels = LabelSet.Of(
            ("tenant", workload.Tenant.Id), ("environment", workload.Environment.Name), ("service", service.Spec.Name), ("namespace", workload.Namespace), ("pod", service.Pod(instance)));
        foreach (var level in Levels)
        {
            _withLevel[level] = Labels.With(LogEntry.LevelLabel, level);
        }
    }

    public static IReadOnlyList<string> Levels { get; } = ["debug", "info", "warn", "error", "fatal"];

    public Workload Workload { get; }

    public RunningService Service { get; }

    public int Instance { get; }

    public LabelSet Labels { get; }

    public ulong Seed => Noise.Hash(Service.Seed, 500 + Instance);

    /// <summary>The stream's labels and the level of a line.</summary>
    public LabelSet LabelsWith(string level) => _withLevel[level];
}

/// <summary>A log line. Its text is made when it is first asked for, so that lines nobody reads cost little.</summary>
internal sealed class LogEntry(LogSource source, long timeNs, string level, Func<LogEntry, string> write)
{
    /// <summary>The structured metadata that every line has: its level.</summary>
    public const string LevelLabel = "detected_level";

    private string? _text;

    public LogSource Source => source;

    public long TimeNs => timeNs;

    public string Level => level;

    public string Text => _text ??= write(this);
}
