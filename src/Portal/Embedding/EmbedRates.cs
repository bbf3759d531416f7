using System.Net;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace Portal.Embedding;

/// <summary>How often embeds may ask: counted for each address before a token is looked at, and for each token.</summary>
/// <param name="options">How often.</param>
internal sealed class EmbedRates(IOptions<EmbedOptions> options) : IDisposable
{
    private readonly PartitionedRateLimiter<IPAddress> _addresses = Limiter<IPAddress>(options.Value.RequestsPerMinuteAndAddress);
    private readonly PartitionedRateLimiter<(string Tenant, string Id)> _embeds = Limiter<(string, string)>(options.Value.RequestsPerMinute);

    /// <summary>Whether the address may ask once more.</summary>
    public bool Admits(IPAddress? address) => Take(_addresses, address ?? IPAddress.None);

    /// <summary>Whether the embed may ask once more.</summary>
    public bool Admits(EmbedGrant grant) => Take(_embeds, (grant.Claims.Tenant, grant.Claims.Jti));

    /// <inheritdoc/>
    public void Dispose()
    {
        _addresses.Dispose();
        _embeds.Dispose();
    }

    private static bool Take<T>(PartitionedRateLimiter<T> limiter, T key)
    {
        using var lease = limiter.AttemptAcquire(key);
        return lease.IsAcquired;
    }

    private static PartitionedRateLimiter<T> Limiter<T>(int perMinute) where T : notnull => PartitionedRateLimiter.Create<T, T>(key =>
        RateLimitPartition.GetFixedWindowLimiter(key, _ => new FixedWindowRateLimiterOptions { PermitLimit = perMinute, Window = TimeSpan.FromMinutes(1), QueueLimit = 0 }));
}
