namespace Portal.Forges;

/// <summary>A seam: a kind of forge that can be told what the portal thinks. Each names things in its own way; all promise the same.</summary>
internal interface IForge
{
    /// <summary>Sets the status of a commit.</summary>
    /// <param name="report">What is told.</param>
    /// <param name="again">Whether an earlier try may have reached the forge: then it is looked whether it is there already.</param>
    /// <param name="cancellation">Ends the request.</param>
    /// <exception cref="ForgeException">The forge did not take it.</exception>
    Task TellAsync(StatusReport report, bool again, CancellationToken cancellation);

    /// <summary>Writes the one comment on a pull request, or changes it.</summary>
    /// <param name="report">What is told.</param>
    /// <param name="known">What was answered when it was told last; null for never.</param>
    /// <param name="cancellation">Ends the request.</param>
    /// <returns>By what the forge names the comment.</returns>
    /// <exception cref="ForgeException">The forge did not take it.</exception>
    Task<string?> TellAsync(CommentReport report, string? known, CancellationToken cancellation);
}

/// <summary>A forge, or whoever is notified, did not take a report. The message names no secret.</summary>
/// <param name="message">For those who run the portal.</param>
/// <param name="inner">What led to it, or null.</param>
internal sealed class ForgeException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>How long to leave the forge alone, where it has said so.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The status that was answered; 0 for none.</summary>
    public int Status { get; init; }
}
