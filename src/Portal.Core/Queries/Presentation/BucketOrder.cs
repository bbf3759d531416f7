using System.Globalization;
using Portal.Core.Frames;

namespace Portal.Core.Queries.Presentation;

/// <summary>Puts the buckets of classic histograms in order.</summary>
internal static class BucketOrder
{
    /// <summary>The series by their <c>le</c>, smallest first; those without come last, as they were.</summary>
    public static IReadOnlyList<Frame> Sort(IReadOnlyList<Frame> series) => [.. series.OrderBy(Bound)];

    private static double Bound(Frame frame) => frame.Labels.GetValueOrDefault("le") switch
    {
        "+Inf" or "Inf" => double.MaxValue,
        { } text when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var bound) && !double.IsNaN(bound) => Math.Min(bound, double.MaxValue),
        _ => double.PositiveInfinity,
    };
}
