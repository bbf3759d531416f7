using Portal.Core.Diagnostics;

namespace Portal.Forges;

/// <summary>What a report is.</summary>
internal enum ReportKind
{
    /// <summary>The status of a commit, or a check run.</summary>
    Status,
    /// <summary>The comment on a pull request.</summary>
    Comment,
    /// <summary>The notification of whoever is on duty.</summary>
    Notification,
}

/// <summary>What the portal thinks of a commit.</summary>
internal enum CommitVerdict
{
    /// <summary>It is good.</summary>
    Success,
    /// <summary>It has errors.</summary>
    Failure,
    /// <summary>It could not be looked at.</summary>
    Unchecked,
}

/// <summary>A commit's status, in no forge's words.</summary>
/// <param name="Revision">The commit.</param>
/// <param name="Verdict">What the portal thinks of it.</param>
/// <param name="Summary">In one line, at most 140 characters.</param>
internal sealed record StatusReport(string Revision, CommitVerdict Verdict, string Summary)
{
    /// <summary>Where to read more; null where there is no such place.</summary>
    public string? Link { get; init; }

    /// <summary>Whether it is good and does not go live by itself.</summary>
    public bool Waits { get; init; }

    /// <summary>The errors and warnings with their places, the worst first; at most <see cref="ReportText.MostAnnotations"/>.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics { get; init; } = [];

    /// <summary>The same as Markdown.</summary>
    public string Details { get; init; } = "";

    /// <summary>What makes it another state, that is worth to be told: not in which words it is told.</summary>
    public string State() => ReportText.Hash($"{Verdict} {Waits}\n{string.Join('\n', Diagnostics.Select(d => $"{d.Code} {d.Severity} {d.Location} {d.Message} {d.Occurrences}"))}");
}

/// <summary>The comment on a pull request; there is one, which is kept up to date.</summary>
/// <param name="Number">Which pull request.</param>
/// <param name="Markdown">What it says, at most <see cref="ReportText.MostComment"/> characters.</param>
internal sealed record CommentReport(int Number, string Markdown);

/// <summary>That the newest revision is refused, or no longer is.</summary>
/// <param name="Firing">Whether it is.</param>
/// <param name="Revision">Which revision was judged last.</param>
/// <param name="Summary">Why.</param>
/// <param name="StartsAt">Since when something is refused.</param>
/// <param name="EndsAt">Since when it no longer is; null while it is.</param>
internal sealed record NotificationReport(bool Firing, string Revision, string Summary, DateTimeOffset StartsAt, DateTimeOffset? EndsAt)
{
    /// <summary>The first few errors, a line each.</summary>
    public string Errors { get; init; } = "";
}
