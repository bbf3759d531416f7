using Portal.Core.Catalog;

namespace Portal.Browsing;

/// <summary>How dashboards are searched for, here and on the pages: each word must be somewhere in what names the dashboard.</summary>
internal static class BindingSearch
{
    /// <summary>Whether all words are found.</summary>
    public static bool Matches(Binding binding, string tenantName, IReadOnlyList<string> words)
    {
        var (key, matter) = (binding.Key, binding.Template.FrontMatter);
        bool Has(string? text, string word) => text is not null && text.Contains(word, StringComparison.OrdinalIgnoreCase);
        return words.All(word =>
            Has(matter.Title, word) || Has(key.Template, word) || Has(key.Service, word) || Has(key.Scope.Environment, word) || Has(key.Scope.Tenant.Value, word)
            || Has(tenantName, word) || Has(matter.Folder, word) || matter.Tags.Any(tag => Has(tag, word)));
    }
}
