using Portal.Core.Queries;

namespace Portal.Core.Linting;

/// <summary>What came of trying a query.</summary>
public enum LintState
{
    /// <summary>It was answered; perhaps with nothing.</summary>
    Answered,
    /// <summary>The backend does not accept it, or cannot evaluate it.</summary>
    Refused,
    /// <summary>More came than is read.</summary>
    TooMuch,
    /// <summary>With the variables' defaults there is nothing that could be sent.</summary>
    Unasked,
    /// <summary>It was not answered in time.</summary>
    TimedOut,
    /// <summary>The backend cannot be asked.</summary>
    Unreachable,
    /// <summary>There was no time left.</summary>
    OutOfTime,
    /// <summary>There are more queries than are tried.</summary>
    LeftOut,
}

/// <summary>What came of trying a query.</summary>
/// <param name="State">The outcome.</param>
public sealed record LintAnswer(LintState State)
{
    /// <summary>Series, streams or traces that came.</summary>
    public int Results { get; init; }

    /// <summary>From sending to the last byte.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>What the backend has read; null where it does not tell.</summary>
    public QueryCost? Cost { get; init; }

    /// <summary>Why it was not answered, for anybody: no query, no telemetry; null where it was.</summary>
    public string? Error { get; init; }

    /// <summary>The backend's own words on it, for editors; or null.</summary>
    public string? Detail { get; init; }
}
