using Portal.Core.Traces;

namespace Portal.Core.Queries;

/// <summary>An operation of a service.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind"><c>server</c>, <c>client</c>, …; null where it is not told.</param>
public sealed record SpanOperation(string Name, string? Kind);

/// <summary>Calls from one service to another.</summary>
/// <param name="Caller">Who calls.</param>
/// <param name="Callee">Who is called.</param>
/// <param name="Calls">How often.</param>
public sealed record ServiceCall(string Caller, string Callee, long Calls);

/// <summary>A search for traces, in one environment's scope. Only <see cref="TraceScoper"/> makes one.</summary>
public sealed class ScopedTraceSearch
{
    internal ScopedTraceSearch(ScopedQuery access, TraceSearch search, IReadOnlyDictionary<string, string> tags)
    {
        Access = access;
        Search = search;
        Tags = tags;
    }

    /// <summary>Whose it is, where it goes, and the isolation's headers; its text is empty.</summary>
    public ScopedQuery Access { get; }

    /// <summary>What is looked for.</summary>
    public TraceSearch Search { get; }

    /// <summary>The author's tags and the tenant's; the tenant's win.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; }
}

/// <summary>What is looked for among traces.</summary>
public sealed record TraceSearch
{
    /// <summary>A service that takes part; Jaeger wants one.</summary>
    public required string Service { get; init; }

    /// <summary>An operation of it; null for any.</summary>
    public string? Operation { get; init; }

    /// <summary>Tags that one span of the trace carries.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = Frames.Frame.EmptyLabels;

    /// <summary>The least duration of a span, nanoseconds; null for any.</summary>
    public long? MinDurationNs { get; init; }

    /// <summary>The greatest duration of a span, nanoseconds; null for any.</summary>
    public long? MaxDurationNs { get; init; }

    /// <summary>Begin of the time, nanoseconds since 1970.</summary>
    public required long StartNs { get; init; }

    /// <summary>End of the time.</summary>
    public required long EndNs { get; init; }

    /// <summary>Whether a template's author looks for it, who may name what is masked; else a person.</summary>
    public bool ByAuthor { get; init; }

    /// <summary>The most traces, 1 to 500. 20 by default.</summary>
    public int Limit { get; init; } = 20;
}

/// <summary>
/// A seam: how Core asks a trace store. What it answers is not checked yet: <see cref="TraceScoper"/>'s users pass every span through <see cref="SpanGuard"/>.
/// All methods throw <see cref="QueryException"/> for expected failures and honour cancellation.
/// </summary>
public interface ITracesBackend
{
    /// <summary>All services that the store knows, whoever's they are.</summary>
    Task<IReadOnlyList<string>> ServicesAsync(ScopedQuery access, CancellationToken cancellation);

    /// <summary>The operations of a service, whoever's they are.</summary>
    Task<IReadOnlyList<SpanOperation>> OperationsAsync(ScopedQuery access, string service, CancellationToken cancellation);

    /// <summary>Traces that fit.</summary>
    Task<IReadOnlyList<Trace>> SearchAsync(ScopedTraceSearch search, CancellationToken cancellation);

    /// <summary>One trace, or null where the store has none.</summary>
    Task<Trace?> TraceAsync(ScopedQuery access, TraceId id, CancellationToken cancellation);

    /// <summary>Who called whom, whoever they are.</summary>
    Task<IReadOnlyList<ServiceCall>> DependenciesAsync(ScopedQuery access, long startMs, long endMs, CancellationToken cancellation);
}
