using Portal.Core.Catalog;

namespace Portal.Git;

/// <summary>Reads content from one kind of source. Safe to call from any thread, one call at a time.</summary>
internal interface IContentReader
{
    /// <summary>A short text that differs whenever <see cref="Read"/> could find something else. Cheap.</summary>
    string Stamp();

    /// <summary>Reads all files. Never throws for what is wrong with the content: the tree's notices then hold errors.</summary>
    ContentTree Read(CancellationToken cancellation);
}
