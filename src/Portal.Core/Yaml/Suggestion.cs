namespace Portal.Core.Yaml;

/// <summary>Finds what an author may have meant.</summary>
public static class Suggestion
{
    /// <summary>The candidate nearest to the text by edit distance (ignoring case), if it is near enough; else null.</summary>
    public static string? Nearest(string text, IEnumerable<string> candidates)
    {
        if (text.Length > 100)
        {
            return null;
        }
        var limit = Math.Max(1, text.Length / 3);
        return candidates
            .Select(candidate => (Candidate: candidate, Distance: Distance(text.ToLowerInvariant(), candidate.ToLowerInvariant())))
            .Where(pair => pair.Distance <= limit)
            .OrderBy(pair => pair.Distance)
            .Select(pair => pair.Candidate)
            .FirstOrDefault();
    }

    /// <summary><c>Did you mean 'x'?</c>, or else the given fallback.</summary>
    public static string? DidYouMean(string text, IReadOnlyCollection<string> candidates, string? otherwise = null) =>
        Nearest(text, candidates) is { } nearest ? $"Did you mean '{nearest}'?" : otherwise;

    // Optimal string alignment: a swap of two neighbours is one edit, as the commonest slip of typing.
    private static int Distance(string a, string b)
    {
        if (Math.Abs(a.Length - b.Length) > 40)
        {
            return int.MaxValue;
        }
        var table = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    table[i, j] = i + j;
                    continue;
                }
                var change = a[i - 1] == b[j - 1] ? 0 : 1;
                table[i, j] = Math.Min(Math.Min(table[i - 1, j] + 1, table[i, j - 1] + 1), table[i - 1, j - 1] + change);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    table[i, j] = Math.Min(table[i, j], table[i - 2, j - 2] + 1);
                }
            }
        }
        return table[a.Length, b.Length];
    }
}
