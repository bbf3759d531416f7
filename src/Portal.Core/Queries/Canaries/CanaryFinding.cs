using Portal.Core.Tenancy;

namespace Portal.Core.Queries.Canaries;

/// <summary>What is known of a datasource's isolation; the later the worse.</summary>
public enum CanaryResult
{
    /// <summary>It was asked for others' data and gave none.</summary>
    Proven,
    /// <summary>Nothing could be found out: it does not answer, or holds nothing that could show it.</summary>
    Unknown,
    /// <summary>It gave others' data, or its own under another's name.</summary>
    Violated,
}

/// <summary>What the canary has found at a datasource.</summary>
public sealed record CanaryFinding
{
    /// <summary>The datasource's name.</summary>
    public required string Datasource { get; init; }

    /// <summary>Its kind.</summary>
    public required DatasourceKind Kind { get; init; }

    /// <summary>What was found.</summary>
    public required CanaryResult Result { get; init; }

    /// <summary>The same in a sentence for anybody who may see the environment: no address, no secret, no query.</summary>
    public required string Message { get; init; }

    /// <summary>What the operator has to do, or null.</summary>
    public string? Remedy { get; init; }

    /// <summary>When it was found.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>How many series, streams, names or spans of the environment were seen.</summary>
    public int Own { get; init; }

    /// <summary>How many of others were.</summary>
    public int Foreign { get; init; }
}
