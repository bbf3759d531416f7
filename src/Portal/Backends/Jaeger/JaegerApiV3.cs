using System.Globalization;
using Portal.Core.Queries;
using Portal.Core.Traces;

namespace Portal.Backends.Jaeger;

/// <summary>Jaeger's <c>/api/v3</c>, which answers in OpenTelemetry's JSON.</summary>
internal sealed class JaegerApiV3(JaegerExchange exchange)
{
    /// <summary>All services.</summary>
    public async Task<IReadOnlyList<string>> ServicesAsync(BackendRequest request, CancellationToken cancellation) =>
        [.. (await GetAsync(request, "api/v3/services", [], cancellation)).SelectMany(answer => answer.Items("services")).Select(JaegerLists.Text).OfType<string>()];

    /// <summary>The operations of a service.</summary>
    public async Task<IReadOnlyList<SpanOperation>> OperationsAsync(BackendRequest request, string service, CancellationToken cancellation) =>
        [.. (await GetAsync(request, "api/v3/operations", [new("service", service)], cancellation)).SelectMany(answer => answer.Items("operations"))
            .Where(operation => operation.Text("name") is not null).Select(operation => new SpanOperation(operation.Text("name")!, operation.Text("spanKind") is { Length: > 0 } kind ? kind : null))];

    /// <summary>Traces that fit. Stores that do not know a condition leave it out: it is checked again on the spans.</summary>
    public async Task<IReadOnlyList<Trace>> SearchAsync(BackendRequest request, ScopedTraceSearch search, CancellationToken cancellation)
    {
        var wanted = search.Search;
        List<KeyValuePair<string, string>> parameters =
        [
            new("query.service_name", wanted.Service), new("query.start_time_min", Time(wanted.StartNs)), new("query.start_time_max", Time(wanted.EndNs)),
            // Both names of the limit are in use.
            new("query.num_traces", wanted.Limit.ToString(CultureInfo.InvariantCulture)), new("query.search_depth", wanted.Limit.ToString(CultureInfo.InvariantCulture)),
        ];
        if (wanted.Operation is not null)
        {
            parameters.Add(new("query.operation_name", wanted.Operation));
        }
        if (search.Tags.Count > 0)
        {
            parameters.Add(new("query.attributes", JaegerLists.Map(search.Tags)));
        }
        if (wanted.MinDurationNs is { } least)
        {
            parameters.Add(new("query.duration_min", Seconds(least)));
        }
        if (wanted.MaxDurationNs is { } most)
        {
            parameters.Add(new("query.duration_max", Seconds(most)));
        }
        return OtlpJson.ReadTraces(await GetAsync(request, "api/v3/traces", parameters, cancellation));
    }

    /// <summary>One trace, or null.</summary>
    public async Task<Trace?> TraceAsync(BackendRequest request, TraceId id, CancellationToken cancellation) =>
        OtlpJson.ReadTraces(await GetAsync(request, $"api/v3/traces/{id.Value}", [], cancellation)).FirstOrDefault(trace => trace.Id == id);

    /// <summary>Who called whom.</summary>
    public async Task<IReadOnlyList<ServiceCall>> DependenciesAsync(BackendRequest request, long startMs, long endMs, CancellationToken cancellation) =>
        [.. (await GetAsync(request, "api/v3/dependencies", [new("startTime", Time(startMs * 1_000_000)), new("endTime", Time(endMs * 1_000_000))], cancellation))
            .SelectMany(answer => answer.Items("dependencies")).Select(JaegerLists.Call).OfType<ServiceCall>()];

    // The store answers 404 where nothing fits.
    private async Task<IReadOnlyList<System.Text.Json.JsonElement>> GetAsync(BackendRequest request, string path, List<KeyValuePair<string, string>> parameters, CancellationToken cancellation) =>
        await exchange.GetAsync(request, path, parameters, cancellation) ?? [];

    private static string Time(long nanoseconds) =>
        $"{DateTimeOffset.FromUnixTimeSeconds(nanoseconds / 1_000_000_000):yyyy-MM-dd'T'HH:mm:ss}.{nanoseconds % 1_000_000_000:000000000}Z";

    private static string Seconds(long nanoseconds) => (nanoseconds / 1_000_000_000m).ToString(CultureInfo.InvariantCulture) + "s";
}
