using System.Text.Json;
using Portal.Components.Panels;
using Portal.Core.Dashboards;

namespace Portal.Embedding;

/// <summary>What an embed shows, without any query: the dashboard's rows, or one panel.</summary>
/// <param name="Title">The dashboard's title.</param>
/// <param name="Time">The dashboard's range.</param>
/// <param name="TimeZone">Its zone: <c>browser</c>, <c>utc</c> or an IANA name.</param>
/// <param name="Refresh">Its refresh interval; null for off.</param>
/// <param name="Rows">Its rows.</param>
internal sealed record EmbedLayout(string Title, DashboardTime Time, string TimeZone, string? Refresh, IReadOnlyList<EmbedLayoutRow> Rows)
{
    /// <summary>What the texts of a snapshot are filled with, as its role may see it; empty for what is live.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Texts { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>How it is written for the page's script and for snapshots.</summary>
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>All panels in reading order.</summary>
    public IEnumerable<PanelModel> Panels => Rows.SelectMany(row => row.Panels);

    /// <summary>The layout of a dashboard, or of one panel of it; null where there is no such panel.</summary>
    public static EmbedLayout? Of(Dashboard dashboard, string? panel)
    {
        IReadOnlyList<EmbedLayoutRow> rows = panel is null
            ? [.. dashboard.Rows.Select(row => new EmbedLayoutRow(row.Title, [.. row.Panels.Select(Model)]))]
            : dashboard.Panel(panel) is { } alone ? [new EmbedLayoutRow("", [Model(alone)])] : [];
        return panel is not null && rows.Count == 0 ? null : new EmbedLayout(dashboard.Title, dashboard.Time, dashboard.Timezone, dashboard.Refresh, rows);
    }

    // Links lead to pages of the portal, which whoever sees an embed need not see.
    private static PanelModel Model(Panel panel) => PanelModel.From(panel) with { Links = [] };
}

/// <summary>A row of an embed.</summary>
/// <param name="Title">Its heading; may be empty.</param>
/// <param name="Panels">Its panels.</param>
internal sealed record EmbedLayoutRow(string Title, IReadOnlyList<PanelModel> Panels);
