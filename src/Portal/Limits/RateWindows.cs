using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;

namespace Portal.Limits;

/// <summary>Counts by keys, so many keys as there may be: they are placed into a fixed number of windows by a hash that nobody outside knows, so that memory is bounded. Few ever share a window.</summary>
internal static class RateWindows
{
    /// <summary>How many windows there are of a kind.</summary>
    internal const int Count = 1 << 16;

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    /// <summary>So many of each key in a minute; what has no key is not counted.</summary>
    public static PartitionedRateLimiter<string?> PerMinute(int permits) => PartitionedRateLimiter.Create<string?, int>(key => key is null ? Uncounted
        : RateLimitPartition.GetFixedWindowLimiter(Place(key), _ => new FixedWindowRateLimiterOptions { PermitLimit = permits, Window = Minute, QueueLimit = 0 }));

    /// <summary>So many of each key at once; what has no key is not counted.</summary>
    /// <param name="permits">How many.</param>
    /// <param name="waiting">How many more may wait for a place.</param>
    /// <param name="places">How many windows there are, at most.</param>
    public static PartitionedRateLimiter<string?> AtOnce(int permits, int waiting = 0, int places = Count) => PartitionedRateLimiter.Create<string?, int>(key => key is null ? Uncounted
        : RateLimitPartition.GetConcurrencyLimiter(Place(key) % places, _ => new ConcurrencyLimiterOptions { PermitLimit = permits, QueueLimit = waiting }));

    /// <summary>Counts one of a key; false where there were enough of it.</summary>
    public static bool Take(this PartitionedRateLimiter<string?> counted, string? key)
    {
        using var lease = counted.AttemptAcquire(key);
        return lease.IsAcquired;
    }

    /// <summary>One spelling for each address; of IPv6 the network that one subscriber has, which else had addresses without end.</summary>
    public static string Key(IPAddress? address) => address switch
    {
        null => "",
        { IsIPv4MappedToIPv6: true } => address.MapToIPv4().ToString(),
        { AddressFamily: AddressFamily.InterNetworkV6 } => Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8)),
        _ => address.ToString(),
    };

    private static RateLimitPartition<int> Uncounted => RateLimitPartition.GetNoLimiter(-1);

    // Hashes of texts differ from process to process.
    private static int Place(string key) => (int)((uint)key.GetHashCode(StringComparison.Ordinal) % Count);
}
