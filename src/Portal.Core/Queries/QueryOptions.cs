namespace Portal.Core.Queries;

/// <summary>How many queries run and wait, and how many answers are remembered. Section <c>Queries</c>.</summary>
public sealed class QueryOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Queries";

    /// <summary>The most queries to backends at once, 1 to 10,000. 64 by default.</summary>
    public int MaxRunning { get; set; } = 64;

    /// <summary>The most of one tenant, 1 to 10,000. 24 by default; below <see cref="MaxRunning"/>, so that a tenant whose backend hangs leaves places to the others.</summary>
    public int MaxRunningPerTenant { get; set; } = 24;

    /// <summary>The most to one datasource of a tenant's environment, 1 to 1,000. 12 by default.</summary>
    public int MaxRunningPerDatasource { get; set; } = 12;

    /// <summary>The most that wait for one datasource, 0 to 100,000; more are refused. 500 by default.</summary>
    public int QueueLength { get; set; } = 500;

    /// <summary>The longest that a query waits, 1 s to 10 min. 60 s by default.</summary>
    public TimeSpan QueueWait { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>The most answers that are remembered, 0 to 1,000,000. 10,000 by default.</summary>
    public int CacheEntries { get; set; } = 10_000;

    /// <summary>The most bytes that remembered answers may hold, about, 0 to 64 GiB. 128 MiB by default.</summary>
    public long CacheBytes { get; set; } = 128L << 20;

    /// <summary>The longest that an answer is remembered, 0 to 1 day; else a step long. 10 minutes by default.</summary>
    public TimeSpan CacheLifetime { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>The longest range that may be asked for, 1 hour to 10 years. 400 days by default.</summary>
    public TimeSpan LongestRange { get; set; } = TimeSpan.FromDays(400);

    /// <summary>The most series of a panel, 1 to 100,000; more are left out with a notice. 2,000 by default.</summary>
    public int MaxSeries { get; set; } = 2_000;

    /// <summary>The most that follow log lines as they arrive, 0 to 10,000. 200 by default.</summary>
    public int MaxTails { get; set; } = 200;

    /// <summary>The most of one tenant that do, 0 to 10,000. 50 by default.</summary>
    public int MaxTailsPerTenant { get; set; } = 50;
}
