using Portal.Core.Queries;

namespace Portal.Core.Changes;

/// <summary>Dashboards of one template that have come to the same by the same changes.</summary>
/// <param name="Status">What has become of them.</param>
/// <param name="Template">The template.</param>
/// <param name="Changes">How each differs.</param>
/// <param name="More">How many further changes each has.</param>
/// <param name="Bindings">Which; at least one.</param>
public sealed record ChangeGroup(BindingStatus Status, string Template, IReadOnlyList<Change> Changes, int More, IReadOnlyList<BindingKey> Bindings)
{
    /// <summary>All that differs, what is broken first and what reaches farthest before the rest.</summary>
    public static IReadOnlyList<ChangeGroup> Of(RevisionDifference difference)
    {
        ArgumentNullException.ThrowIfNull(difference);
        return [.. difference.Bindings.Where(binding => binding.IsDifferent)
            .GroupBy(binding => binding, Likeness.Instance)
            .Select(group => new ChangeGroup(group.Key.Status, group.Key.Key.Template, group.Key.Changes, group.Key.More, [.. group.Select(binding => binding.Key)]))
            .OrderBy(group => Rank(group.Status)).ThenByDescending(group => group.Bindings.Count).ThenBy(group => group.Template, StringComparer.Ordinal)];
    }

    private static int Rank(BindingStatus status) => status switch
    {
        BindingStatus.Broken => 0,
        BindingStatus.StillBroken => 1,
        BindingStatus.Removed => 2,
        BindingStatus.Changed => 3,
        _ => 4,
    };

    /// <summary>Equal changes are held once, so they need not be compared by what they say.</summary>
    private sealed class Likeness : IEqualityComparer<BindingDifference>
    {
        public static readonly Likeness Instance = new();

        public bool Equals(BindingDifference? x, BindingDifference? y) =>
            x!.Status == y!.Status && x.Key.Template == y.Key.Template && x.More == y.More && x.Changes.SequenceEqual(y.Changes);

        public int GetHashCode(BindingDifference binding) => HashCode.Combine(binding.Status, binding.Key.Template, binding.Changes.Count, binding.Changes.Count > 0 ? binding.Changes[0] : null);
    }
}
