using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace Portal.Outgoing;

/// <summary>Finds the addresses of a host's name; the system's resolver but for tests.</summary>
internal delegate Task<IPAddress[]> ResolveHost(string host, CancellationToken cancellation);

/// <summary>
/// Makes every connection that the portal opens by HTTP, but none to an address that nobody it calls has: a name must not lead to the credentials that a cloud serves to its machines.
/// A name is resolved once for each connection, and what was checked is what is connected to, so that a second answer of the resolver changes nothing.
/// </summary>
/// <param name="resolve">Resolves names.</param>
/// <param name="options">Whether a proxy stands between.</param>
/// <param name="logger">Hears where a name leads that is refused; nobody who looks at a panel does.</param>
internal sealed partial class AddressGuard(ResolveHost resolve, IOptions<OutgoingOptions> options, ILogger<AddressGuard> logger)
{
    /// <summary>Connects to a host.</summary>
    /// <param name="endPoint">The host and its port.</param>
    /// <param name="isListed">Whether an address that stands in place of a name was listed as it stands there by whoever may; then it is called whatever it is.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    /// <exception cref="RefusedAddressException">The host leads only to addresses that are not called.</exception>
    public async Task<Stream> ConnectAsync(DnsEndPoint endPoint, bool isListed, CancellationToken cancellation)
    {
        var isLiteral = IPAddress.TryParse(endPoint.Host.Trim('[', ']'), out var literal);
        var found = isLiteral ? [literal!] : await resolve(endPoint.Host, cancellation);
        var called = isLiteral && isListed ? found : [.. found.Where(address => !IsRefused(address))];
        if (called.Length == 0)
        {
            LogRefused(endPoint.Host, string.Join(", ", found.Select(address => address.ToString())));
            throw new RefusedAddressException();
        }
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(called, endPoint.Port, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Makes what sends the portal's own requests: to its forge, to providers of identities, to whoever is notified. It follows no redirect, which would take credentials along.</summary>
    /// <param name="isListed">Whether a host was listed by the configuration as it stands there.</param>
    public SocketsHttpHandler Handler(Func<string, bool> isListed) => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = options.Value.UseProxy,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        ConnectCallback = async (context, cancellation) => await ConnectAsync(context.DnsEndPoint, isListed(context.DnsEndPoint.Host), cancellation),
    };

    /// <summary>Whether a name may not lead to that address: link-local, metadata, unspecified and multicast ones, in whichever form they are written.</summary>
    internal static bool IsRefused(IPAddress address)
    {
        var plain = Embedded(address);
        var bytes = plain.GetAddressBytes();
        return IsMetadata(plain) || (bytes.Length == 4 ? bytes[0] is 0 or >= 224
            : plain.IsIPv6LinkLocal || plain.IsIPv6Multicast || plain.IsIPv6SiteLocal || plain.Equals(IPAddress.IPv6Any) || bytes.AsSpan().StartsWith(MetadataPrefix) || TranslatedHere(bytes).Any(IsMetadata));
    }

    private static bool IsMetadata(IPAddress address) => Metadata.Contains(address) || (address.GetAddressBytes() is [169, 254, _, _]);

    // Where clouds serve credentials, apart from link-local addresses.
    private static readonly IPAddress[] Metadata =
        [IPAddress.Parse("100.100.100.200"), IPAddress.Parse("192.0.0.192"), IPAddress.Parse("168.63.129.16"), IPAddress.Parse("fd20:ce::254"), IPAddress.Parse("fd00:c1::a9fe:a9fe")];

    // fd00:ec2::/32.
    private static ReadOnlySpan<byte> MetadataPrefix => [0xfd, 0, 0x0e, 0xc2];

    /// <summary>The IPv4 address that an IPv6 address stands for: mapped, compatible, by 6to4, or translated.</summary>
    private static IPAddress Embedded(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4();
        }
        var bytes = address.GetAddressBytes();
        ReadOnlySpan<byte> compatible = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        ReadOnlySpan<byte> translated = [0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0];
        ReadOnlySpan<byte> stateless = [0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0];
        ReadOnlySpan<byte> sixToFour = [0x20, 0x02];
        return bytes.Length != 16 || IPAddress.IsLoopback(address) ? address
            : bytes.AsSpan().StartsWith(compatible) || bytes.AsSpan().StartsWith(translated) || bytes.AsSpan().StartsWith(stateless) ? new IPAddress(bytes.AsSpan(12))
            : bytes.AsSpan().StartsWith(sixToFour) ? new IPAddress(bytes.AsSpan(2, 4)) : address;
    }

    /// <summary>The IPv4 addresses that one of 64:ff9b:1::/48 may stand for: where it holds the address is each network's own choice.</summary>
    private static IEnumerable<IPAddress> TranslatedHere(byte[] bytes) => bytes is [0, 0x64, 0xff, 0x9b, 0, 1, ..]
        ? [new([bytes[6], bytes[7], bytes[9], bytes[10]]), new([bytes[7], bytes[9], bytes[10], bytes[11]]), new(bytes.AsSpan(9, 4)), new(bytes.AsSpan(12))] : [];

    [LoggerMessage(Level = LogLevel.Warning, Message = "'{Host}' leads to {Addresses}, which the portal does not call; where that is meant, list the address itself")]
    private partial void LogRefused(string host, string addresses);
}

/// <summary>A host leads only to addresses that the portal does not call. The message names neither.</summary>
internal sealed class RefusedAddressException() : IOException("The name leads to an address that the portal does not call.");
