using Portal.Configuration;
using Portal.Git;

namespace Portal.Tests.Git;

/// <summary>Opens content that is on this machine.</summary>
internal static class Sources
{
    public static CatalogSource Open(ContentOptions options) => new(new ContentRepository(options, null, TimeProvider.System), options, TimeProvider.System);
}
