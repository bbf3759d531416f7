using System.Text.Json;
using Portal.Core.PromQL;

namespace Portal.Core.Tests.PromQL;

/// <summary>Reads the queries that lie outside of the project, in the folder that PORTAL_CORPORA names.</summary>
internal static class Corpus
{
    public static IReadOnlyList<JsonElement> Read(string path)
    {
        var folder = Environment.GetEnvironmentVariable("PORTAL_CORPORA");
        Assert.SkipWhen(string.IsNullOrEmpty(folder), "PORTAL_CORPORA is not set.");
        var file = Path.Combine(folder!, path);
        Assert.SkipUnless(File.Exists(file), $"{file} is not there.");
        return [.. File.ReadLines(file).Select(line => JsonDocument.Parse(line).RootElement)];
    }

    public static string Text(this JsonElement row, string name) => row.GetProperty(name).GetString()!;

    public static string? MaybeText(this JsonElement row, string name) => row.TryGetProperty(name, out var value) ? value.GetString() : null;

    public static bool Flag(this JsonElement row, string name) => row.TryGetProperty(name, out var value) && value.GetBoolean();

    public static PromQLOptions Stable { get; } = new() { ExperimentalFunctions = false, DurationExpressions = false, ExtendedRangeSelectors = false, FillModifiers = false };

    /// <summary>Fails with the first few of what is wrong.</summary>
    public static void AssertNone(IReadOnlyCollection<string> problems, int of)
    {
        Assert.True(of > 0, "The file has no cases.");
        Assert.True(problems.Count == 0, $"{problems.Count} of {of}:\n{string.Join('\n', problems.Take(25))}");
    }

    /// <summary>The selectors as the corpus writes them, in one text that does not depend on order.</summary>
    public static string Selectors(Expr expression) => string.Join('\n', PromQLTree.Selectors(expression)
        .Select(selector => Line(selector.Matchers.Select(matcher => (matcher.Name, Op(matcher.Operator), matcher.Value))
            .Concat(selector.MetricName is null ? [] : [("__name__", "=", selector.MetricName)])))
        .Order(StringComparer.Ordinal));

    public static string Selectors(JsonElement selectors) => string.Join('\n', selectors.EnumerateArray()
        .Select(selector => Line(selector.EnumerateArray().Select(matcher => (matcher.Text("name"), matcher.Text("op"), matcher.Text("value")))))
        .Order(StringComparer.Ordinal));

    public static MatchOperator Operator(string op) => op switch
    {
        "=" => MatchOperator.Equal,
        "!=" => MatchOperator.NotEqual,
        "=~" => MatchOperator.Regex,
        "!~" => MatchOperator.NotRegex,
        _ => throw new ArgumentOutOfRangeException(nameof(op), op, null),
    };

    private static string Op(MatchOperator op) => op switch
    {
        MatchOperator.Equal => "=",
        MatchOperator.NotEqual => "!=",
        MatchOperator.Regex => "=~",
        _ => "!~",
    };

    private static string Line(IEnumerable<(string Name, string Op, string Value)> matchers) =>
        string.Join(',', matchers.Select(matcher => $"{matcher.Name}{matcher.Op}{matcher.Value}").Order(StringComparer.Ordinal));
}
