using Portal.Core.Frames;
using Portal.Core.PromQL;
using Portal.Core.Queries.Time;
using Portal.Core.Tenancy;

namespace Portal.Core.Queries.Tracing;

/// <summary>What the tenant's metrics tell of the requests that a service answers.</summary>
/// <param name="Requests">Requests per second.</param>
/// <param name="Errors">The share of them that failed, 0 to 1.</param>
public readonly record struct ServiceRate(double Requests, double Errors);

/// <summary>Works out the rates of services over a range from the counters that the metrics datasource names.</summary>
internal static class ServiceRates
{
    private const long StepMs = 15_000;
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);

    /// <summary>The rates by service; empty without such counters. A map without rates is still the map.</summary>
    public static async Task<IReadOnlyDictionary<string, ServiceRate>> AskAsync(MetricsQueries queries, QueryContext context, CancellationToken cancellation)
    {
        if (context.Environment.Datasource(nameof(DatasourceKind.Prometheus)) is not { } source)
        {
            return new Dictionary<string, ServiceRate>();
        }
        try
        {
            var (requests, errors) = (AskAsync(queries, context, source, source.ServiceMetrics.Requests, cancellation), AskAsync(queries, context, source, source.ServiceMetrics.Errors, cancellation));
            await Task.WhenAll(requests, errors);
            var failed = await errors;
            return (await requests).Where(service => service.Value > 0).ToDictionary(
                service => service.Key, service => new ServiceRate(service.Value, Math.Clamp(failed.GetValueOrDefault(service.Key) / service.Value, 0, 1)), StringComparer.Ordinal);
        }
        catch (QueryException)
        {
            return new Dictionary<string, ServiceRate>();
        }
    }

    private static async Task<Dictionary<string, double>> AskAsync(MetricsQueries queries, QueryContext context, Datasource source, string selector, CancellationToken cancellation)
    {
        var labels = source.ServiceMetrics.ServiceLabels;
        if (PromQLParser.Parse(selector).Expression is not VectorSelector counters)
        {
            return [];
        }
        var range = new FixedDuration(Math.Max(60_000, context.Range.ToMs - context.Range.FromMs));
        var rate = new CallExpr(PromQLFunctions.Find("rate")!, [new MatrixSelector(counters, range)]);
        var sum = PromQLPrinter.Print(new AggregateExpr(AggregateOperator.Sum, rate, null, [.. labels], Without: false));
        var query = QueryScoper.PromQL(context.Scope, context.Environment, source, sum).OrThrow();
        var answer = await queries.InstantAsync(context, query, "", StepPlan.Floor(context.Range.ToMs, StepMs), Lifetime, cancellation);
        var rates = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var frame in answer.Answer.Frames)
        {
            if (labels.Select(label => frame.Labels.GetValueOrDefault(label)).FirstOrDefault(name => !string.IsNullOrEmpty(name)) is { } service
                && frame.Fields.OfType<NumberField>().FirstOrDefault() is { Length: > 0 } numbers && double.IsFinite(numbers.Values[^1]))
            {
                rates[service] = rates.GetValueOrDefault(service) + numbers.Values[^1];
            }
        }
        return rates;
    }
}
