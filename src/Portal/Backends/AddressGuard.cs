using System.Net;
using System.Net.Sockets;
using Portal.Core.Queries;

namespace Portal.Backends;

/// <summary>Connects to backends, but not to addresses that no backend has: a granted name must not lead to the credentials that a cloud serves to its machines.</summary>
internal static class AddressGuard
{
    // Where clouds serve credentials, apart from link-local addresses.
    private static readonly IPAddress[] Metadata = [IPAddress.Parse("100.100.100.200"), IPAddress.Parse("192.0.0.192"), IPAddress.Parse("168.63.129.16"), IPAddress.Parse("fd00:ec2::254"), IPAddress.Parse("fd20:ce::254")];

    /// <summary>Connects to a host. An address that stands literally in a datasource's URL has been granted literally; what a name resolves to is checked.</summary>
    /// <exception cref="QueryException">The name leads only to addresses that are not called.</exception>
    public static async Task<Stream> ConnectAsync(DnsEndPoint endPoint, CancellationToken cancellation)
    {
        var literal = IPAddress.TryParse(endPoint.Host.Trim('[', ']'), out var address);
        var addresses = literal ? [address!] : (await Dns.GetHostAddressesAsync(endPoint.Host, cancellation)).Where(found => !IsRefused(found)).ToArray();
        if (addresses.Length == 0)
        {
            throw new QueryException(new QueryError(QueryErrorKind.Unavailable, "The backend's name leads to an address that the portal does not call.", "Let a platform engineer check the name, or grant the address itself."));
        }
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, endPoint.Port, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Whether a name may not resolve to that address: link-local, metadata, unspecified and multicast ones.</summary>
    internal static bool IsRefused(IPAddress address)
    {
        var plain = Embedded(address);
        var bytes = plain.GetAddressBytes();
        return Metadata.Contains(plain) || (bytes.Length == 4
            ? bytes[0] is 0 or >= 224 || (bytes[0] == 169 && bytes[1] == 254)
            : plain.IsIPv6LinkLocal || plain.IsIPv6Multicast || plain.IsIPv6SiteLocal || plain.Equals(IPAddress.IPv6Any));
    }

    /// <summary>The IPv4 address that an IPv6 address stands for: mapped, or of the well-known prefix 64:ff9b::/96.</summary>
    private static IPAddress Embedded(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4();
        }
        var bytes = address.GetAddressBytes();
        ReadOnlySpan<byte> translated = [0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0];
        return bytes.Length == 16 && bytes.AsSpan().StartsWith(translated) ? new IPAddress(bytes.AsSpan(12)) : address;
    }
}
