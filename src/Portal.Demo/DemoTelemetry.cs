using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Portal.Demo.Api;
using Portal.Demo.Evaluation;
using Portal.Demo.Logs;
using Portal.Demo.Traces;
using Portal.Demo.Workloads;

namespace Portal.Demo;

/// <summary>Embedded telemetry for demonstrations: the HTTP APIs of Prometheus, Loki and Jaeger over synthetic workloads. See docs/demo-telemetry.md for what is in it.</summary>
public static class DemoTelemetry
{
    /// <summary>The path of the store that all tenants share; series are told apart by labels.</summary>
    public const string SharedPath = "/shared";

    /// <summary>The path of the stores that are chosen by the header <see cref="ScopeHeader"/>.</summary>
    public const string MultiPath = "/multi";

    /// <summary>Names the store of one tenant and environment, such as <c>nova-prod</c>.</summary>
    public const string ScopeHeader = "X-Scope-OrgID";

    /// <summary>The ids of the tenants that there is telemetry of.</summary>
    public static IReadOnlyList<string> TenantIds { get; } = [.. Topology.Tenants.Select(tenant => tenant.Id)];

    /// <summary>Maps the query APIs under <see cref="SharedPath"/> and <see cref="MultiPath"/>. They have no access control: map them on loopback only.</summary>
    /// <param name="routes">Where to map them.</param>
    /// <param name="options">How they behave.</param>
    /// <param name="time">What now is.</param>
    public static void MapDemoTelemetry(this IEndpointRouteBuilder routes, DemoTelemetryOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(routes);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        var workloads = Workload.All();
        var evaluation = new EvaluationOptions { MaxSamples = options.MaxSamples };
        var runner = new QueryRunner(time, evaluation);
        var stopping = routes.ServiceProvider.GetService<IHostApplicationLifetime>()?.ApplicationStopping ?? CancellationToken.None;
        void MapStores(string path, Func<HttpContext, DemoStores> storesOf)
        {
            var group = routes.MapGroup(path);
            new PrometheusEndpoints(runner, context => storesOf(context).Metrics).Map(group);
            new LokiEndpoints(runner, time, evaluation, context => storesOf(context).Logs, stopping).Map(group);
            new JaegerEndpoints(runner, context => storesOf(context).Traces).Map(group);
        }
        var traces = new TraceStore(time, workloads);
        var shared = new DemoStores(SyntheticStore.Create(time, workloads), new LogStore(traces), traces);
        var scopes = workloads.ToDictionary(w => w.Namespace, w => new DemoStores(shared.Metrics.Only(w.Namespace)!, shared.Logs.Only(w), traces.Only(w)));
        MapStores(SharedPath, _ => shared);
        MapStores(MultiPath, context => Scoped(scopes, context));
    }

    private static DemoStores Scoped(Dictionary<string, DemoStores> scopes, HttpContext context)
    {
        var scope = context.Request.Headers[ScopeHeader];
        if (scope.Count != 1 || string.IsNullOrEmpty(scope[0]))
        {
            throw new EvaluationException(EvaluationErrorKind.Unauthorized, $"no {ScopeHeader} header");
        }
        return scopes.TryGetValue(scope[0]!, out var stores) ? stores : throw new EvaluationException(EvaluationErrorKind.NotFound, "no such tenant");
    }

    /// <summary>What is told of the same workloads.</summary>
    private sealed record DemoStores(SyntheticStore Metrics, LogStore Logs, TraceStore Traces);
}
