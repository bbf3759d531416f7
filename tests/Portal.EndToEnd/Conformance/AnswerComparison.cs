using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Portal.EndToEnd.Conformance;

/// <summary>Compares the answers of two servers to the same query.</summary>
internal static partial class AnswerComparison
{
    [GeneratedRegex(@" \(\d+:\d+\)$")]
    private static partial Regex Place { get; }

    // Sums are taken in another order, so the last digits may differ.
    private const double Tolerance = 1e-9;

    /// <summary>What differs, or null.</summary>
    public static string? Difference(JsonElement expected, JsonElement actual, bool ordered)
    {
        return Data(expected.GetProperty("data"), actual.GetProperty("data"), ordered) ?? Notes(expected, actual, "warnings") ?? Notes(expected, actual, "infos");
    }

    private static string? Notes(JsonElement expected, JsonElement actual, string kind)
    {
        var (left, right) = (Texts(expected, kind), Texts(actual, kind));
        return left.SetEquals(right) ? null : $"{kind} [{string.Join("; ", right)}] instead of [{string.Join("; ", left)}]";
    }

    /// <summary>Without their places: of equal notes at several places Prometheus tells one, and not always the first.</summary>
    private static HashSet<string> Texts(JsonElement answer, string kind) =>
        answer.TryGetProperty(kind, out var texts) ? [.. texts.EnumerateArray().Select(t => Place.Replace(t.GetString()!, ""))] : [];

    private static string? Data(JsonElement left, JsonElement right, bool ordered)
    {
        if (left.GetProperty("resultType").GetString() != right.GetProperty("resultType").GetString())
        {
            return $"result type {right.GetProperty("resultType")} instead of {left.GetProperty("resultType")}";
        }
        var (expectedResult, actualResult) = (left.GetProperty("result"), right.GetProperty("result"));
        if (left.GetProperty("resultType").GetString() is "scalar" or "string")
        {
            return Point(expectedResult, actualResult);
        }
        var (expectedSeries, actualSeries) = (Series(expectedResult), Series(actualResult));
        if (expectedSeries.Count != actualSeries.Count)
        {
            return $"{actualSeries.Count} series instead of {expectedSeries.Count}";
        }
        if (ordered && !expectedSeries.Select(s => s.Labels).SequenceEqual(actualSeries.Select(s => s.Labels)))
        {
            return "another order";
        }
        var byLabels = actualSeries.ToDictionary(s => s.Labels, s => s.Element);
        foreach (var (labels, element) in expectedSeries)
        {
            if (!byLabels.TryGetValue(labels, out var other))
            {
                return $"no series {labels}";
            }
            if (Samples(element, other) is { } difference)
            {
                return $"{labels}: {difference}";
            }
        }
        return null;
    }

    private static List<(string Labels, JsonElement Element)> Series(JsonElement result) =>
        [.. result.EnumerateArray().Select(s => (string.Join(',', s.GetProperty("metric").EnumerateObject().Select(l => $"{l.Name}={l.Value}").Order(StringComparer.Ordinal)), s))];

    private static string? Samples(JsonElement expected, JsonElement actual)
    {
        foreach (var name in (string[])["value", "histogram", "values", "histograms"])
        {
            var has = expected.TryGetProperty(name, out var left);
            if (has != actual.TryGetProperty(name, out var right))
            {
                return has ? $"no {name}" : $"{name} that should not be";
            }
            if (!has)
            {
                continue;
            }
            var difference = name.EndsWith('s') ? Points(left, right) : Point(left, right);
            if (difference is not null)
            {
                return difference;
            }
        }
        return null;
    }

    private static string? Points(JsonElement expected, JsonElement actual)
    {
        if (expected.GetArrayLength() != actual.GetArrayLength())
        {
            return $"{actual.GetArrayLength()} points instead of {expected.GetArrayLength()}";
        }
        return expected.EnumerateArray().Zip(actual.EnumerateArray(), Point).FirstOrDefault(d => d is not null);
    }

    private static string? Point(JsonElement expected, JsonElement actual)
    {
        if (expected[0].GetDouble() != actual[0].GetDouble())
        {
            return $"time {actual[0]} instead of {expected[0]}";
        }
        var (left, right) = (expected[1], actual[1]);
        if (left.ValueKind == JsonValueKind.String)
        {
            return Same(left, right) ? null : $"{right} instead of {left} at {expected[0]}";
        }
        if (!Same(left.GetProperty("count"), right.GetProperty("count")) || !Same(left.GetProperty("sum"), right.GetProperty("sum")))
        {
            return $"{right} instead of {left}";
        }
        var hasBuckets = left.TryGetProperty("buckets", out var leftBuckets);
        if (hasBuckets != right.TryGetProperty("buckets", out var rightBuckets))
        {
            return "buckets on one side only";
        }
        if (!hasBuckets)
        {
            return null;
        }
        if (leftBuckets.GetArrayLength() != rightBuckets.GetArrayLength())
        {
            return $"{rightBuckets.GetArrayLength()} buckets instead of {leftBuckets.GetArrayLength()}";
        }
        return leftBuckets.EnumerateArray().Zip(rightBuckets.EnumerateArray(), (l, r) =>
            l[0].GetInt32() == r[0].GetInt32() && Same(l[1], r[1]) && Same(l[2], r[2]) && Same(l[3], r[3]) ? null : $"bucket {r} instead of {l}").FirstOrDefault(d => d is not null);
    }

    private static bool Same(JsonElement expected, JsonElement actual)
    {
        var (left, right) = (expected.GetString()!, actual.GetString()!);
        if (left == right)
        {
            return true;
        }
        if (!double.TryParse(left, NumberStyles.Float, CultureInfo.InvariantCulture, out var a) || !double.TryParse(right, NumberStyles.Float, CultureInfo.InvariantCulture, out var b))
        {
            return false;
        }
        // Differences of large numbers cancel, so near zero an absolute bound is needed.
        return Math.Abs(a - b) <= Tolerance * Math.Max(Math.Abs(a), Math.Abs(b)) || Math.Abs(a - b) < 1e-11;
    }
}
