using System.Globalization;
using Portal.Core.Dashboards;
using Portal.Core.Queries.Time;

namespace Portal.Core.Queries.Tracing;

/// <summary>Makes a search out of texts, whoever wrote them.</summary>
public static class TraceSearchReader
{
    private static readonly (string Unit, decimal Nanoseconds)[] Units = [("ns", 1), ("us", 1_000), ("µs", 1_000), ("ms", 1_000_000), ("s", 1_000_000_000), ("m", 60_000_000_000), ("h", 3_600_000_000_000)];

    /// <summary>The search in that range, or what is wrong with it. Empty texts count as left out.</summary>
    public static (TraceSearch? Search, QueryError? Error) Read(PanelSearch search, TimeRange range)
    {
        ArgumentNullException.ThrowIfNull(search);
        if (string.IsNullOrWhiteSpace(search.Service))
        {
            return Wrong("A search for traces needs a service.", "Choose one.");
        }
        if (!TryRead(search.MinDuration, out var least) || !TryRead(search.MaxDuration, out var most))
        {
            return Wrong("A duration of the search cannot be read.", "Write a number and ns, us, ms, s, m or h, such as 250ms or 1.5s.");
        }
        if (least > most)
        {
            return Wrong("The least duration is longer than the greatest.", "Exchange them.");
        }
        if (search.Tags.Any(tag => tag.Key.Length == 0))
        {
            return Wrong("A tag of the search has no name.", "Write name=value.");
        }
        return (new TraceSearch
        {
            Service = search.Service.Trim(),
            Operation = string.IsNullOrWhiteSpace(search.Operation) ? null : search.Operation,
            Tags = search.Tags,
            MinDurationNs = least,
            MaxDurationNs = most,
            StartNs = range.FromMs * 1_000_000,
            EndNs = range.ToMs * 1_000_000,
            Limit = Math.Clamp(search.Limit, 1, PanelSearch.MostTraces),
        }, null);
    }

    /// <summary>Reads a duration in nanoseconds; null for an empty text. False where it is none, or longer than 100 years.</summary>
    internal static bool TryRead(string? text, out long? nanoseconds)
    {
        nanoseconds = null;
        text = text?.Trim();
        if (string.IsNullOrEmpty(text))
        {
            return true;
        }
        var digits = text.TrimEnd([.. "nuµmsh"]);
        var unit = text[digits.Length..];
        var factor = Units.FirstOrDefault(known => known.Unit == unit).Nanoseconds;
        if (factor == 0 || !decimal.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) || number > 3_153_600_000_000_000_000m / factor)
        {
            return false;
        }
        nanoseconds = (long)(number * factor);
        return true;
    }

    private static (TraceSearch?, QueryError?) Wrong(string message, string remedy) => (null, new QueryError(QueryErrorKind.BadData, message, remedy));
}
