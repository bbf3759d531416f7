using Portal.Core.Diagnostics;
using Portal.Core.Yaml;

namespace Portal.Core.Catalog;

/// <summary>Reads <c>lint.yaml</c>.</summary>
internal static class LintPolicyReader
{
    private static readonly string[] Levels = ["off", "warning", "error"];

    /// <summary>The policy of a revision; the default one where it has none, or one that is wrong, as the diagnostics tell.</summary>
    public static LintPolicy Read(IReadOnlyDictionary<string, string> files, ICollection<Diagnostic> diagnostics) =>
        files.TryGetValue(LintPolicy.File, out var text) ? Read(LintPolicy.File, text, diagnostics) : LintPolicy.Default;

    /// <summary>Reads a file.</summary>
    public static LintPolicy Read(string file, string text, ICollection<Diagnostic> diagnostics)
    {
        var context = new YamlContext(file, diagnostics);
        switch (YamlDocument.Parse(text, context))
        {
            case null or YamlScalar { IsNull: true }:
                return LintPolicy.Default;
            case YamlMapping mapping:
                return Read(new YamlMap(mapping, context, "the lint policy"));
            case var other:
                context.Error(DiagnosticCodes.WrongType, other.Start, $"The lint policy must be a mapping, not {other.Noun}.", "Begin with 'rules:'.");
                return LintPolicy.Default;
        }
    }

    /// <summary>A rule as the file names it.</summary>
    public static string Name(LintRule rule) => rule switch
    {
        LintRule.NoData => "noData",
        LintRule.TooManySeries => "tooManySeries",
        _ => rule.ToString().ToLowerInvariant(),
    };

    private static LintPolicy Read(YamlMap map)
    {
        var policy = new LintPolicy
        {
            Levels = ReadLevels(map.Map("rules", "the rules")),
            Thresholds = ReadThresholds(map.Map("thresholds", "the thresholds")),
            Limits = ReadLimits(map.Map("limits", "the limits")),
            Exceptions = [.. map.Maps("exceptions", "an exception").Select(ReadException)],
        };
        map.RefuseUnknownKeys();
        return policy;
    }

    private static LintException ReadException(YamlMap map)
    {
        var exception = new LintException(map.Strings("templates"), map.Strings("tenants"), map.Strings("environments"), ReadLevels(map.Map("rules", "the rules")));
        if (!map.Has("rules"))
        {
            map.Missing("rules");
        }
        map.RefuseUnknownKeys();
        return exception;
    }

    private static Dictionary<LintRule, LintLevel> ReadLevels(YamlMap? map)
    {
        var levels = new Dictionary<LintRule, LintLevel>();
        foreach (var rule in map is null ? [] : Enum.GetValues<LintRule>())
        {
            if (map!.OneOf(Name(rule), Levels) is { } level)
            {
                levels[rule] = (LintLevel)Array.IndexOf(Levels, level);
            }
        }
        map?.RefuseUnknownKeys();
        return levels;
    }

    private static LintThresholds ReadThresholds(YamlMap? map)
    {
        var otherwise = new LintThresholds();
        var read = map is null ? otherwise : new LintThresholds
        {
            Series = map.Integer("series", 1, 100_000) ?? otherwise.Series,
            Duration = map.Duration("duration", TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(5)) ?? otherwise.Duration,
            Samples = map.Integer("samples", 1, 2_000_000_000) ?? otherwise.Samples,
            LogBytes = map.Number("logBytes", 1_000, 100_000_000_000_000) ?? otherwise.LogBytes,
            Growth = map.Number("growth", 1, 1_000) ?? otherwise.Growth,
        };
        map?.RefuseUnknownKeys();
        return read;
    }

    private static LintLimits ReadLimits(YamlMap? map)
    {
        var otherwise = new LintLimits();
        var read = map is null ? otherwise : new LintLimits
        {
            Time = map.Duration("time", TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10)) ?? otherwise.Time,
            Timeout = map.Duration("timeout", TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(5)) ?? otherwise.Timeout,
            Concurrency = map.Integer("concurrency", 1, 64) ?? otherwise.Concurrency,
            Queries = map.Integer("queries", 1, 100_000) ?? otherwise.Queries,
        };
        map?.RefuseUnknownKeys();
        return read;
    }
}
