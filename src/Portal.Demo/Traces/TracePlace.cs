using System.Globalization;
using Portal.Demo.Workloads;

namespace Portal.Demo.Traces;

/// <summary>What a trace is found by; its id says nothing else.</summary>
/// <param name="Workload">The index of the environment that the request came to.</param>
/// <param name="Service">The index of the service.</param>
/// <param name="Minute">The minute since 1970 in which it came.</param>
/// <param name="Number">Which of that minute's requests it is; at most 16 bits.</param>
internal readonly record struct TracePlace(int Workload, int Service, long Minute, int Number)
{
    // Odd, so that there is a number that multiplying by undoes multiplying by it.
    private const ulong Factor = 0x9E3779B97F4A7C15;
    private static readonly ulong Inverse = Invert(Factor);

    private ulong Packed => ((ulong)(byte)Workload << 56) | ((ulong)(byte)Service << 48) | ((ulong)(uint)Minute << 16) | (ushort)Number;

    /// <summary>A seed of the trace's own.</summary>
    public ulong Seed => Noise.Hash(Packed, 3);

    /// <summary>The trace's id: the place, shuffled so that it looks random, and 64 bits that prove it.</summary>
    public string TraceId => $"{Shuffle(Packed):x16}{Proof(Packed):x16}";

    /// <summary>Reads an id of <see cref="TraceId"/>; zeros in front may be missing.</summary>
    public static bool TryParse(string id, out TracePlace place)
    {
        place = default;
        if (id.Length > 32 || !UInt128.TryParse(id, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number))
        {
            return false;
        }
        var packed = Unshuffle((ulong)(number >> 64));
        place = new((int)(packed >> 56), (int)(packed >> 48 & 0xff), (long)(packed >> 16 & 0xffffffff), (int)(packed & 0xffff));
        return Proof(packed) == (ulong)number;
    }

    private static ulong Proof(ulong packed) => Noise.Hash(packed, 11);

    private static ulong Shuffle(ulong x)
    {
        x = (x ^ (x >> 32)) * Factor;
        x = (x ^ (x >> 32)) * Factor;
        return x ^ (x >> 32);
    }

    private static ulong Unshuffle(ulong x)
    {
        x = (x ^ (x >> 32)) * Inverse;
        x = (x ^ (x >> 32)) * Inverse;
        return x ^ (x >> 32);
    }

    // Newton's method doubles the right bits each time.
    private static ulong Invert(ulong factor)
    {
        var inverse = factor;
        for (var i = 0; i < 6; i++)
        {
            inverse *= 2 - (factor * inverse);
        }
        return inverse;
    }
}
