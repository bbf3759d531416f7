namespace Portal.Data;

/// <summary>That a revision went live. The newest one of a source tells what is live on all replicas.</summary>
internal sealed class LiveChangeRow
{
    /// <summary>What the content comes from, as a hash.</summary>
    public required string Source { get; set; }

    /// <summary>1 for the source's first change; each next one is one more.</summary>
    public long Number { get; set; }

    /// <summary>The revision's id.</summary>
    public required string Revision { get; set; }

    /// <summary>The commit's message, or null.</summary>
    public string? Message { get; set; }

    /// <summary>The commit's author, or null.</summary>
    public string? Author { get; set; }

    /// <summary>When it went live.</summary>
    public DateTimeOffset At { get; set; }

    /// <summary>Who decided that it does; null where it was pushed.</summary>
    public string? Person { get; set; }

    /// <summary>Why it stays live whatever is pushed; null where it does not.</summary>
    public string? PinReason { get; set; }
}
