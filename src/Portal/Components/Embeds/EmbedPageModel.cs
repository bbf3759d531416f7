using System.Text.Json;
using Portal.Components.Panels;
using Portal.Core.Tenancy;
using Portal.Embedding;

namespace Portal.Components.Embeds;

/// <summary>What the page of an embed holds.</summary>
public sealed record EmbedPageModel
{
    /// <summary>The dashboard's title.</summary>
    public required string Title { get; init; }

    /// <summary><c>light</c>, <c>dark</c> or <c>auto</c>.</summary>
    public required string Theme { get; init; }

    /// <summary>Whether the host's page shows through.</summary>
    public required bool Transparent { get; init; }

    /// <summary>Whether panels show their headings.</summary>
    public required bool Titles { get; init; }

    /// <summary>Whether one panel fills the page.</summary>
    public required bool Alone { get; init; }

    /// <summary>Whether fields are masked.</summary>
    public required bool Masked { get; init; }

    /// <summary>When a snapshot's data was as it is; null for what is live.</summary>
    public required DateTimeOffset? TakenAt { get; init; }

    /// <summary>The rows: headings and panels.</summary>
    public required IReadOnlyList<(string Title, IReadOnlyList<PanelModel> Panels)> Rows { get; init; }

    /// <summary>What texts are filled with.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<string>> Texts { get; init; }

    /// <summary>What the script is told, as JSON in which <c>&lt;</c> is escaped.</summary>
    public required string Settings { get; init; }

    /// <summary>All panels.</summary>
    public IEnumerable<PanelModel> Panels => Rows.SelectMany(row => row.Panels);

    /// <summary>The page of an embed.</summary>
    internal static EmbedPageModel Of(OpenEmbed open, EmbedView view) => new()
    {
        Title = open.Layout.Title,
        Theme = view.Theme,
        Transparent = view.Transparent,
        Titles = view.Titles,
        Alone = open.Grant.Claims.Panel is not null,
        // A snapshot keeps what its role saw.
        Masked = open.Live is null ? open.Grant.Role == Role.Support : open.Live.Snapshot.Masker(open.Grant.Tenant, open.Grant.Role) is not null,
        TakenAt = open.TakenAt,
        Rows = [.. open.Layout.Rows.Select(row => (row.Title, row.Panels))],
        Texts = open.Live is { } live ? EmbedTexts.Of(open.Grant, live, view.Variables) : open.Layout.Texts,
        Settings = JsonSerializer.Serialize(
            new
            {
                id = open.Grant.Claims.Jti,
                origins = open.Grant.Origins,
                theme = view.Theme,
                refreshSeconds = open.Live is null ? 0 : view.RefreshSeconds ?? EmbedView.Seconds(open.Layout.Refresh) ?? 0,
                state = new { from = view.From, to = view.To, timeZone = view.TimeZone ?? open.Layout.TimeZone, variables = view.Variables },
                marks = open.Grant.Claims.Panel is null && open.Live?.Dashboard.Annotations.Any(annotation => annotation.Enabled) == true,
                panels = open.Layout.Panels.Where(p => p.Kind != "text"),
            },
            EmbedLayout.Json),
    };
}
