using Portal.Forges;

namespace Portal.Data;

/// <summary>Something that is told elsewhere: what is to be told by now, and what was told last. Where the two differ, it is told.</summary>
internal sealed class ReportRow
{
    /// <summary>What it is about, such as <c>status:4b5c…</c> or <c>comment:12</c>.</summary>
    public required string Subject { get; set; }

    /// <summary>What it is.</summary>
    public ReportKind Kind { get; set; }

    /// <summary>What is to be told, as JSON.</summary>
    public required string Body { get; set; }

    /// <summary>Tells the states apart of which each is told once.</summary>
    public required string Hash { get; set; }

    /// <summary>The state that was told last; null for none.</summary>
    public string? ToldHash { get; set; }

    /// <summary>By what the forge names it; null for nothing.</summary>
    public string? RemoteId { get; set; }

    /// <summary>When it last became another state.</summary>
    public DateTimeOffset ChangedAt { get; set; }

    /// <summary>When it was told last; null for never.</summary>
    public DateTimeOffset? ToldAt { get; set; }

    /// <summary>How often this state was tried.</summary>
    public int Attempts { get; set; }

    /// <summary>When it may be tried. While it is told: when whoever does so is taken for dead.</summary>
    public DateTimeOffset DueAt { get; set; }

    /// <summary>Whether somebody is telling it.</summary>
    public bool Telling { get; set; }

    /// <summary>Whether it was tried too often.</summary>
    public bool GivenUp { get; set; }

    /// <summary>Why the last try failed; empty where none did.</summary>
    public string Error { get; set; } = "";
}
