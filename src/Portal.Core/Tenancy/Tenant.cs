using Portal.Core.Diagnostics;
using Portal.Core.Masking;

namespace Portal.Core.Tenancy;

/// <summary>A tenant's id: <c>[a-z0-9][a-z0-9-]{0,62}</c>.</summary>
/// <param name="Value">The text.</param>
public readonly record struct TenantId(string Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>A tenant and one of its environments: what isolation, rights and caches are keyed by.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Environment">The environment's name, as in the tenant's file.</param>
public readonly record struct Scope(TenantId Tenant, string Environment)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Tenant}/{Environment}";
}

/// <summary>A tenant as its file in <c>tenants/</c> tells, checked.</summary>
public sealed record Tenant
{
    /// <summary>The id; the file's name is <c>tenants/&lt;id&gt;.yaml</c>.</summary>
    public required TenantId Id { get; init; }

    /// <summary>The name that people read.</summary>
    public required string Name { get; init; }

    /// <summary>The environment that pages open with; one of <see cref="Environments"/>.</summary>
    public required string DefaultEnvironment { get; init; }

    /// <summary>At least one, in the file's order.</summary>
    public required IReadOnlyList<TenantEnvironment> Environments { get; init; }

    /// <summary>The dashboards that the tenant gets.</summary>
    public required IReadOnlyList<DashboardGrant> Dashboards { get; init; }

    /// <summary>Who is what to the tenant, as the file says; none by default.</summary>
    public IReadOnlyList<AccessLine> Access { get; init; } = [];

    /// <summary>The keys with which hosts sign embed tokens; none by default.</summary>
    public IReadOnlyList<EmbedKey> EmbedKeys { get; init; } = [];

    /// <summary>What is hidden from whom; nothing by default.</summary>
    public MaskingRules Masking { get; init; } = MaskingRules.None;

    /// <summary>Where the tenant is defined.</summary>
    public required SourceLocation Location { get; init; }

    /// <summary>The environment of that name, or null.</summary>
    public TenantEnvironment? Environment(string name) => Environments.FirstOrDefault(e => e.Name == name);
}

/// <summary>An environment of a tenant.</summary>
public sealed record TenantEnvironment
{
    /// <summary>The name, <c>[a-z0-9][a-z0-9-]{0,62}</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Where its telemetry is, in the file's order; the first of a kind is that kind's default.</summary>
    public required IReadOnlyList<Datasource> Datasources { get; init; }

    /// <summary>What keeps its telemetry apart from others'.</summary>
    public required Isolation Isolation { get; init; }

    /// <summary>Its services.</summary>
    public required ServiceSource Services { get; init; }

    /// <summary>Where it is defined.</summary>
    public required SourceLocation Location { get; init; }

    /// <summary>The datasource of that name, or the default of that kind where the name is a kind's, or null.</summary>
    public Datasource? Datasource(string nameOrKind) =>
        Datasources.FirstOrDefault(d => d.Name == nameOrKind)
        ?? Datasources.FirstOrDefault(d => d.Kind.ToString().Equals(nameOrKind, StringComparison.OrdinalIgnoreCase));
}

/// <summary>The kinds of backend.</summary>
public enum DatasourceKind
{
    /// <summary>Prometheus or a store that speaks its HTTP API.</summary>
    Prometheus,
    /// <summary>Loki.</summary>
    Loki,
    /// <summary>Jaeger.</summary>
    Jaeger,
}

/// <summary>A backend of an environment. Holds secret references, never secrets.</summary>
public sealed record Datasource
{
    /// <summary>The name that templates use; the kind in lower case by default.</summary>
    public required string Name { get; init; }

    /// <summary>Its kind.</summary>
    public required DatasourceKind Kind { get; init; }

    /// <summary>The base address, http or https, without query, fragment or user information.</summary>
    public required Uri Url { get; init; }

    /// <summary>Headers to send; values may hold <c>${secret:NAME}</c>.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = Frames.Frame.EmptyLabels;

    /// <summary>How to authenticate.</summary>
    public DatasourceAuth? Auth { get; init; }

    /// <summary>TLS settings; null for the system's defaults.</summary>
    public DatasourceTls? Tls { get; init; }

    /// <summary>How long a query may take, 1 s to 5 min; 30 s by default.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The scrape interval, the smallest useful step; 15 s by default.</summary>
    public TimeSpan ScrapeInterval { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Whether experimental PromQL syntax may be sent; true by default.</summary>
    public bool ExperimentalSyntax { get; init; } = true;

    /// <summary>Jaeger: the labels of exemplars and the fields of log lines that hold a trace's id.</summary>
    public IReadOnlyList<string> TraceIdFields { get; init; } = UsualTraceIdFields;

    /// <summary>The names that are usual for a trace's id.</summary>
    public static IReadOnlyList<string> UsualTraceIdFields { get; } = ["trace_id", "traceid", "traceID"];

    /// <summary>Loki: the label of the streams that holds the service's name.</summary>
    public string ServiceLabel { get; init; } = UsualServiceLabel;

    /// <summary>The label that usually holds the service's name.</summary>
    public const string UsualServiceLabel = "service";

    /// <summary>Loki: where a line carries the id of its trace, so that a trace's lines can be found.</summary>
    public TraceIdPlace TraceIdIn { get; init; }

    /// <summary>Jaeger: the tag of spans or their process whose value is the service's name in logs and dashboards; null where the span's own service is.</summary>
    public string? ServiceAttribute { get; init; }

    /// <summary>Prometheus: the counters of requests that the rates on a service map are worked out from.</summary>
    public ServiceMetrics ServiceMetrics { get; init; } = ServiceMetrics.OfSpans;

    /// <summary>Which of Jaeger's APIs is spoken; of no meaning for other kinds.</summary>
    public JaegerApi JaegerApi { get; init; }

    /// <summary>Where it is defined.</summary>
    public SourceLocation Location { get; init; }
}

/// <summary>The HTTP APIs of Jaeger. It cannot be told from outside which one a store serves well, so the tenant's file says it.</summary>
public enum JaegerApi
{
    /// <summary>Jaeger's own JSON (<c>/api/traces</c>), which other stores speak as well.</summary>
    V2,
    /// <summary>OpenTelemetry's JSON (<c>/api/v3</c>).</summary>
    V3,
}

/// <summary>Where a log line carries the id of its trace.</summary>
public enum TraceIdPlace
{
    /// <summary>In its text.</summary>
    Line,
    /// <summary>In its structured metadata, under one of the names for a trace's id.</summary>
    Metadata,
    /// <summary>Nowhere.</summary>
    None,
}

/// <summary>Which series count the requests that services answer.</summary>
/// <param name="Requests">A selector of counters of all requests.</param>
/// <param name="Errors">A selector of counters of those that failed.</param>
/// <param name="Service">The label that holds the service's name.</param>
public sealed record ServiceMetrics(string Requests, string Errors, string Service)
{
    private const string Calls = "{__name__=~\"traces_spanmetrics_calls_total|traces_span_metrics_calls_total\", span_kind=~\"SPAN_KIND_SERVER|SPAN_KIND_CONSUMER\"";

    /// <summary>Those that OpenTelemetry's span metrics connector and Tempo make of spans, under the label <c>service_name</c> or <c>service</c>.</summary>
    public static ServiceMetrics OfSpans { get; } = new(Calls + "}", Calls + ", status_code=\"STATUS_CODE_ERROR\"}", "");

    /// <summary>The labels that may hold the service's name, the first one that does counts.</summary>
    public IReadOnlyList<string> ServiceLabels => Service.Length > 0 ? [Service] : ["service_name", "service"];
}

/// <summary>Authentication by secret reference: either a bearer token, or a user name and password.</summary>
/// <param name="BearerToken">Text with <c>${secret:NAME}</c>, or null.</param>
/// <param name="Username">User name, or null.</param>
/// <param name="Password">Text with <c>${secret:NAME}</c>, or null.</param>
public sealed record DatasourceAuth(string? BearerToken, string? Username, string? Password);

/// <summary>TLS of a datasource.</summary>
/// <param name="CaSecret">PEM of the authority to trust by secret reference, or null.</param>
/// <param name="ClientCertificateSecret">PEM of the client's certificate and key by secret reference, or null.</param>
/// <param name="ServerName">The name that the server's certificate must have, or null for the URL's host.</param>
public sealed record DatasourceTls(string? CaSecret, string? ClientCertificateSecret, string? ServerName);

/// <summary>What keeps an environment's telemetry apart; at least one of the three is given.</summary>
/// <param name="Labels">Labels that each series carries, put into every selector; none of the values is empty.</param>
/// <param name="Headers">Headers that select the tenant in the backend.</param>
/// <param name="Dedicated">Whether the backend holds this environment's telemetry only.</param>
public sealed record Isolation(IReadOnlyDictionary<string, string> Labels, IReadOnlyDictionary<string, string> Headers, bool Dedicated);

/// <summary>Where an environment's services come from: a list in the file, or the values of a label in its Prometheus.</summary>
/// <param name="Names">The list; null where they are discovered.</param>
/// <param name="DiscoverLabel">The label whose values are the services; null where they are listed.</param>
/// <param name="DiscoverMatch">A selector that narrows the discovery, or null.</param>
public sealed record ServiceSource(IReadOnlyList<string>? Names, string? DiscoverLabel, string? DiscoverMatch);

/// <summary>A line of the tenant's file that gives it a dashboard.</summary>
public sealed record DashboardGrant
{
    /// <summary>The template's name: its path below <c>templates/</c> without <c>.yaml.sbn</c>.</summary>
    public required string Template { get; init; }

    /// <summary>Parameter values: text, number (double), boolean, or a list of texts.</summary>
    public IReadOnlyDictionary<string, object> Parameters { get; init; } = new Dictionary<string, object>();

    /// <summary>The environments that get it; null for all.</summary>
    public IReadOnlyList<string>? Environments { get; init; }

    /// <summary>The services that get it (names or globs with <c>*</c>); null for all.</summary>
    public IReadOnlyList<string>? Services { get; init; }

    /// <summary>Where it stands.</summary>
    public required SourceLocation Location { get; init; }
}
