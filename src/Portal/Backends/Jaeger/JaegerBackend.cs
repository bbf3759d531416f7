using System.Text.Json;
using Portal.Core.Queries;
using Portal.Core.Tenancy;
using Portal.Core.Traces;

namespace Portal.Backends.Jaeger;

/// <summary>Traces of Jaeger, and of stores that speak its HTTP API: its own JSON, or OpenTelemetry's where the datasource says so.</summary>
internal sealed class JaegerBackend(BackendClient client) : ITracesBackend
{
    private readonly JaegerApiV2 _own = new(new JaegerExchange(client));
    private readonly JaegerApiV3 _otlp = new(new JaegerExchange(client));

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> ServicesAsync(ScopedQuery access, CancellationToken cancellation) =>
        AskAsync(access, _own.ServicesAsync, _otlp.ServicesAsync, cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<SpanOperation>> OperationsAsync(ScopedQuery access, string service, CancellationToken cancellation) =>
        AskAsync(access, (request, either) => _own.OperationsAsync(request, service, either), (request, either) => _otlp.OperationsAsync(request, service, either), cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<Trace>> SearchAsync(ScopedTraceSearch search, CancellationToken cancellation) =>
        AskAsync(search.Access, (request, either) => _own.SearchAsync(request, search, either), (request, either) => _otlp.SearchAsync(request, search, either), cancellation);

    /// <inheritdoc/>
    public Task<Trace?> TraceAsync(ScopedQuery access, TraceId id, CancellationToken cancellation) =>
        AskAsync(access, (request, either) => _own.TraceAsync(request, id, either), (request, either) => _otlp.TraceAsync(request, id, either), cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ServiceCall>> DependenciesAsync(ScopedQuery access, long startMs, long endMs, CancellationToken cancellation) =>
        AskAsync(access, (request, either) => _own.DependenciesAsync(request, startMs, endMs, either), (request, either) => _otlp.DependenciesAsync(request, startMs, endMs, either), cancellation);

    private Task<T> AskAsync<T>(
        ScopedQuery access, Func<BackendRequest, CancellationToken, Task<T>> own, Func<BackendRequest, CancellationToken, Task<T>> otlp, CancellationToken cancellation) =>
        client.AskAsync(access, async (request, either) =>
        {
            try
            {
                return await (access.Datasource.JaegerApi == JaegerApi.V3 ? otlp : own)(request, either);
            }
            catch (InvalidOperationException e)
            {
                // A text that is not Unicode.
                throw new JsonException("A value cannot be read.", e);
            }
        }, cancellation);
}
