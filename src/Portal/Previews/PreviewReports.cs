namespace Portal.Previews;

/// <summary>What a preview changes, to be told where its author looks.</summary>
internal sealed class PreviewReports(PreviewBook book)
{
    /// <summary>The overview as Markdown for a comment on the pull request, at most 60,000 characters: all of it, whoever may see which tenant, as those who read the pull request read its files.</summary>
    /// <param name="preview">Which; it is loaded where it is not.</param>
    /// <param name="link">The address of its page; null for none.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <exception cref="PreviewFailure">It cannot be loaded; the message says why.</exception>
    public async Task<string> MarkdownAsync(Preview preview, string? link, CancellationToken cancellation)
    {
        var (_, loaded) = await book.LoadAsync(preview, cancellation);
        return DifferenceMarkdown.Of(loaded.Revisions.Difference, link);
    }
}
