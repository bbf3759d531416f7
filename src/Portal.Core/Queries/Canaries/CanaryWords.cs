using Portal.Core.Tenancy;

namespace Portal.Core.Queries.Canaries;

/// <summary>What is said of a canary's findings. Anybody who may see the environment reads it: no address, no secret, no value of a header.</summary>
internal static class CanaryWords
{
    /// <summary>Others' data were in a scoped answer.</summary>
    public static CanaryFinding GivesOthers(ProbedPlace place, Sighting seen, DateTimeOffset at) => Finding(place, CanaryResult.Violated, seen, at) with
    {
        Message = $"The datasource '{place.Datasource.Name}' answers with {Things(place, seen.Foreign)} of others, although it is asked for this environment's alone.",
        Remedy = $"A platform engineer has to make the backend of '{place.Datasource.Name}', and every proxy before it, keep to the matchers on {Names(place.Isolation.Labels)} that it is sent. {Again}",
    };

    /// <summary>A tenant that does not exist was given data.</summary>
    public static CanaryFinding IgnoresHeader(ProbedPlace place, Sighting seen, DateTimeOffset at) => Finding(place, CanaryResult.Violated, seen with { Own = 0, Foreign = seen.Own + seen.Foreign }, at) with
    {
        Message = $"The datasource '{place.Datasource.Name}' answers a tenant that does not exist, so that it does not keep tenants apart by {Names(place.Isolation.Headers)}.",
        Remedy = $"A platform engineer has to turn on the tenancy of the backend of '{place.Datasource.Name}', or make the proxy before it pass {Names(place.Isolation.Headers)} on; if the backend holds this environment's telemetry only, its isolation is 'dedicated: true'. {Again}",
    };

    /// <summary>It could not be asked.</summary>
    public static CanaryFinding NoAnswer(ProbedPlace place, QueryError error, DateTimeOffset at) => Finding(place, CanaryResult.Unknown, default, at) with
    {
        Message = $"The datasource '{place.Datasource.Name}' could not be asked. {error.Message}",
        Remedy = error.Remedy,
    };

    /// <summary>There is nothing that could prove it.</summary>
    public static CanaryFinding Nothing(ProbedPlace place, DateTimeOffset at) => Finding(place, CanaryResult.Unknown, default, at) with
    {
        Message = $"The datasource '{place.Datasource.Name}' holds nothing of this environment of the last hour, so that nothing can be shown by it.",
    };

    /// <summary>It keeps tenants apart.</summary>
    public static CanaryFinding Proven(ProbedPlace place, Sighting seen, DateTimeOffset at) => Finding(place, CanaryResult.Proven, seen, at) with
    {
        Message = place.Isolation.Headers.Count == 0 ? $"The datasource '{place.Datasource.Name}' gives nothing of others." : $"The datasource '{place.Datasource.Name}' gives nothing of others, and nothing to a tenant that does not exist.",
    };

    private const string Again = "It opens by itself when the next check finds that it is so.";

    private static CanaryFinding Finding(ProbedPlace place, CanaryResult result, Sighting seen, DateTimeOffset at) => new()
    {
        Datasource = place.Datasource.Name,
        Kind = place.Datasource.Kind,
        Result = result,
        Message = "",
        At = at,
        Own = seen.Own,
        Foreign = seen.Foreign,
    };

    private static string Things(ProbedPlace place, int count) => place.Datasource.Kind switch
    {
        DatasourceKind.Jaeger => count == 1 ? "1 span" : $"{count} spans",
        DatasourceKind.Loki => count == 1 ? "1 group of streams" : $"{count} groups of streams",
        _ => count == 1 ? "1 group of series" : $"{count} groups of series",
    };

    private static string Names(IReadOnlyDictionary<string, string> named) => string.Join(", ", named.Keys.Order(StringComparer.Ordinal).Select(name => $"'{name}'"));
}
