using System.Globalization;

namespace Portal.Components.Dashboards;

/// <summary>How often a page asks anew: <c>5s</c> to <c>24h</c>, or off.</summary>
internal static class RefreshInterval
{
    /// <summary>The word for not at all.</summary>
    public const string Off = "off";

    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(24);

    /// <summary>What is offered, off first.</summary>
    public static IReadOnlyList<string> Offered { get; } = [Off, "5s", "10s", "30s", "1m", "5m", "15m", "30m", "1h"];

    /// <summary>Whether the text is an interval, or off.</summary>
    public static bool IsKnown(string text) => text == Off || Parse(text) is not null;

    /// <summary>The interval, held between its bounds; null for off and for what is none.</summary>
    public static TimeSpan? Parse(string? text)
    {
        if (text is not { Length: >= 2 and <= 8 } || !int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count == 0)
        {
            return null;
        }
        var unit = text[^1] switch { 's' => 1L, 'm' => 60L, 'h' => 3600L, 'd' => 86_400L, _ => 0L };
        return unit == 0 ? null : TimeSpan.FromSeconds(Math.Clamp(count * unit, (long)Shortest.TotalSeconds, (long)Longest.TotalSeconds));
    }
}
