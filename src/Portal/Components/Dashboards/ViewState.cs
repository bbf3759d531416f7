using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Portal.Browsing;
using Portal.Core.Dashboards;
using Portal.Core.Queries;

namespace Portal.Components.Dashboards;

/// <summary>
/// What a viewer has chosen, as the query of the page's address holds it. What is null is left to the dashboard. Keys that are not known, and values that
/// cannot be meant, are dropped: an address that was copied says what the page shows and nothing more.
/// </summary>
public sealed record ViewState
{
    /// <summary>The value that stands for all options of a variable.</summary>
    public const string All = "$__all";

    private const string VariablePrefix = "var-";
    private const string MarkPrefix = "mark-";
    private const int MostMarks = 50;
    private const int LongestWord = 64;
    private const int LongestName = 128;
    private const int MostVariables = 100;
    private const int MostValues = 1000;

    /// <summary>Start of the range, in Grafana's words, ISO 8601 or milliseconds.</summary>
    public string? From { get; init; }

    /// <summary>End of the range.</summary>
    public string? To { get; init; }

    /// <summary><c>browser</c>, <c>utc</c> or an IANA zone.</summary>
    public string? TimeZone { get; init; }

    /// <summary>The service, for dashboards made for services.</summary>
    public string? Service { get; init; }

    /// <summary>Chosen values by variable, as they stand in the address: unchecked.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Variables { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>The refresh interval such as <c>30s</c>, or <c>off</c>.</summary>
    public string? Refresh { get; init; }

    /// <summary><c>dark</c> or <c>light</c>.</summary>
    public string? Theme { get; init; }

    /// <summary>Whether everything but the panels is out of the way.</summary>
    public bool Kiosk { get; init; }

    /// <summary>The panel that is shown alone.</summary>
    public string? ViewPanel { get; init; }

    /// <summary>The preview that is shown instead of what is live; null for that.</summary>
    public string? Preview { get; init; }

    /// <summary>The past revision that is shown instead of what is live, as digits of its SHA; null for that.</summary>
    public string? Revision { get; init; }

    /// <summary>The marks that were switched on or off, by annotation; the others are as the dashboard says.</summary>
    public IReadOnlyDictionary<string, bool> Marks { get; init; } = new Dictionary<string, bool>();

    /// <summary>Reads an address, absolute or not, or its query.</summary>
    public static ViewState Parse(string uri)
    {
        var (state, variables, marks) = (new ViewState(), new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal), new Dictionary<string, bool>(StringComparer.Ordinal));
        foreach (var pair in new QueryStringEnumerable(Query(uri)))
        {
            var (key, value) = (pair.DecodeName().ToString(), pair.DecodeValue().ToString());
            if (key.StartsWith(VariablePrefix, StringComparison.Ordinal))
            {
                Add(variables, key[VariablePrefix.Length..], value);
                continue;
            }
            if (key.StartsWith(MarkPrefix, StringComparison.Ordinal) && key.Length <= LongestName && value is "0" or "1" && marks.Count < MostMarks)
            {
                marks[key[MarkPrefix.Length..]] = value == "1";
                continue;
            }
            state = key switch
            {
                "from" => state with { From = Word(value, LongestWord) },
                "to" => state with { To = Word(value, LongestWord) },
                "tz" => state with { TimeZone = Word(value, LongestWord) },
                "service" => state with { Service = Word(value, LongestName) },
                "refresh" => state with { Refresh = RefreshInterval.IsKnown(value) ? value : null },
                "theme" => state with { Theme = value is "dark" or "light" ? value : null },
                "kiosk" => state with { Kiosk = value is not ("0" or "false") },
                ContentView.Key => state with { Preview = Word(value, Portal.Previews.PreviewIds.MaxLength) },
                ContentView.Revision => state with { Revision = Word(value, LongestWord) },
                "viewPanel" => state with { ViewPanel = Word(value, LongestName) },
                _ => state,
            };
        }
        return state with { Variables = variables, Marks = marks };
    }

    /// <summary>The range: what is chosen, else the dashboard's.</summary>
    public DashboardTime Range(Dashboard dashboard) => new(From ?? dashboard.Time.From, To ?? dashboard.Time.To);

    /// <summary>The zone: what is chosen, else the dashboard's.</summary>
    public string Zone(Dashboard dashboard) => TimeZone ?? dashboard.Timezone;

    /// <summary>The refresh interval: what is chosen, else the dashboard's; null for off.</summary>
    public TimeSpan? RefreshEvery(Dashboard dashboard) => RefreshInterval.Parse(Refresh ?? dashboard.Refresh);

    /// <summary>The same view of another range.</summary>
    public ViewState WithRange(string from, string to) => this with { From = from, To = to };

    /// <summary>The same view with other values of a variable; none leaves it to the dashboard.</summary>
    public ViewState WithVariable(string name, IReadOnlyList<string> values)
    {
        var variables = Variables.Where(v => v.Key != name).ToDictionary(v => v.Key, v => v.Value, StringComparer.Ordinal);
        if (values.Count > 0)
        {
            variables[name] = values;
        }
        return this with { Variables = variables };
    }

    /// <summary>Whether marks are drawn: what is chosen, else what the dashboard says; revisions are.</summary>
    public bool Draws(Dashboard dashboard, string name) => Marks.TryGetValue(name, out var on) ? on : dashboard.Annotations.FirstOrDefault(annotation => annotation.Name == name)?.Enabled ?? true;

    /// <summary>The same view with marks switched on or off.</summary>
    public ViewState WithMark(string name, bool on) => this with { Marks = Marks.Where(mark => mark.Key != name).Append(new(name, on)).ToDictionary(mark => mark.Key, mark => mark.Value, StringComparer.Ordinal) };

    /// <summary>The same view without what the dashboard would choose by itself, or does not know.</summary>
    public ViewState Reduce(Dashboard dashboard) => this with
    {
        From = From == dashboard.Time.From ? null : From,
        To = To == dashboard.Time.To ? null : To,
        TimeZone = TimeZone == dashboard.Timezone ? null : TimeZone,
        Marks = Marks.Where(mark => mark.Value != (this with { Marks = new Dictionary<string, bool>() }).Draws(dashboard, mark.Key)).ToDictionary(mark => mark.Key, mark => mark.Value, StringComparer.Ordinal),
        Refresh = Refresh == (dashboard.Refresh ?? RefreshInterval.Off) ? null : Refresh,
        Variables = Variables
            .Where(v => dashboard.Variables.FirstOrDefault(known => known.Name == v.Key) is { } variable && !variable.Default.SequenceEqual(v.Value))
            .ToDictionary(v => v.Key, v => v.Value, StringComparer.Ordinal),
    };

    /// <summary>The query with its question mark; empty where nothing was chosen. Reading it yields this state again.</summary>
    public string ToQuery()
    {
        var query = new StringBuilder();
        Put(query, "service", Service);
        Put(query, "from", From);
        Put(query, "to", To);
        Put(query, "tz", TimeZone);
        foreach (var (name, values) in Variables.OrderBy(v => v.Key, StringComparer.Ordinal))
        {
            foreach (var value in values)
            {
                Put(query, VariablePrefix + name, value);
            }
        }
        foreach (var (name, on) in Marks.OrderBy(mark => mark.Key, StringComparer.Ordinal))
        {
            Put(query, MarkPrefix + name, on ? "1" : "0");
        }
        Put(query, "refresh", Refresh);
        Put(query, "theme", Theme);
        Put(query, "kiosk", Kiosk ? "1" : null);
        Put(query, "viewPanel", ViewPanel);
        Put(query, ContentView.Key, Preview);
        Put(query, ContentView.Revision, Revision);
        return query.ToString();
    }

    /// <summary>What panels ask with.</summary>
    /// <param name="dashboard">Gives what was not chosen.</param>
    /// <param name="token">Panels load again when it changes.</param>
    /// <param name="fresh">Whether remembered answers will not do.</param>
    internal Panels.PanelQueryState ForPanels(Dashboard dashboard, int token, bool fresh)
    {
        var range = Range(dashboard);
        return new(range.From, range.To, Zone(dashboard), Variables, token, fresh);
    }

    /// <summary>What variables are resolved with.</summary>
    /// <param name="dashboard">Gives what was not chosen.</param>
    /// <param name="browserZone">The IANA zone of the viewer's browser.</param>
    internal PanelDataRequest ForVariables(Dashboard dashboard, string browserZone)
    {
        var range = Range(dashboard);
        return new PanelDataRequest { PanelId = "", From = range.From, To = range.To, TimeZone = TimeZones.Resolve(Zone(dashboard), browserZone), Variables = Variables };
    }

    private static string Query(string uri)
    {
        var start = uri.IndexOf('?', StringComparison.Ordinal);
        var end = uri.IndexOf('#', StringComparison.Ordinal);
        return start < 0 ? "" : end > start ? uri[start..end] : uri[start..];
    }

    private static string? Word(string value, int longest) => value.Length > 0 && value.Length <= longest ? value : null;

    private static void Add(Dictionary<string, IReadOnlyList<string>> variables, string name, string value)
    {
        if (name.Length is 0 or > LongestName)
        {
            return;
        }
        if (!variables.TryGetValue(name, out var values))
        {
            if (variables.Count < MostVariables)
            {
                variables[name] = [value];
            }
        }
        else if (values.Count < MostValues && !values.Contains(value, StringComparer.Ordinal))
        {
            ((List<string>)(variables[name] = values as List<string> ?? [.. values])).Add(value);
        }
    }

    private static void Put(StringBuilder query, string key, string? value)
    {
        if (value is not null)
        {
            // These need no escape in a query, and an address reads better without.
            var text = Uri.EscapeDataString(value).Replace("%3A", ":", StringComparison.Ordinal).Replace("%2F", "/", StringComparison.Ordinal).Replace("%24", "$", StringComparison.Ordinal);
            query.Append(CultureInfo.InvariantCulture, $"{(query.Length == 0 ? '?' : '&')}{Uri.EscapeDataString(key)}={text}");
        }
    }
}
