using Portal.Core.Traces;

namespace Portal.Core.Queries.Tracing;

/// <summary>What spans tell of services: which there are, what they do, and whom they call. Not safe to use from several threads while traces are added.</summary>
internal sealed class ServiceGraph
{
    private readonly Dictionary<string, HashSet<SpanOperation>> _operations = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Caller, string Callee), long> _calls = [];

    /// <summary>The services, sorted.</summary>
    public IReadOnlyList<string> Services => [.. _operations.Keys.Order(StringComparer.Ordinal)];

    /// <summary>The calls between services.</summary>
    public IReadOnlyList<ServiceCall> Calls => Ordered(_calls.Select(call => new ServiceCall(call.Key.Caller, call.Key.Callee, call.Value)));

    /// <summary>Bytes in memory, about.</summary>
    public long Size => _operations.Values.Sum(operations => 150L + (150 * operations.Count)) + (150L * _calls.Count);

    /// <summary>Takes what the spans of a trace tell.</summary>
    public void Add(Trace trace)
    {
        var services = new Dictionary<SpanId, string>(trace.Spans.Count);
        foreach (var span in trace.Spans.Where(span => span.Service.Length > 0))
        {
            services.TryAdd(span.Id, span.Service);
            (_operations.TryGetValue(span.Service, out var operations) ? operations : _operations[span.Service] = []).Add(new SpanOperation(span.Operation, span.Kind));
        }
        foreach (var span in trace.Spans)
        {
            if (span.Parent is { } parent && services.TryGetValue(parent, out var caller) && caller != span.Service && span.Service.Length > 0)
            {
                _calls[(caller, span.Service)] = _calls.GetValueOrDefault((caller, span.Service)) + 1;
            }
        }
    }

    /// <summary>The operations of a service, sorted.</summary>
    public IReadOnlyList<SpanOperation> Operations(string service) => _operations.TryGetValue(service, out var operations)
        ? [.. operations.OrderBy(operation => operation.Name, StringComparer.Ordinal).ThenBy(operation => operation.Kind, StringComparer.Ordinal)]
        : [];

    /// <summary>Calls in an order that stays.</summary>
    public static IReadOnlyList<ServiceCall> Ordered(IEnumerable<ServiceCall> calls) =>
        [.. calls.OrderBy(call => call.Caller, StringComparer.Ordinal).ThenBy(call => call.Callee, StringComparer.Ordinal)];
}
