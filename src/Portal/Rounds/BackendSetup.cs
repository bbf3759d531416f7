using Portal.Core.Tenancy;

namespace Portal.Rounds;

/// <summary>Describes where an environment's telemetry is and what keeps it apart, in one text that changes when any of it does. Secrets are in it by their references only.</summary>
internal static class BackendSetup
{
    /// <summary>The isolation and these datasources.</summary>
    public static string Of(Isolation isolation, params IEnumerable<Datasource> datasources) => string.Join('\n', (string?[])
    [
        "dedicated", isolation.Dedicated.ToString(), "labels", .. Pairs(isolation.Labels), "headers", .. Pairs(isolation.Headers),
        .. datasources.SelectMany(source => (string?[])[source.Name, source.Kind.ToString(), source.Url.AbsoluteUri, source.JaegerApi.ToString(), source.Auth?.ToString(), source.Tls?.ToString(), .. Pairs(source.Headers)]),
    ]);

    private static IEnumerable<string> Pairs(IReadOnlyDictionary<string, string> pairs) => pairs.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => $"{p.Key}={p.Value}");
}
