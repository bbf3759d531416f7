using System.Globalization;
using System.Text;
using Portal.Core.PromQL;
using Portal.Core.Queries.Time;

namespace Portal.Core.Queries.Variables;

/// <summary>The variables that the portal provides, named as in Grafana.</summary>
internal static class Macros
{
    /// <summary>Their names, without the dollar.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "__interval", "__interval_ms", "__auto",  "__rate_interval", "__rate_interval_ms", "__range", "__range_s", "__range_ms", "__from", "__to",
    ];

    /// <summary>Adds them to a question's variables.</summary>
    /// <param name="variables">The dashboard's own ones.</param>
    /// <param name="range">The range.</param>
    /// <param name="stepMs">The step.</param>
    /// <param name="scrape">The query's smallest step, or the datasource's scrape interval.</param>
    public static Dictionary<string, VariableValue> AddTo(IReadOnlyDictionary<string, VariableValue> variables, TimeRange range, long stepMs, TimeSpan scrape)
    {
        var scrapeMs = (long)scrape.TotalMilliseconds;
        var rateMs = Math.Max(stepMs + scrapeMs, 4 * scrapeMs);
        var rangeMs = range.ToMs - range.FromMs;
        // A range in a query cannot be empty.
        var rangeSeconds = Math.Max(1, (long)Math.Round(rangeMs / 1000.0));
        return new Dictionary<string, VariableValue>(variables)
        {
            ["__interval"] = VariableValue.Of(Duration(stepMs)),
            // What Grafana's editor for LogQL puts into ranges.
            ["__auto"] = VariableValue.Of(Duration(stepMs)),
            ["__interval_ms"] = Number(stepMs),
            ["__rate_interval"] = VariableValue.Of(Duration(rateMs)),
            ["__rate_interval_ms"] = Number(rateMs),
            ["__range"] = VariableValue.Of(Duration(rangeSeconds * 1000)),
            ["__range_s"] = Number(rangeSeconds),
            ["__range_ms"] = Number(rangeMs),
            ["__from"] = Number(range.FromMs),
            ["__to"] = Number(range.ToMs),
        };
    }

    /// <summary>A moment as <c>${__from:date}</c> and its like give it; null where the format is not one of them.</summary>
    public static string? Date(string name, string value, string format) => (name, format) switch
    {
        ("__from" or "__to", "date" or "date:iso") =>
            DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(value, CultureInfo.InvariantCulture)).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
        ("__from" or "__to", "date:seconds") => (long.Parse(value, CultureInfo.InvariantCulture) / 1000).ToString(CultureInfo.InvariantCulture),
        _ => null,
    };

    private static VariableValue Number(long value) => VariableValue.Of(value.ToString(CultureInfo.InvariantCulture));

    private static string Duration(long milliseconds)
    {
        var text = new StringBuilder();
        DurationSyntax.Append(text, milliseconds);
        return text.ToString();
    }
}
