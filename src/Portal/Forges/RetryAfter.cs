using System.Globalization;

namespace Portal.Forges;

/// <summary>How long a forge wants to be left alone.</summary>
internal static class RetryAfter
{
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    /// <summary>Reads the headers of an answer; null where they say nothing of it. Never more than an hour.</summary>
    /// <param name="header">The value of a header, or null.</param>
    /// <param name="now">This machine's time.</param>
    public static TimeSpan? Of(Func<string, string?> header, DateTimeOffset now)
    {
        if (header("Retry-After") is { } text)
        {
            return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? Bound(TimeSpan.FromSeconds(seconds))
                : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? Bound(at - now)
                : null;
        }
        // GitHub and GitLab count requests, and say when they begin anew.
        return (header("X-RateLimit-Remaining") ?? header("RateLimit-Remaining")) is "0"
            && long.TryParse(header("X-RateLimit-Reset") ?? header("RateLimit-Reset"), NumberStyles.None, CultureInfo.InvariantCulture, out var reset) && reset < 253_402_300_800
            ? Bound(DateTimeOffset.FromUnixTimeSeconds(reset) - now)
            : null;
    }

    /// <summary>Between nothing and an hour.</summary>
    public static TimeSpan Bound(TimeSpan wait) => wait < TimeSpan.Zero ? TimeSpan.Zero : wait > Longest ? Longest : wait;
}
