using System.Diagnostics;

namespace Portal.Benchmarks;

/// <summary>What one run of a piece of work took.</summary>
/// <param name="Time">The median of the runs.</param>
/// <param name="Bytes">Bytes allocated by this process, per run.</param>
internal readonly record struct Measured(TimeSpan Time, long Bytes);

/// <summary>Times pieces of work within this process. Two things that are compared are run in turn, so that the machine's moods hit both.</summary>
internal static class Measure
{
    /// <summary>The median over <paramref name="runs"/> runs after one that does not count.</summary>
    public static async Task<Measured> OneAsync(int runs, Func<Task> work)
    {
        await work();
        var samples = new List<Measured>();
        for (var i = 0; i < runs; i++)
        {
            samples.Add(await OnceAsync(work));
        }
        return Median(samples);
    }

    /// <summary>The medians of two pieces of work run in turn.</summary>
    public static async Task<(Measured First, Measured Second)> PairAsync(int runs, Func<Task> first, Func<Task> second)
    {
        await first();
        await second();
        var (firsts, seconds) = (new List<Measured>(), new List<Measured>());
        for (var i = 0; i < runs; i++)
        {
            firsts.Add(await OnceAsync(first));
            seconds.Add(await OnceAsync(second));
        }
        return (Median(firsts), Median(seconds));
    }

    private static async Task<Measured> OnceAsync(Func<Task> work)
    {
        var bytes = GC.GetTotalAllocatedBytes(precise: true);
        var start = Stopwatch.GetTimestamp();
        await work();
        return new Measured(Stopwatch.GetElapsedTime(start), GC.GetTotalAllocatedBytes(precise: true) - bytes);
    }

    private static Measured Median(List<Measured> samples) =>
        new(samples.Select(s => s.Time).Order().ElementAt(samples.Count / 2), samples.Select(s => s.Bytes).Order().ElementAt(samples.Count / 2));
}
