using Microsoft.AspNetCore.WebUtilities;
using Portal.Core.Dashboards;
using Portal.Core.Queries.Logs;
using Portal.Core.Traces;

namespace Portal.Browsing;

/// <summary>
/// A search in logs as the query of an address holds it: the same words on the page and in the API. <c>service</c>, <c>level</c>, <c>text</c>, <c>without</c>, <c>match</c>, <c>trace</c>;
/// <c>label</c>, <c>meta</c> and <c>field</c> with <c>name=value</c> or <c>name!=value</c>; <c>order</c>, <c>dedup</c>, <c>wrap</c>, <c>json</c>. Levels and conditions may stand several times.
/// </summary>
internal static class LogSearchWords
{
    /// <summary>The word for any service.</summary>
    public const string AnyService = "*";

    private const int Most = 100;
    private const int Longest = 4_000;
    private static readonly LogsDisplay Usual = new();

    /// <summary>Reads a query. What cannot be meant is dropped; what can be and is wrong is told when the search is opened.</summary>
    public static LogSearch Parse(string? query)
    {
        var (search, levels, conditions) = (new LogSearch(), new List<string>(), new List<LineCondition>());
        foreach (var pair in new QueryStringEnumerable(query))
        {
            var (key, value) = (pair.DecodeName().ToString(), pair.DecodeValue().ToString());
            if (value.Length is 0 or > Longest)
            {
                continue;
            }
            if (key == "level" && LogSearch.AllLevels.Contains(value) && !levels.Contains(value))
            {
                levels.Add(value);
            }
            else if (key is "label" or "meta" or "field" && conditions.Count < Most && Condition(key, value) is { } condition && !conditions.Contains(condition))
            {
                conditions.Add(condition);
            }
            search = key switch
            {
                "service" => search with { Service = value == AnyService ? null : value },
                "text" => search with { Text = value },
                "without" => search with { Without = value },
                "match" => search with { Match = One<TextMatch>(value) ?? search.Match },
                "trace" => search with { Trace = TraceId.TryParse(value, out var id) ? id : null },
                "order" when value is "newest" or "oldest" => search with { Display = search.Display with { Order = value } },
                "dedup" when value is "none" or "exact" or "numbers" or "signature" => search with { Display = search.Display with { Dedup = value } },
                "wrap" => search with { Display = search.Display with { Wrap = value != "0" } },
                "json" => search with { Display = search.Display with { PrettifyJson = value != "0" } },
                _ => search,
            };
        }
        return search with { Levels = levels, Conditions = conditions, Display = search.Display with { Highlight = search is { Text.Length: > 0, Match: not TextMatch.Regex } ? [search.Text] : [] } };
    }

    /// <summary>The words of a search, without what is usual. Reading them yields the search again.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Of(LogSearch search)
    {
        ArgumentNullException.ThrowIfNull(search);
        static KeyValuePair<string, string> Word(string key, string value) => new(key, value);
        return
        [
            .. search.Levels.Select(level => Word("level", level)),
            .. search.Text.Length > 0 ? new[] { Word("text", search.Text) } : [],
            .. search.Without.Length > 0 ? new[] { Word("without", search.Without) } : [],
            .. search.Match != TextMatch.Text ? new[] { Word("match", Name(search.Match)) } : [],
            .. search.Trace is { } trace ? new[] { Word("trace", trace.Value) } : [],
            .. search.Conditions.Select(condition => Word(Name(condition.Part), $"{condition.Name}{(condition.Negated ? "!=" : "=")}{condition.Value}")),
            .. search.Display.Order != Usual.Order ? new[] { Word("order", search.Display.Order) } : [],
            .. search.Display.Dedup != Usual.Dedup ? new[] { Word("dedup", search.Display.Dedup) } : [],
            .. search.Display.Wrap != Usual.Wrap ? new[] { Word("wrap", "0") } : [],
            .. search.Display.PrettifyJson != Usual.PrettifyJson ? new[] { Word("json", "1") } : [],
        ];
    }

    private static LineCondition? Condition(string key, string value)
    {
        var equals = value.IndexOf('=', StringComparison.Ordinal);
        var negated = equals > 1 && value[equals - 1] == '!';
        return equals < 1 ? null : new LineCondition(One<LinePart>(key)!.Value, value[..(negated ? equals - 1 : equals)], value[(equals + 1)..], negated);
    }

    /// <summary>A member of an enum by its name in lower case; null where there is none.</summary>
    public static T? One<T>(string? value) where T : struct, Enum => Enum.GetValues<T>().Where(one => Name(one) == value).Select(one => (T?)one).FirstOrDefault();

    /// <summary>A member's name in addresses.</summary>
    public static string Name<T>(T member) where T : struct, Enum => member.ToString().ToLowerInvariant();
}
