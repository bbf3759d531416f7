using System.Collections.Concurrent;
using Portal.Core.Diagnostics;

namespace Portal.Core.Changes;

/// <summary>Keeps equal changes once, so that what a shared part changes in thousands of dashboards is held as one. Beyond a bound only what has changed is kept, not from what to what.</summary>
internal sealed class ChangeStore
{
    private const int Most = 10_000;
    private const int LongestText = 4_000;
    private readonly ConcurrentDictionary<Change, Change> _kept = new();

    /// <summary>The changes as they are kept, the first <see cref="BindingDifference.MostChanges"/>.</summary>
    public IReadOnlyList<Change> Keep(IReadOnlyList<Change> changes) => [.. changes.Take(BindingDifference.MostChanges).Select(Keep)];

    private Change Keep(Change change)
    {
        change = change with { Before = Excerpt.Of(change.Before, LongestText), After = Excerpt.Of(change.After, LongestText) };
        if (!_kept.ContainsKey(change) && _kept.Count >= Most)
        {
            change = change with { Before = null, After = null };
        }
        return _kept.GetOrAdd(change, change);
    }
}
