namespace Portal.Data;

/// <summary>A revision that was judged: good or refused.</summary>
internal sealed class RevisionRow
{
    /// <summary>The most characters of a revision's id.</summary>
    public const int MaxId = 100;

    /// <summary>The most characters of a commit's message and author that are kept.</summary>
    public const int MaxText = 500;

    /// <summary>The revision's id.</summary>
    public required string Id { get; set; }

    /// <summary>Whether it may go live; else it was refused.</summary>
    public bool Accepted { get; set; }

    /// <summary>By which rules and grants, as a hash: another judge may find otherwise.</summary>
    public string Judge { get; set; } = "";

    /// <summary>How many bindings were validated.</summary>
    public int Bindings { get; set; }

    /// <summary>When it was last judged, or its files kept.</summary>
    public DateTimeOffset LoadedAt { get; set; }

    /// <summary>When it was committed or read.</summary>
    public DateTimeOffset Time { get; set; }

    /// <summary>The commit's message, or null.</summary>
    public string? Message { get; set; }

    /// <summary>The commit's author, or null.</summary>
    public string? Author { get; set; }

    /// <summary>What was found, as JSON.</summary>
    public required string Diagnostics { get; set; }

    /// <summary>What trying its queries has found, as JSON; null where nobody has tried.</summary>
    public string? Lint { get; set; }

    /// <summary>The revision that was live then.</summary>
    public string? LintBefore { get; set; }

    /// <summary>The files, compressed; only of the revisions that went live last.</summary>
    public byte[]? Content { get; set; }
}

/// <summary>The services that were last discovered in an environment.</summary>
internal sealed class ServiceListRow
{
    /// <summary>The tenant.</summary>
    public required string Tenant { get; set; }

    /// <summary>The environment.</summary>
    public required string Environment { get; set; }

    /// <summary>The names as a JSON list, sorted.</summary>
    public required string Names { get; set; }

    /// <summary>When they were discovered.</summary>
    public DateTimeOffset DiscoveredAt { get; set; }
}

/// <summary>A dashboard that a person has opened or marked.</summary>
internal sealed class PersonalDashboardRow
{
    /// <summary>The row's number.</summary>
    public long Id { get; set; }

    /// <summary>Whose it is.</summary>
    public required string Person { get; set; }

    /// <summary>The tenant.</summary>
    public required string Tenant { get; set; }

    /// <summary>The environment.</summary>
    public required string Environment { get; set; }

    /// <summary>The service; empty where the dashboard has none.</summary>
    public string Service { get; set; } = "";

    /// <summary>The template's name.</summary>
    public required string Template { get; set; }

    /// <summary>When it was marked as a favourite; null where it is none.</summary>
    public DateTimeOffset? FavouriteSince { get; set; }

    /// <summary>When it was last opened; null for never.</summary>
    public DateTimeOffset? OpenedAt { get; set; }
}
