using Portal.Demo.Workloads;

namespace Portal.Demo.Traces;

/// <summary>What a span is about.</summary>
internal enum SpanRole
{
    /// <summary>A request that a service answers.</summary>
    Request,

    /// <summary>A request that a service sends to another.</summary>
    Call,

    /// <summary>A query of a service's database.</summary>
    Query,
}

/// <summary>What went wrong in a span.</summary>
internal sealed record Failure(string Type, string Message, string Stack);

/// <summary>A span: who did what, when. What it says of itself follows from that, see <see cref="SpanDetails"/>.</summary>
internal sealed class DemoSpan
{
    public required SpanRole Role { get; init; }

    public required TracePlace Place { get; init; }

    /// <summary>The id's number.</summary>
    public required ulong Number { get; init; }

    public string TraceId => Place.TraceId;

    public string Id => Number.ToString("x16");

    /// <summary>The span that caused it; null for the first one.</summary>
    public DemoSpan? Parent { get; init; }

    /// <summary>Where the work was done.</summary>
    public required Workload Workload { get; init; }

    public required RunningService Service { get; init; }

    public required int Instance { get; init; }

    /// <summary>Whole microseconds, as <see cref="DurationNs"/>.</summary>
    public required long StartNs { get; init; }

    public required long DurationNs { get; init; }

    public long EndNs => StartNs + DurationNs;

    /// <summary>The route of a request and a call; null for a query.</summary>
    public RouteSpec? Route { get; init; }

    /// <summary>The service that a call is for.</summary>
    public RunningService? Called { get; init; }

    /// <summary>The HTTP status of a request and a call.</summary>
    public int Status { get; init; }

    /// <summary>How often a call was tried before.</summary>
    public int Retries { get; init; }

    public bool Failed { get; init; }

    /// <summary>The exception that is told of; a span may fail without one.</summary>
    public Failure? Failure { get; init; }

    public string Operation => Role == SpanRole.Query ? $"{SpanDetails.Verb(this)} {Service.Spec.Name}" : $"{Route!.Method} {Route.Path}";
}
