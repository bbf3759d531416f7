using Portal.Core.Queries;
using Portal.Core.Tenancy;

namespace Portal.Core.Catalog;

/// <summary>What is looked for when queries are tried on the live backends.</summary>
public enum LintRule
{
    /// <summary>The backend does not accept or cannot evaluate the query.</summary>
    Refused,
    /// <summary>The query finds nothing.</summary>
    NoData,
    /// <summary>It yields more series than are read.</summary>
    TooManySeries,
    /// <summary>It takes long.</summary>
    Slow,
    /// <summary>It reads much: samples, or bytes of log lines.</summary>
    Samples,
    /// <summary>It reads more than it did before.</summary>
    Growth,
}

/// <summary>What becomes of a finding.</summary>
public enum LintLevel
{
    /// <summary>It is not told.</summary>
    Off,
    /// <summary>It is told.</summary>
    Warning,
    /// <summary>It is told, and the revision is refused.</summary>
    Error,
}

/// <summary>From where on something is a finding.</summary>
public sealed record LintThresholds
{
    /// <summary>The most series, 1 to 100,000. 500 by default.</summary>
    public int Series { get; init; } = 500;

    /// <summary>The longest that a query may take, 10 ms to 5 min. 3 s by default.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>The most samples that a query may read, 1 to 2,000,000,000. 5,000,000 by default.</summary>
    public int Samples { get; init; } = 5_000_000;

    /// <summary>The most bytes of log lines that a query may read, 1,000 to 10¹⁴. 10⁹ by default.</summary>
    public double LogBytes { get; init; } = 1e9;

    /// <summary>How many times as much as before a query may read, 1 to 1,000. 2 by default.</summary>
    public double Growth { get; init; } = 2;
}

/// <summary>What trying queries may cost.</summary>
public sealed record LintLimits
{
    /// <summary>The longest in all, 1 s to 10 min; what is left then is not tried. 10 s by default.</summary>
    public TimeSpan Time { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The longest for one query, 100 ms to 5 min. 5 s by default.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The most queries at once to one backend, 1 to 64. 4 by default.</summary>
    public int Concurrency { get; init; } = 4;

    /// <summary>The most queries in all, 1 to 100,000. 500 by default.</summary>
    public int Queries { get; init; } = 500;
}

/// <summary>Other levels for some of the dashboards. Patterns may hold <c>*</c>; null means all.</summary>
/// <param name="Templates">Names of templates.</param>
/// <param name="Tenants">Ids of tenants.</param>
/// <param name="Environments">Names of environments.</param>
/// <param name="Levels">The levels there.</param>
public sealed record LintException(IReadOnlyList<string>? Templates, IReadOnlyList<string>? Tenants, IReadOnlyList<string>? Environments, IReadOnlyDictionary<LintRule, LintLevel> Levels)
{
    internal bool Means(BindingKey key) =>
        Means(Templates, key.Template) && Means(Tenants, key.Scope.Tenant.Value) && Means(Environments, key.Scope.Environment);

    private static bool Means(IReadOnlyList<string>? patterns, string name) => patterns?.Any(pattern => ServiceNames.Matches(pattern, name)) ?? true;
}

/// <summary>What <c>lint.yaml</c> says: which findings are warnings, and which keep a revision from going live. Without the file, what a backend refuses does, and all else is a warning.</summary>
public sealed record LintPolicy
{
    /// <summary>Where it stands in the content.</summary>
    public const string File = "lint.yaml";

    /// <summary>The policy where there is no file.</summary>
    public static LintPolicy Default { get; } = new();

    /// <summary>The levels of the rules that the file names.</summary>
    public IReadOnlyDictionary<LintRule, LintLevel> Levels { get; init; } = new Dictionary<LintRule, LintLevel>();

    /// <summary>From where on something is a finding.</summary>
    public LintThresholds Thresholds { get; init; } = new();

    /// <summary>What it may cost.</summary>
    public LintLimits Limits { get; init; } = new();

    /// <summary>Other levels for some of the dashboards; of several that mean a dashboard and name the rule, the last one counts.</summary>
    public IReadOnlyList<LintException> Exceptions { get; init; } = [];

    /// <summary>What becomes of a rule's findings in a dashboard.</summary>
    public LintLevel Level(LintRule rule, BindingKey key)
    {
        var special = Exceptions.LastOrDefault(exception => exception.Levels.ContainsKey(rule) && exception.Means(key));
        return special?.Levels[rule] ?? Level(rule);
    }

    /// <summary>What becomes of a rule's findings where no exception is made.</summary>
    public LintLevel Level(LintRule rule) => Levels.TryGetValue(rule, out var level) ? level : rule == LintRule.Refused ? LintLevel.Error : LintLevel.Warning;

    /// <summary>Whether any finding, wherever it is, keeps a revision from going live.</summary>
    public bool Blocks => Enum.GetValues<LintRule>().Any(rule => Level(rule) == LintLevel.Error || Exceptions.Any(exception => exception.Levels.GetValueOrDefault(rule) == LintLevel.Error));

    /// <summary>Whether nothing is looked for at all.</summary>
    public bool IsOff => Enum.GetValues<LintRule>().All(rule => Level(rule) == LintLevel.Off && Exceptions.All(exception => exception.Levels.GetValueOrDefault(rule) == LintLevel.Off));
}
