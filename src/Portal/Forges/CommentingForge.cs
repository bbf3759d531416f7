namespace Portal.Forges;

/// <summary>Keeps one comment on each pull request, on any forge: changes the one that is there, finds it again where its id was lost, and writes a new one where it is gone.</summary>
internal abstract class CommentingForge(ForgeOptions options) : IForge
{
    /// <summary>How many comments are asked for at once.</summary>
    protected const int PageSize = 100;

    private const int MostPages = 5;

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

    /// <summary>Looks at some of the comments.</summary>
    /// <param name="number">Of which pull request.</param>
    /// <param name="from">Where to begin: 0, or what the last look has answered.</param>
    /// <param name="cancellation">Ends the request.</param>
    /// <returns>The id of the first one that begins with the marker, null where there is none; and where further ones begin, null where there are none.</returns>
    protected abstract Task<(string? Id, long? Next)> LookAsync(int number, long from, CancellationToken cancellation);

    /// <summary>The number of the next page, from 0; null after one that is not full.</summary>
    protected static long? NextPage(int found, long page) => found < PageSize ? null : page + 1;

    /// <summary>Writes a comment and answers its id.</summary>
    protected abstract Task<string?> CreateAsync(int number, string text, CancellationToken cancellation);

    /// <summary>Changes a comment.</summary>
    protected abstract Task UpdateAsync(int number, string id, string text, CancellationToken cancellation);

    /// <summary>The comment whose id was lost, or that was written by a try that seemed to fail.</summary>
    private async Task<string?> FindAsync(int number, CancellationToken cancellation)
    {
        long? from = 0;
        for (var page = 0; page < MostPages && from is { } begin; page++)
        {
            (var found, from) = await LookAsync(number, begin, cancellation);
            if (found is not null)
            {
                return found;
            }
        }
        return null;
    }
}
