using Portal.Core.Frames;

namespace Portal.Core.Queries.Masked;

/// <summary>
/// The order of what is masked. Stores sort by names, so that among customers who are known, the order of their masked series would tell which is whose. Among themselves, masked series stand by what is
/// shown of them: the newest value first that differs, the largest first. All others stay in their places.
/// </summary>
internal static class MaskedOrder
{
    /// <summary>The frames in an order that tells nothing of what is hidden.</summary>
    /// <param name="told">As the store has them.</param>
    /// <param name="shown">As they are shown, in the same order.</param>
    public static IReadOnlyList<Frame> Of(IReadOnlyList<Frame> told, IReadOnlyList<Frame> shown)
    {
        // Labels of which none is masked are the same object.
        int[] masked = [.. Enumerable.Range(0, shown.Count).Where(i => !ReferenceEquals(told[i].Labels, shown[i].Labels))];
        if (masked.Length < 2)
        {
            return shown;
        }
        Frame[] ordered = [.. shown];
        foreach (var (place, frame) in masked.Zip(masked.Select(i => shown[i]).OrderDescending(Comparer<Frame>.Create(Compare))))
        {
            ordered[place] = frame;
        }
        return ordered;
    }

    private static int Compare(Frame one, Frame other)
    {
        var (ones, others) = (Numbers(one), Numbers(other));
        for (var back = 1; back <= Math.Min(ones.Length, others.Length); back++)
        {
            if (ones[^back].CompareTo(others[^back]) is not 0 and var difference)
            {
                return difference;
            }
        }
        return ones.Length.CompareTo(others.Length);
    }

    private static double[] Numbers(Frame frame) => frame.Fields.OfType<NumberField>().FirstOrDefault()?.Values ?? [];
}
