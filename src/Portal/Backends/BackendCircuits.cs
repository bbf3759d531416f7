using System.Net;
using System.Net.Mime;
using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Options;
using Polly;
using Portal.Core.Queries;
using Portal.Outgoing;

namespace Portal.Backends;

/// <summary>Repeats requests and leaves failing datasources alone, each by itself. Datasources come and go with the content, so the ones that are used least make room for new ones.</summary>
internal sealed class BackendCircuits(IOptions<BackendOptions> options, TimeProvider time)
{
    /// <summary>How many datasources are remembered at a time.</summary>
    internal const int MaxCircuits = 10_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Entry> _entries = [];

    /// <summary>How many datasources are remembered now.</summary>
    internal int Count
    {
        get
        {
            lock (_lock)
            {
                return _entries.Count;
            }
        }
    }

    /// <summary>The way of a request to its datasource.</summary>
    public ResiliencePipeline<HttpResponseMessage> Of(HttpRequestMessage request) => Of(request.Options.TryGetValue(BackendRequest.Circuit, out var circuit) ? circuit : "");

    /// <summary>The way of requests to the datasource of that name.</summary>
    internal ResiliencePipeline<HttpResponseMessage> Of(string circuit)
    {
        lock (_lock)
        {
            if (!_entries.TryGetValue(circuit, out var entry))
            {
                if (_entries.Count == MaxCircuits)
                {
                    _entries.Remove(_entries.MinBy(e => e.Value.LastUsed).Key);
                }
                _entries[circuit] = entry = new Entry(Make(options.Value));
            }
            entry.LastUsed = time.GetTimestamp();
            return entry.Pipeline;
        }
    }

    private static ResiliencePipeline<HttpResponseMessage> Make(BackendOptions options)
    {
        var pipeline = new ResiliencePipelineBuilder<HttpResponseMessage>();
        if (options.Retries > 0)
        {
            pipeline.AddRetry(new HttpRetryStrategyOptions
            {
                MaxRetryAttempts = options.Retries,
                Delay = TimeSpan.FromMilliseconds(200),
                MaxDelay = TimeSpan.FromSeconds(2),
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                ShouldRetryAfterHeader = false,
                ShouldHandle = static arguments => ValueTask.FromResult(IsTransient(arguments.Outcome)),
            });
        }
        pipeline.AddCircuitBreaker(new HttpCircuitBreakerStrategyOptions
        {
            FailureRatio = 0.5,
            MinimumThroughput = options.BreakAfter,
            SamplingDuration = TimeSpan.FromSeconds(30),
            BreakDuration = options.BreakDuration,
            ShouldHandle = static arguments => ValueTask.FromResult(IsTransient(arguments.Outcome) || arguments.Outcome.Result?.StatusCode == HttpStatusCode.GatewayTimeout),
        });
        return pipeline.Build();
    }

    /// <summary>
    /// Whether the same request may well succeed in a moment: no connection, or a gateway without a backend. All requests only read, so that sending one twice does no harm.
    /// Prometheus' own 503 tells of a query that took too long: it would do so again.
    /// </summary>
    private static bool IsTransient(Outcome<HttpResponseMessage> outcome) => outcome switch
    {
        { Exception: HttpRequestException { InnerException: QueryException or RefusedAddressException } } => false,
        { Exception: HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.ResponseEnded } } => true,
        { Result.StatusCode: HttpStatusCode.BadGateway } => true,
        { Result: { StatusCode: HttpStatusCode.ServiceUnavailable, Content.Headers.ContentType: var type } } => type?.MediaType != MediaTypeNames.Application.Json,
        _ => false,
    };

    private sealed class Entry(ResiliencePipeline<HttpResponseMessage> pipeline)
    {
        public ResiliencePipeline<HttpResponseMessage> Pipeline { get; } = pipeline;

        public long LastUsed { get; set; }
    }
}
