using System.Threading.Channels;
using Portal.Core.Metrics;

namespace Portal.Audit;

/// <summary>
/// Takes what happened, for keeps. Taking never waits: events queue up, at most 10,000, and are written by <see cref="AuditWriter"/>; what finds the queue full goes to the
/// process's log instead and is counted.
/// </summary>
/// <param name="time">When it happened.</param>
/// <param name="logger">Hears of what could not be kept.</param>
internal sealed partial class AuditLog(TimeProvider time, ILogger<AuditLog> logger)
{
    /// <summary>How many events may wait to be written.</summary>
    public const int QueueLength = 10_000;

    private readonly Channel<AuditEvent> _queue = Channel.CreateBounded<AuditEvent>(new BoundedChannelOptions(QueueLength) { SingleReader = true });

    /// <summary>What waits to be written.</summary>
    public ChannelReader<AuditEvent> Waiting => _queue.Reader;

    /// <summary>Takes an event; its time is now.</summary>
    public void Add(AuditEvent happened)
    {
        happened = happened with { Time = time.GetUtcNow() };
        if (!_queue.Writer.TryWrite(happened))
        {
            PortalMeter.AuditLost();
            LogLost(happened.Action, happened.Person, happened.Tenant?.Value, happened.Outcome, happened.What);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The audit log's queue is full. Not kept: {Action} by {Person}, tenant {Tenant}, {Outcome}, {What}")]
    private partial void LogLost(string action, string person, string? tenant, AuditOutcome outcome, string what);
}
