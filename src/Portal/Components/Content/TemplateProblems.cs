using Portal.Core.Catalog;
using Portal.Core.Diagnostics;

namespace Portal.Components.Content;

/// <summary>What is known to be wrong with templates: in the newest revision, whether it is live or refused.</summary>
internal static class TemplateProblems
{
    /// <summary>All of them.</summary>
    public static IEnumerable<Diagnostic> Of(CatalogSnapshot live, RefusedRevision? refused) => refused?.Diagnostics ?? live.Diagnostics;
}
