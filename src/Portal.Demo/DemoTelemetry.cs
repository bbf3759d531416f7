using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Builder;
using Portal.Demo.Api;
using Portal.Demo.Evaluation;
using Portal.Demo.Workloads;

namespace Portal.Demo;

/// <summary>Embedded telemetry for demonstrations: Prometheus' HTTP API over synthetic workloads. See docs/demo-telemetry.md for what is in it.</summary>
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
        var store = SyntheticStore.Create(time);
        var runner = new QueryRunner(time, new EvaluationOptions { MaxSamples = options.MaxSamples });
        new PrometheusEndpoints(runner, _ => store).Map(routes.MapGroup(SharedPath));
        var scopes = Topology.Tenants.SelectMany(t => Topology.Environments.Select(e => $"{t.Id}-{e.Name}")).ToDictionary(s => s, s => store.Only(s)!);
        new PrometheusEndpoints(runner, context => ScopedStore(scopes, context)).Map(routes.MapGroup(MultiPath));
    }

    private static SyntheticStore ScopedStore(Dictionary<string, SyntheticStore> scopes, HttpContext context)
    {
        var scope = context.Request.Headers[ScopeHeader];
        if (scope.Count != 1 || string.IsNullOrEmpty(scope[0]))
        {
            throw new EvaluationException(EvaluationErrorKind.Unauthorized, $"no {ScopeHeader} header");
        }
        return scopes.TryGetValue(scope[0]!, out var store) ? store : throw new EvaluationException(EvaluationErrorKind.NotFound, "no such tenant");
    }
}
