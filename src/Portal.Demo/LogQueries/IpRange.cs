using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Portal.Demo.Evaluation;

namespace Portal.Demo.LogQueries;

/// <summary>An address, a range <c>a-b</c>, or a block <c>a/8</c>.</summary>
internal sealed partial class IpRange
{
    private readonly AddressFamily _family;
    private readonly UInt128 _first;
    private readonly UInt128 _last;

    private IpRange(IPAddress first, IPAddress last)
    {
        (_family, _first, _last) = (first.AddressFamily, Number(first), Number(last));
    }

    [GeneratedRegex(@"[0-9a-fA-F:.]{3,45}")]
    private static partial Regex Candidate { get; }

    public static IpRange Parse(string text)
    {
        if (IPAddress.TryParse(text, out var single))
        {
            return new(single, single);
        }
        if (IPNetwork.TryParse(text, out var network))
        {
            var bytes = network.BaseAddress.GetAddressBytes();
            for (var bit = network.PrefixLength; bit < bytes.Length * 8; bit++)
            {
                bytes[bit / 8] |= (byte)(0x80 >> (bit % 8));
            }
            return new(network.BaseAddress, new IPAddress(bytes));
        }
        return text.Split('-') is [var from, var to] && IPAddress.TryParse(from.Trim(), out var first) && IPAddress.TryParse(to.Trim(), out var last) && first.AddressFamily == last.AddressFamily
            ? new(first, last)
            : throw new EvaluationException(EvaluationErrorKind.BadData, $"ip: error parsing address: {text}");
    }

    /// <summary>Whether the text is an address of the range.</summary>
    public bool Holds(string text) =>
        IPAddress.TryParse(text, out var address) && address.AddressFamily == _family && Number(address) is var number && number >= _first && number <= _last;

    /// <summary>Whether an address of the range stands anywhere in the line.</summary>
    public bool IsIn(string line)
    {
        foreach (var match in Candidate.EnumerateMatches(line))
        {
            var text = line.AsSpan(match.Index, match.Length).TrimEnd('.');
            if ((text.Contains(':') || text.Count('.') == 3) && Holds(text.ToString()))
            {
                return true;
            }
        }
        return false;
    }

    private static UInt128 Number(IPAddress address)
    {
        UInt128 number = 0;
        foreach (var part in address.GetAddressBytes())
        {
            number = (number << 8) | part;
        }
        return number;
    }
}
