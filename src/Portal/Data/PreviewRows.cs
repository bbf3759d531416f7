namespace Portal.Data;

/// <summary>A preview that is open.</summary>
internal sealed class PreviewRow
{
    /// <summary>Its name in addresses.</summary>
    public required string Id { get; set; }

    /// <summary>What it is a preview of.</summary>
    public Previews.PreviewKind Kind { get; set; }

    /// <summary>The number of the pull request; else 0.</summary>
    public int Number { get; set; }

    /// <summary>What people read.</summary>
    public string Title { get; set; } = "";

    /// <summary>Who wrote it.</summary>
    public string Author { get; set; } = "";

    /// <summary>The branch that it comes from.</summary>
    public string Branch { get; set; } = "";

    /// <summary>Whether it is known to come from another repository.</summary>
    public bool IsFork { get; set; }

    /// <summary>The commit that is shown; null where it could not be fetched.</summary>
    public string? Head { get; set; }

    /// <summary>Why there is nothing to show; null where there is.</summary>
    public string? Failure { get; set; }

    /// <summary>When it was opened.</summary>
    public DateTimeOffset OpenedAt { get; set; }

    /// <summary>When it was opened, pushed to or looked at last.</summary>
    public DateTimeOffset UpdatedAt { get; set; }

    /// <summary>The environments in which something is different, as a JSON list of <c>tenant/environment</c>.</summary>
    public string Scopes { get; set; } = "[]";
}

/// <summary>That somebody has approved one commit of a preview for live queries.</summary>
internal sealed class PreviewApprovalRow
{
    /// <summary>The preview.</summary>
    public required string Preview { get; set; }

    /// <summary>The commit.</summary>
    public required string Head { get; set; }

    /// <summary>Who.</summary>
    public required string Person { get; set; }

    /// <summary>When.</summary>
    public DateTimeOffset At { get; set; }
}
