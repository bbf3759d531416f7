namespace Portal.Demo.Workloads;

/// <summary>How long requests of each flow take: log-logistic distributions around multiples of a median.</summary>
internal static class Latency
{
    public static readonly double[] Bounds = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 10];

    private const double Shape = 3.2;

    /// <summary>The share of a flow's requests that take at most so long.</summary>
    public static double Share(Flow flow, double seconds, double median) => flow switch
    {
        Flow.Normal => Within(seconds, median),
        Flow.Busy => Within(seconds, median * 2.1),
        Flow.Slow => Within(seconds, median * 14),
        Flow.ClientError => Within(seconds, median * 0.5),
        _ => (0.4 * Within(seconds, median * 0.4)) + (0.6 * Within(seconds, median * 18)),
    };

    /// <summary>The duration of a request of a flow, drawn by a number in [0, 1).</summary>
    public static double Quantile(Flow flow, double share, double median) => flow switch
    {
        Flow.Normal => Reached(share, median),
        Flow.Busy => Reached(share, median * 2.1),
        Flow.Slow => Reached(share, median * 14),
        Flow.ClientError => Reached(share, median * 0.5),
        // As the errors are two kinds mixed, the share chooses the kind first.
        _ => share < 0.4 ? Reached(share / 0.4, median * 0.4) : Reached((share - 0.4) / 0.6, median * 18),
    };

    public static double Mean(Flow flow, double median) => Spread * median * flow switch
    {
        Flow.Normal => 1,
        Flow.Busy => 2.1,
        Flow.Slow => 14,
        Flow.ClientError => 0.5,
        _ => (0.4 * 0.4) + (0.6 * 18),
    };

    // The mean of a log-logistic distribution over its median.
    private static double Spread => Math.PI / Shape / Math.Sin(Math.PI / Shape);

    private static double Reached(double share, double median) => median * Math.Pow(share / (1 - share), 1 / Shape);

    private static double Within(double seconds, double median) => double.IsPositiveInfinity(seconds) ? 1 : seconds <= 0 ? 0 : 1 / (1 + Math.Pow(median / seconds, Shape));
}
