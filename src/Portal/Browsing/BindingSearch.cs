using Portal.Core.Catalog;

namespace Portal.Browsing;

/// <summary>How dashboards are searched for, in the API and on the pages: each word must be somewhere in what names the dashboard.</summary>
internal static class BindingSearch
{
    private const int MostWords = 12;

    /// <summary>The words of a text that a person has typed; the first 12.</summary>
    public static string[] Words(string? text) => [.. (text ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Take(MostWords)];

    /// <summary>Whether all words are found.</summary>
    public static bool Matches(Binding binding, string tenantName, IReadOnlyList<string> words)
    {
        var (key, matter) = (binding.Key, binding.Template.FrontMatter);
        bool Has(string? text, string word) => text is not null && text.Contains(word, StringComparison.OrdinalIgnoreCase);
        return words.All(word =>
            Has(matter.Title, word) || Has(key.Template, word) || Has(key.Service, word) || Has(key.Scope.Environment, word) || Has(key.Scope.Tenant.Value, word)
            || Has(tenantName, word) || Has(matter.Folder, word) || matter.Tags.Any(tag => Has(tag, word)));
    }

    /// <summary>The entries that match, the best first, and how many match in all. Of equals the earlier one is better.</summary>
    public static (IReadOnlyList<BindingEntry> Best, int Found) Best(IEnumerable<BindingEntry> entries, IReadOnlyList<string> words, int most)
    {
        var found = 0;
        // The worst of the best is on top, to be pushed out.
        var best = new PriorityQueue<BindingEntry, (int Score, int Late)>();
        foreach (var entry in entries)
        {
            if (!Matches(entry.Binding, entry.Tenant.Name, words))
            {
                continue;
            }
            best.Enqueue(entry, (words.Sum(word => Score(entry, word)), -found));
            found++;
            if (best.Count > most)
            {
                best.Dequeue();
            }
        }
        var list = new List<BindingEntry>(best.Count);
        while (best.TryDequeue(out var entry, out _))
        {
            list.Add(entry);
        }
        list.Reverse();
        return (list, found);
    }

    /// <summary>What is named exactly so comes before what begins so, and that before what only holds the word; environments that a tenant opens with come first.</summary>
    private static int Score(BindingEntry entry, string word) =>
        (Weight(entry.Service, word) * 3) + (Weight(entry.Title, word) * 2) + (Weight(entry.Environment, word) * 2)
        + (Math.Max(Weight(entry.Tenant.Name, word), Weight(entry.Tenant.Id.Value, word)) * 2)
        + Weight(entry.Folder, word) + (entry.Environment == entry.Tenant.DefaultEnvironment ? 1 : 0);

    private static int Weight(string? text, string word)
    {
        var at = text?.IndexOf(word, StringComparison.OrdinalIgnoreCase) ?? -1;
        return at switch
        {
            < 0 => 0,
            0 => text!.Length == word.Length ? 4 : 3,
            _ => char.IsLetterOrDigit(text![at - 1]) ? 1 : 2,
        };
    }
}
