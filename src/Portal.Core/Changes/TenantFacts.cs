using Portal.Core.Masking;
using Portal.Core.Tenancy;
using static Portal.Core.Changes.PanelFacts;

namespace Portal.Core.Changes;

/// <summary>What a tenant's file says, each with what it is about. Secrets are in it by their references, as in the file.</summary>
internal static class TenantFacts
{
    /// <summary>The facts of the tenant itself.</summary>
    public static IEnumerable<Fact> Of(Tenant tenant) =>
    [
        new("name", tenant.Name),
        new("defaultEnvironment", tenant.DefaultEnvironment),
        Fact.InOrder("environments", tenant.Environments.Select(e => e.Name)),
        .. tenant.Access.SelectMany(Of),
        .. tenant.EmbedKeys.SelectMany(Of),
        .. tenant.Masking.Rules.GroupBy(rule => rule.What).Select(Of),
    ];

    /// <summary>The facts of an environment, but for its datasources.</summary>
    public static IEnumerable<Fact> Of(TenantEnvironment environment) =>
    [
        .. Texts("isolation: label", environment.Isolation.Labels, _ => ChangeTopic.Isolation),
        .. Texts("isolation: header", environment.Isolation.Headers, _ => ChangeTopic.Isolation),
        new("isolation: dedicated", Text(environment.Isolation.Dedicated)) { Topic = ChangeTopic.Isolation },
        // The first of a kind is what templates mean by the kind's name.
        .. environment.Datasources.GroupBy(d => d.Kind).Select(kind => new Fact($"default {kind.Key.ToString().ToLowerInvariant()}", kind.First().Name) { Topic = ChangeTopic.Datasource }),
        new("services", environment.Services.Names is { } names ? string.Join(", ", names.Order(StringComparer.Ordinal)) : null),
        new("services: discoverLabel", environment.Services.DiscoverLabel),
        new("services: discoverMatch", environment.Services.DiscoverMatch) { ForEditors = true, Language = QueryLanguage.PromQL },
    ];

    /// <summary>The facts of a datasource.</summary>
    public static IEnumerable<Fact> Of(Datasource datasource) =>
    [
        Where("kind", datasource.Kind.ToString().ToLowerInvariant()),
        Where("url", datasource.Url.AbsoluteUri),
        .. Texts("header", datasource.Headers, value => SecretReference.Names(value).Any() ? ChangeTopic.Secret : ChangeTopic.Datasource),
        Sends("auth: bearerToken", datasource.Auth?.BearerToken),
        Where("auth: username", datasource.Auth?.Username),
        Sends("auth: password", datasource.Auth?.Password),
        Sends("tls: ca", datasource.Tls?.CaSecret),
        Sends("tls: clientCertificate", datasource.Tls?.ClientCertificateSecret),
        Where("tls: serverName", datasource.Tls?.ServerName),
        Where("timeout", datasource.Timeout.ToString()),
        Where("scrapeInterval", datasource.ScrapeInterval.ToString()),
        Where("experimentalSyntax", Text(datasource.ExperimentalSyntax)),
        Where("traceIdField", string.Join(", ", datasource.TraceIdFields)),
        Where("traceIdIn", datasource.TraceIdIn.ToString().ToLowerInvariant()),
        Where("serviceLabel", datasource.ServiceLabel),
        Where("serviceAttribute", datasource.ServiceAttribute),
        Where("serviceMetrics: requests", datasource.ServiceMetrics.Requests) with { Language = QueryLanguage.PromQL },
        Where("serviceMetrics: errors", datasource.ServiceMetrics.Errors) with { Language = QueryLanguage.PromQL },
        Where("serviceMetrics: service", datasource.ServiceMetrics.Service),
        Where("api", datasource.JaegerApi.ToString().ToLowerInvariant()),
    ];

    /// <summary>The facts of a grant.</summary>
    public static IEnumerable<Fact> Of(DashboardGrant grant) =>
    [
        new("environments", List(grant.Environments)) { Topic = ChangeTopic.Grant },
        new("services", List(grant.Services)) { Topic = ChangeTopic.Grant },
        .. grant.Parameters.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => new Fact($"parameter {p.Key}", ParameterText(p.Value)) { Topic = ChangeTopic.Parameter }),
    ];

    // By whom it is, so that one more in a list is told as that one and not as another list.
    private static IEnumerable<Fact> Of(AccessLine line) =>
        line.Groups.Select(group => $"group {group}").Concat(line.Users.Select(user => $"user {user}"))
            .Select(who => new Fact($"access: {line.Role.Name()} {who}", $"in {List(line.Environments)}") { IsItem = true, Topic = ChangeTopic.Access, ForEditors = true });

    private static IEnumerable<Fact> Of(EmbedKey key)
    {
        var name = $"embed key {key.Id}";
        Fact Allows(string property, string? value) => new($"{name}: {property}", value) { Topic = ChangeTopic.Access, ForEditors = true };
        return
        [
            new(name, key.PublicKey is null ? "secret" : "publicKey") { IsItem = true, Topic = ChangeTopic.Access, ForEditors = true },
            Allows("publicKey", key.PublicKey),
            Sends($"{name}: secret", key.Secret),
            Allows("dashboards", List(key.Dashboards)),
            Allows("environments", List(key.Environments)),
            Allows("role", key.Role.Name()),
            Allows("origins", List(key.Origins)),
            Allows("lifetime", key.Lifetime.ToString()),
        ];
    }

    private static Fact Of(IGrouping<string, MaskingRule> rules) => new($"masking: {rules.Key}", string.Join("; ", rules.Select(rule => rule.Effects.Length > 0 ? rule.Effects : "nobody")))
    {
        IsItem = true, Topic = ChangeTopic.Masking,
    };

    /// <summary>A parameter's value in YAML's words.</summary>
    public static string ParameterText(object value) => value switch
    {
        bool flag => Text(flag),
        IEnumerable<string> list => $"[{string.Join(", ", list)}]",
        IFormattable number => number.ToString(null, System.Globalization.CultureInfo.InvariantCulture),
        _ => value.ToString() is { Length: > 0 } text ? text : "\"\"",
    };

    private static Fact Where(string name, string? value) => new(name, value) { Topic = ChangeTopic.Datasource, ForEditors = true };

    private static Fact Sends(string name, string? value) => new(name, value) { Topic = ChangeTopic.Secret, ForEditors = true };

    private static IEnumerable<Fact> Texts(string name, IReadOnlyDictionary<string, string> texts, Func<string, ChangeTopic> topic) =>
        texts.OrderBy(text => text.Key, StringComparer.Ordinal).Select(text => new Fact($"{name} {text.Key}", text.Value) { IsItem = true, Topic = topic(text.Value), ForEditors = true });

    private static string List(IReadOnlyList<string>? names) => names is null ? "all" : string.Join(", ", names.Order(StringComparer.Ordinal));
}
