using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace Portal.Configuration;

/// <summary>Hosts that are granted: one by name or address, or all below a domain; on one port or any.</summary>
internal sealed partial class HostPattern
{
    private readonly string _host;
    private readonly bool _below;
    private readonly int? _port;

    private HostPattern(string host, bool below, int? port)
    {
        _host = host;
        _below = below;
        _port = port;
    }

    /// <summary>Reads <c>host</c>, <c>host:port</c>, <c>*.example.com</c> or <c>*.example.com:port</c>; null where it is none. IPv6 addresses stand in brackets.</summary>
    public static HostPattern? Parse(string text)
    {
        if (Pattern().Match(text) is not { Success: true } match)
        {
            return null;
        }
        var port = match.Groups["port"] is { Success: true } digits ? int.Parse(digits.Value, CultureInfo.InvariantCulture) : (int?)null;
        var host = Canonical(match.Groups["host"].Value);
        var below = match.Groups["below"].Success;
        // An address is a place, not a domain: '*.169.254' must not come to mean addresses that end so.
        var wrong = port is < 1 or > 65535 || (below && char.IsAsciiDigit(host[host.LastIndexOf('.') + 1])) || (text[0] == '[' && !IPAddress.TryParse(host, out _));
        return wrong ? null : new HostPattern(host, below, port);
    }

    /// <summary>Whether that host and port are meant.</summary>
    public bool Matches(string host, int port)
    {
        var canonical = Canonical(host);
        return (_port is null || _port == port)
            && (_below ? canonical.Length > _host.Length + 1 && canonical.EndsWith("." + _host, StringComparison.Ordinal) && !IPAddress.TryParse(canonical, out _) : canonical == _host);
    }

    /// <summary>One spelling for each host.</summary>
    private static string Canonical(string host)
    {
        var bare = host.Trim('[', ']').TrimEnd('.').ToLowerInvariant();
        return IPAddress.TryParse(bare, out var address) ? address.ToString() : Ascii(bare);
    }

    private static string Ascii(string host)
    {
        try
        {
            return new IdnMapping().GetAscii(host);
        }
        catch (ArgumentException)
        {
            return host;
        }
    }

    [GeneratedRegex(@"^(?<below>\*\.)?(?<host>[\p{L}\p{N}_]([\p{L}\p{N}_.-]*[\p{L}\p{N}_])?|\[[0-9A-Fa-f:.]+\])(:(?<port>[0-9]{1,5}))?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
