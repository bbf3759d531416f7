using System.Globalization;
using Portal.Core.Catalog;
using Portal.Core.Yaml;

namespace Portal.Core.Changes;

/// <summary>What <c>lint.yaml</c> says, defaults included.</summary>
internal static class LintFacts
{
    /// <summary>Its facts.</summary>
    public static IEnumerable<Fact> Of(LintPolicy policy) =>
    [
        .. Enum.GetValues<LintRule>().Select(rule => new Fact(LintPolicyReader.Name(rule), Word(policy.Level(rule)))),
        new("series", Number(policy.Thresholds.Series)),
        new("duration", DurationText.Print(policy.Thresholds.Duration)),
        new("samples", Number(policy.Thresholds.Samples)),
        new("logBytes", Number(policy.Thresholds.LogBytes)),
        new("growth", Number(policy.Thresholds.Growth)),
        new("time", DurationText.Print(policy.Limits.Time)),
        new("timeout", DurationText.Print(policy.Limits.Timeout)),
        new("concurrency", Number(policy.Limits.Concurrency)),
        new("queries", Number(policy.Limits.Queries)),
        new("exceptions", string.Join("; ", policy.Exceptions.Select(Text))),
    ];

    private static string Text(LintException exception) =>
        $"templates {List(exception.Templates)}, tenants {List(exception.Tenants)}, environments {List(exception.Environments)}: "
        + string.Join(", ", exception.Levels.OrderBy(level => level.Key).Select(level => $"{LintPolicyReader.Name(level.Key)} {Word(level.Value)}"));

    private static string List(IReadOnlyList<string>? patterns) => patterns is null ? "*" : string.Join(' ', patterns);

    private static string Word(LintLevel level) => level.ToString().ToLowerInvariant();

    private static string Number(double number) => number.ToString(CultureInfo.InvariantCulture);
}
