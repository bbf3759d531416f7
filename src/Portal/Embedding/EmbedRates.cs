using System.Net;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;
using Portal.Limits;

namespace Portal.Embedding;

/// <summary>How often embeds may ask: counted for each address before a token is looked at, and for each token.</summary>
/// <param name="options">How often.</param>
internal sealed class EmbedRates(IOptions<EmbedOptions> options) : IDisposable
{
    private readonly PartitionedRateLimiter<string?> _addresses = RateWindows.PerMinute(options.Value.RequestsPerMinuteAndAddress);
    private readonly PartitionedRateLimiter<string?> _embeds = RateWindows.PerMinute(options.Value.RequestsPerMinute);

    /// <summary>Whether the address may ask once more.</summary>
    public bool Admits(IPAddress? address) => _addresses.Take(RateWindows.Key(address));

    /// <summary>Whether the embed may ask once more.</summary>
    public bool Admits(EmbedGrant grant) => _embeds.Take($"{grant.Claims.Tenant} {grant.Claims.Jti}");

    /// <inheritdoc/>
    public void Dispose()
    {
        _addresses.Dispose();
        _embeds.Dispose();
    }
}
