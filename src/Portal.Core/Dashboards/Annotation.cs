namespace Portal.Core.Dashboards;

/// <summary>What of a query's numbers makes a mark.</summary>
public enum MarkBegin
{
    /// <summary>A value above 0 where there was none before.</summary>
    Positive,
    /// <summary>A value that is another than the one before, or a series that appears.</summary>
    Change,
}

/// <summary>Events of a backend that are drawn as marks over charts over time, such as deployments.</summary>
public sealed record Annotation
{
    /// <summary>The name of the portal's own marks, of revisions that went live; no annotation has it.</summary>
    public const string Revisions = "revisions";

    /// <summary><c>[a-z0-9][a-z0-9-]*</c>, at most 40 characters, unique in the dashboard.</summary>
    public required string Name { get; init; }

    /// <summary>What is shown; the name by default.</summary>
    public string? Label { get; init; }

    /// <summary>What to ask. Numbers make marks as <see cref="Begin"/> says; each line of a log store is one. Never leaves the server but for editors.</summary>
    public required PanelQuery Query { get; init; }

    /// <summary>A mark's title: text with <c>{label}</c>; null for the annotation's label.</summary>
    public string? Title { get; init; }

    /// <summary>More of it: text with <c>{label}</c>, and <c>{__line__}</c> for a log line's own text; null for none.</summary>
    public string? Text { get; init; }

    /// <summary>A colour.</summary>
    public string Color { get; init; } = "purple";

    /// <summary>What of the query's numbers makes a mark.</summary>
    public MarkBegin Begin { get; init; }

    /// <summary>Whether a mark lasts as long as the value is above 0; else it is a moment.</summary>
    public bool Region { get; init; }

    /// <summary>Whether it is drawn until the viewer switches it off.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Where it stands in the rendered YAML, for messages.</summary>
    public Yaml.YamlMark Mark { get; init; }
}
