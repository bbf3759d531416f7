using Portal.Core.Changes;

namespace Portal.Previews;

/// <summary>A difference in a sentence, for the command line, comments and pages.</summary>
internal static class DifferenceSummary
{
    private static readonly (BindingStatus Status, string Word)[] Words =
    [
        (BindingStatus.Broken, "broken"), (BindingStatus.StillBroken, "still broken"), (BindingStatus.Changed, "changed"), (BindingStatus.Added, "added"), (BindingStatus.Removed, "removed"), (BindingStatus.Mended, "mended"),
    ];

    /// <summary>Such as <c>12 of 139 dashboards differ: 11 changed, 1 added. 127 are proven unchanged.</c></summary>
    public static string Of(RevisionDifference difference)
    {
        var differs = difference.Bindings.Count(binding => binding.IsDifferent);
        var counts = string.Join(", ", Counts(difference).Select(count => $"{count.Count} {count.Word}"));
        var reworded = difference.Count(BindingStatus.Reworded) is var other && other > 0 ? $" {other} differ in their text only." : "";
        return $"{differs} of {difference.Bindings.Count} dashboards differ{(counts.Length > 0 ? $": {counts}" : "")}.{reworded} {difference.Count(BindingStatus.Unchanged)} are proven unchanged.";
    }

    /// <summary>How many dashboards have come to what, where there are any.</summary>
    public static IEnumerable<(BindingStatus Status, string Word, int Count)> Counts(RevisionDifference difference) =>
        Words.Select(word => (word.Status, word.Word, Count: difference.Count(word.Status))).Where(count => count.Count > 0);

    /// <summary>A number with its noun, such as <c>1 tenant</c>.</summary>
    public static string Number(int count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";

    /// <summary>A status as a word.</summary>
    public static string Word(BindingStatus status) => Words.FirstOrDefault(word => word.Status == status).Word ?? status.ToString().ToLowerInvariant();
}
