using Microsoft.Extensions.Options;
using Portal.Api;
using Portal.Core.Queries;
using Portal.Core.Queries.Time;

namespace Portal.Embedding;

/// <summary>Turns what a browser asks of an embed into what is asked of a panel. A question that goes beyond the token has no answer, not even a smaller one.</summary>
/// <param name="options">The longest range.</param>
/// <param name="time">The clock.</param>
internal sealed class EmbedQuestions(IOptions<QueryOptions> options, TimeProvider time)
{
    // A page that was loaded a while ago asks for further lines of the range that it shows.
    private const long SlackMs = 10 * 60_000;

    /// <summary>The question; null where it goes beyond the token.</summary>
    /// <param name="open">The embed.</param>
    /// <param name="panel">The panel.</param>
    /// <param name="asked">What is asked.</param>
    /// <param name="sameRange">Whether the range is one that was shown before, in milliseconds.</param>
    public PanelDataRequest? Read(OpenEmbed open, string panel, DataQuestion asked, bool sameRange = false)
    {
        var claims = open.Grant.Claims;
        if (open.Live is null || asked.Fault() is not null || open.Layout.Panels.All(p => p.Id != panel) || !Allows(claims, asked.Variables) || Range(open, asked, sameRange) is not { } range)
        {
            return null;
        }
        var variables = new Dictionary<string, IReadOnlyList<string>>(asked.Variables, StringComparer.Ordinal);
        foreach (var (name, values) in claims.Variables ?? new Dictionary<string, IReadOnlyList<string>>())
        {
            variables[name] = values;
        }
        return new PanelDataRequest
        {
            PanelId = panel, From = range.From, To = range.To, TimeZone = range.Zone, Width = asked.Width,
            Variables = variables, Held = (claims.Variables?.Keys ?? []).ToHashSet(StringComparer.Ordinal),
        };
    }

    /// <summary>Whether a page with these choices may be opened.</summary>
    public bool Allows(OpenEmbed open, EmbedView view) =>
        open.Live is null ? view.From is null && view.To is null && view.Variables.Count == 0
            : Allows(open.Grant.Claims, view.Variables) && Range(open, new DataQuestion { From = view.From, To = view.To, TimeZone = view.TimeZone }, sameRange: false) is not null;

    private static bool Allows(EmbedClaims claims, IReadOnlyDictionary<string, IReadOnlyList<string>> variables) => variables.Keys.All(name => claims.Free?.Contains(name) == true);

    private (string? From, string? To, string? Zone)? Range(OpenEmbed open, DataQuestion asked, bool sameRange)
    {
        var (claims, layout) = (open.Grant.Claims, open.Layout);
        var held = (From: claims.From ?? layout.Time.From, To: claims.To ?? layout.Time.To, Zone: claims.TimeZone ?? layout.TimeZone);
        if (asked.From is null && asked.To is null)
        {
            return held;
        }
        var window = sameRange ? claims.Window ?? new EmbedWindow(held.From, held.To) : claims.Window;
        var (now, longest) = (time.GetUtcNow(), options.Value.LongestRange);
        if (window is null || TimeRange.Read(window.From, window.To, held.Zone, now, longest).Range is not { } limits)
        {
            return null;
        }
        var chosen = (From: asked.From ?? held.From, To: asked.To ?? held.To, Zone: asked.TimeZone);
        var slack = sameRange ? SlackMs : SlackMs / 10;
        return TimeRange.Read(chosen.From, chosen.To, chosen.Zone, now, longest).Range is { } range && range.FromMs >= limits.FromMs - slack && range.ToMs <= limits.ToMs + slack ? chosen : null;
    }
}
