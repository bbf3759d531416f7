namespace Portal.Forges;

/// <summary>Keeps one comment on each pull request, on any forge: changes the one that is there, finds it again where its id was lost, and writes a new one where it is gone.</summary>
internal abstract class CommentingForge(ForgeOptions options) : IForge
{
    /// <summary>The settings.</summary>
    protected ForgeOptions Options { get; } = options;

    /// <summary>A line that is not shown, by which the comment is known as this portal's.</summary>
    public string Marker => $"[//]: # (portal:{Options.Context})";

    /// <inheritdoc/>
    public abstract Task TellAsync(StatusReport report, bool again, CancellationToken cancellation);

    /// <inheritdoc/>
    public async Task<string?> TellAsync(CommentReport report, string? known, CancellationToken cancellation)
    {
        var text = $"{Marker}\n\n{report.Markdown}";
        if ((known ?? await FindAsync(report.Number, cancellation)) is { } id)
        {
            try
            {
                await UpdateAsync(report.Number, id, text, cancellation);
                return id;
            }
            catch (ForgeException e) when (e.Status is 403 or 404 or 410 && e.RetryAfter is null)
            {
                // Somebody has deleted it, or written one that looks like it.
            }
        }
        return await CreateAsync(report.Number, text, cancellation);
    }

    /// <summary>The id of the first comment that begins with the marker; null where there is none.</summary>
    protected abstract Task<string?> FindAsync(int number, CancellationToken cancellation);

    /// <summary>Writes a comment and answers its id.</summary>
    protected abstract Task<string?> CreateAsync(int number, string text, CancellationToken cancellation);

    /// <summary>Changes a comment.</summary>
    protected abstract Task UpdateAsync(int number, string id, string text, CancellationToken cancellation);
}
