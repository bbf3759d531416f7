using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;
using Portal.Components.Dashboards;
using Portal.Core.Dashboards;

namespace Portal.Components.Explore;

/// <summary>A search for traces, as the query of the page's address holds it.</summary>
public sealed record TraceSearchState
{
    /// <summary>How results may be shown.</summary>
    public static readonly IReadOnlyList<string> Views = ["both", "list", "scatter"];

    /// <summary>Range, zone and service.</summary>
    public ViewState View { get; init; } = new();

    /// <summary>The operation; empty for any.</summary>
    public string Operation { get; init; } = "";

    /// <summary>Tags as <c>name=value</c>, divided by spaces; values with spaces in quotation marks.</summary>
    public string Tags { get; init; } = "";

    /// <summary>The least duration; empty for any.</summary>
    public string Min { get; init; } = "";

    /// <summary>The greatest duration; empty for any.</summary>
    public string Max { get; init; } = "";

    /// <summary>The most traces.</summary>
    public int Limit { get; init; } = PanelSearch.DefaultLimit;

    /// <summary>One of <see cref="Views"/>.</summary>
    public string Show { get; init; } = "both";

    /// <summary>Reads an address. What cannot be meant is dropped.</summary>
    public static TraceSearchState Parse(string uri)
    {
        var query = QueryHelpers.ParseQuery(new Uri(uri).Query);
        string Text(string name, int longest) => query.TryGetValue(name, out var values) && values is [{ } text, ..] && text.Length <= longest ? text : "";
        return new TraceSearchState
        {
            View = ViewState.Parse(uri),
            Operation = Text("operation", 256),
            Tags = Text("tags", 1000),
            Min = Text("min", 16),
            Max = Text("max", 16),
            Limit = int.TryParse(Text("limit", 4), NumberStyles.None, CultureInfo.InvariantCulture, out var limit) ? Math.Clamp(limit, 1, PanelSearch.MostTraces) : PanelSearch.DefaultLimit,
            Show = Views.Contains(Text("view", 16)) ? Text("view", 16) : "both",
        };
    }

    /// <summary>The query with its question mark; empty where nothing was chosen. Reading it yields this state again.</summary>
    public string ToQuery(Dashboard usual)
    {
        var query = (View with { Variables = new Dictionary<string, IReadOnlyList<string>>() }).Reduce(usual).ToQuery();
        var more = new Dictionary<string, string?>
        {
            ["operation"] = Operation,
            ["tags"] = Tags,
            ["min"] = Min,
            ["max"] = Max,
            ["limit"] = Limit == PanelSearch.DefaultLimit ? "" : Limit.ToString(CultureInfo.InvariantCulture),
            ["view"] = Show == "both" ? "" : Show,
        };
        return QueryHelpers.AddQueryString(query, more.Where(pair => pair.Value!.Length > 0));
    }

    /// <summary>The tags, each <c>name=value</c>.</summary>
    public IReadOnlyList<string> TagList()
    {
        var (tags, word, quoted) = (new List<string>(), new System.Text.StringBuilder(), false);
        foreach (var c in Tags + " ")
        {
            if (c == '"')
            {
                quoted = !quoted;
            }
            else if (char.IsWhiteSpace(c) && !quoted)
            {
                if (word.Length > 0)
                {
                    tags.Add(word.ToString());
                }
                word.Clear();
            }
            else
            {
                word.Append(c);
            }
        }
        if (quoted && word.Length > 1)
        {
            tags.Add(word.ToString(0, word.Length - 1));
        }
        return tags;
    }
}
