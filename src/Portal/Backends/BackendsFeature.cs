using System.Net;
using System.Net.Mime;
using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Options;
using Polly;
using Portal.Backends.Discovery;
using Portal.Backends.Jaeger;
using Portal.Backends.Loki;
using Portal.Backends.Prometheus;
using Portal.Core.Queries;

namespace Portal.Backends;

/// <summary>The backends that hold telemetry.</summary>
internal static class BackendsFeature
{
    /// <summary>Adds the clients, and the discovery of services.</summary>
    public static IServiceCollection AddBackends(this IServiceCollection services) => services.AddBackendClients().AddHostedService<ServiceDiscovery>();

    /// <summary>Adds the clients of Prometheus, Loki and Jaeger and of whatever speaks their APIs.</summary>
    public static IServiceCollection AddBackendClients(this IServiceCollection services)
    {
        services.AddOptions<BackendOptions>().BindConfiguration(BackendOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<BackendOptions>, BackendOptionsValidator>();
        services.AddSingleton<BackendConnections>();
        var client = services.AddHttpClient(BackendClient.Name, http => http.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(provider => provider.GetRequiredService<BackendConnections>())
            // The connections themselves take care of growing old.
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .RemoveAllLoggers();
        client.AddResilienceHandler("backend", static (pipeline, context) => Configure(pipeline, context.ServiceProvider.GetRequiredService<IOptions<BackendOptions>>().Value))
            .SelectPipelineBy(static _ => static request => request.Options.TryGetValue(BackendRequest.Circuit, out var circuit) ? circuit : "");
        return services
            .AddSingleton<BackendClient>()
            .AddSingleton<IMetricsBackend, PrometheusBackend>()
            .AddSingleton<ITracesBackend, JaegerBackend>()
            .AddSingleton<BackendSockets>()
            .AddSingleton<ILogsBackend, LokiBackend>();
    }

    private static void Configure(ResiliencePipelineBuilder<HttpResponseMessage> pipeline, BackendOptions options)
    {
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
    }

    /// <summary>
    /// Whether the same request may well succeed in a moment: no connection, or a gateway without a backend. All requests only read, so that sending one twice does no harm.
    /// Prometheus' own 503 tells of a query that took too long: it would do so again.
    /// </summary>
    private static bool IsTransient(Outcome<HttpResponseMessage> outcome) => outcome switch
    {
        { Exception: HttpRequestException { InnerException: QueryException } } => false,
        { Exception: HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.ResponseEnded } } => true,
        { Result.StatusCode: HttpStatusCode.BadGateway } => true,
        { Result: { StatusCode: HttpStatusCode.ServiceUnavailable, Content.Headers.ContentType: var type } } => type?.MediaType != MediaTypeNames.Application.Json,
        _ => false,
    };
}
