using System.Net;
using Microsoft.AspNetCore.Connections;
using Portal.Configuration;

namespace Portal.Identity;

/// <summary>Lets the server listen on loopback and nowhere else: every address goes through here, however it was configured.</summary>
/// <param name="inner">What really listens.</param>
internal sealed class LoopbackOnly(IConnectionListenerFactory inner) : IConnectionListenerFactory
{
    /// <inheritdoc/>
    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        endpoint is IPEndPoint { Address: var address } && IPAddress.IsLoopback(address)
            ? inner.BindAsync(endpoint, cancellationToken)
            : throw Refusal($"'{endpoint}'");

    /// <summary>Why that address is refused.</summary>
    public static StartupRefusal Refusal(string address) =>
        new([$"urls: {address} is not a loopback address. Without sign-in, whoever reaches the portal is its administrator, so it listens on http://127.0.0.1:<port> or http://localhost:<port> only."]);

    /// <summary>Whether all configured addresses are loopback ones.</summary>
    public static bool IsHeld(IConfiguration configuration) => Find(configuration) is null;

    /// <summary>Refuses configured addresses that are not loopback, before anything is started.</summary>
    public static void Check(IConfiguration configuration)
    {
        if (Find(configuration) is { } refused)
        {
            throw Refusal(refused);
        }
    }

    private static string? Find(IConfiguration configuration)
    {
        var addresses = (configuration["urls"] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Concat(configuration.GetSection("Kestrel:Endpoints").GetChildren().Select(e => e["Url"]).OfType<string>());
        if (addresses.FirstOrDefault(a => !IsLoopback(a)) is { } refused)
        {
            return $"'{refused}'";
        }
        // These two have no host: the server would listen on every address.
        return string.IsNullOrEmpty(configuration["urls"]) && (configuration["http_ports"] ?? configuration["https_ports"]) is { Length: > 0 } ports ? $"'*:{ports}' of HTTP_PORTS or HTTPS_PORTS" : null;
    }

    private static bool IsLoopback(string address)
    {
        // Wildcards are no addresses that a Uri takes, and no loopback ones either.
        return Uri.TryCreate(address, UriKind.Absolute, out var uri)
            && (uri.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(uri.Host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip)));
    }
}
