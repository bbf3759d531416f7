using System.Globalization;
using Portal.Core.Linting;

namespace Portal.Linting;

/// <summary>What queries read, in words.</summary>
internal static class LintText
{
    private const int Most = 10;

    /// <summary>The queries that read most samples, and what those that stood there before read; <c>–</c> where it is not known.</summary>
    public static IReadOnlyList<(string Site, string Binding, string Before, string After)> Dearest(LintReport report) =>
    [
        .. report.Queries.Where(query => query.Answer.Cost is { Samples: > 0 }).OrderByDescending(query => query.Answer.Cost!.Samples).Take(Most)
            .Select(query => (query.Site.ToString(), query.Binding.ToString(), Samples(query.Before), Samples(query.Answer))),
    ];

    private static string Samples(LintAnswer? answer) => answer?.Cost is { } cost ? cost.Samples.ToString("N0", CultureInfo.InvariantCulture) : "–";
}
