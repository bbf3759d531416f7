namespace Portal.Demo.Workloads;

/// <summary>Pseudo-random numbers that depend on nothing but their seed and index.</summary>
internal static class Noise
{
    public static ulong Hash(ulong seed, long index)
    {
        var x = seed + ((ulong)index * 0x9E3779B97F4A7C15UL);
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9UL;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EBUL;
        return x ^ (x >> 31);
    }

    public static ulong Seed(params ReadOnlySpan<string> parts)
    {
        var hash = 14695981039346656037UL;
        foreach (var part in parts)
        {
            foreach (var c in part)
            {
                hash = (hash ^ c) * 1099511628211UL;
            }
            hash = (hash ^ 0x1f) * 1099511628211UL;
        }
        return Hash(hash, 1);
    }

    /// <summary>A number in [0, 1).</summary>
    public static double Unit(ulong seed, long index) => (Hash(seed, index) >> 11) * (1.0 / (1UL << 53));

    /// <summary>A smooth wander in [-1, 1] with a knot every <paramref name="periodMs"/>.</summary>
    public static double Smooth(ulong seed, long timeMs, long periodMs)
    {
        var knot = timeMs / periodMs;
        var x = (double)(timeMs - (knot * periodMs)) / periodMs;
        var s = x * x * (3 - (2 * x));
        var a = (2 * Unit(seed, knot)) - 1;
        var b = (2 * Unit(seed, knot + 1)) - 1;
        return a + ((b - a) * s);
    }
}
