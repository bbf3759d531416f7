using System.Globalization;
using Portal.Core.Linting;

namespace Portal.Linting;

/// <summary>What a query that an author has written reads, over all dashboards.</summary>
/// <param name="Query">Such as <c>query A of panel 'cpu'</c>.</param>
/// <param name="Dashboards">In how many dashboards.</param>
/// <param name="Before">The samples that were read where it stands now; <c>–</c> where nothing stood there, or it is not known.</param>
/// <param name="Now">The samples that it reads.</param>
internal readonly record struct DearQuery(string Query, int Dashboards, string Before, string Now);

/// <summary>What queries read, in words.</summary>
internal static class LintText
{
    private const int Most = 10;

    /// <summary>The queries that read most samples.</summary>
    public static IReadOnlyList<DearQuery> Dearest(LintReport report) =>
    [
        .. report.Queries.Where(query => query.Answer.Cost is { Samples: > 0 }).GroupBy(query => query.Site)
            // Only what is known of both sides can be compared.
            .Select(site => (site.Key, Known: site.Where(query => query.Before?.Cost is not null).ToList() is { Count: > 0 } both ? both : [.. site]))
            .OrderByDescending(site => site.Known.Sum(query => query.Answer.Cost!.Samples)).Take(Most)
            .Select(site => new DearQuery(site.Key.ToString(), site.Known.Count, Samples(site.Known.Select(query => query.Before)), Samples(site.Known.Select(query => query.Answer)))),
    ];

    private static string Samples(IEnumerable<LintAnswer?> answers) =>
        answers.Select(answer => answer?.Cost).Aggregate((long?)null, (sum, cost) => cost is null ? sum : (sum ?? 0) + cost.Samples)?.ToString("N0", CultureInfo.InvariantCulture) ?? "–";
}
