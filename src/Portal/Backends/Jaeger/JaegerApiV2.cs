using System.Globalization;
using System.Text.Json;
using Portal.Core.Queries;
using Portal.Core.Traces;

namespace Portal.Backends.Jaeger;

/// <summary>Jaeger's own HTTP JSON, as its pages use it: <c>/api/services</c>, <c>/api/traces</c>, <c>/api/dependencies</c>.</summary>
internal sealed class JaegerApiV2(JaegerExchange exchange)
{
    /// <summary>All services.</summary>
    public async Task<IReadOnlyList<string>> ServicesAsync(BackendRequest request, CancellationToken cancellation) =>
        JaegerLists.Texts(await DataAsync(request, "api/services", [], cancellation));

    /// <summary>The operations of a service; they come without kinds.</summary>
    public async Task<IReadOnlyList<SpanOperation>> OperationsAsync(BackendRequest request, string service, CancellationToken cancellation) =>
        // Dots alone would be taken for a step in the path.
        service.Trim('.').Length == 0 ? []
            : [.. JaegerLists.Texts(await DataAsync(request, $"api/services/{Uri.EscapeDataString(service)}/operations", [], cancellation)).Select(name => new SpanOperation(name, null))];

    /// <summary>Traces that fit.</summary>
    public async Task<IReadOnlyList<Trace>> SearchAsync(BackendRequest request, ScopedTraceSearch search, CancellationToken cancellation)
    {
        var wanted = search.Search;
        List<KeyValuePair<string, string>> parameters =
        [
            new("service", wanted.Service), new("start", Microseconds(wanted.StartNs)), new("end", Microseconds(wanted.EndNs)), new("limit", wanted.Limit.ToString(CultureInfo.InvariantCulture)),
        ];
        if (wanted.Operation is not null)
        {
            parameters.Add(new("operation", wanted.Operation));
        }
        if (search.Tags.Count > 0)
        {
            parameters.Add(new("tags", JaegerLists.Map(search.Tags)));
        }
        if (wanted.MinDurationNs is { } least)
        {
            parameters.Add(new("minDuration", Microseconds(least) + "us"));
        }
        if (wanted.MaxDurationNs is { } most)
        {
            parameters.Add(new("maxDuration", Microseconds(most) + "us"));
        }
        return JaegerJson.ReadTraces(await DataAsync(request, "api/traces", parameters, cancellation));
    }

    /// <summary>One trace, or null.</summary>
    public async Task<Trace?> TraceAsync(BackendRequest request, TraceId id, CancellationToken cancellation)
    {
        var traces = JaegerJson.ReadTraces(await DataAsync(request, $"api/traces/{id.Value}", [], cancellation));
        return traces.FirstOrDefault(trace => trace.Id == id && trace.Spans.Count > 0);
    }

    /// <summary>Who called whom.</summary>
    public async Task<IReadOnlyList<ServiceCall>> DependenciesAsync(BackendRequest request, long startMs, long endMs, CancellationToken cancellation) =>
        JaegerLists.Calls(await DataAsync(
            request,
            "api/dependencies",
            [new("endTs", endMs.ToString(CultureInfo.InvariantCulture)), new("lookback", (endMs - startMs).ToString(CultureInfo.InvariantCulture))],
            cancellation));

    private async Task<JsonElement> DataAsync(BackendRequest request, string path, List<KeyValuePair<string, string>> parameters, CancellationToken cancellation) =>
        await exchange.GetAsync(request, path, parameters, cancellation) is not [var answer, ..] ? default
            : answer.TryGetProperty("data", out var data) ? data
            : throw new QueryException(BackendFailures.NotUnderstood());

    private static string Microseconds(long nanoseconds) => (nanoseconds / 1000).ToString(CultureInfo.InvariantCulture);
}
