using System.Diagnostics.Metrics;
using Portal.Core.Queries.Canaries;
using Portal.Core.Tenancy;

namespace Portal.Core.Metrics;

/// <summary>
/// The portal's own metrics, by tenant and outcome. Whoever does the work records it here; the host shows them as <c>portal_*</c>.
/// Tenants come from the catalog, outcomes from closed sets, so that the number of series is bounded.
/// </summary>
public static class PortalMeter
{
    /// <summary>The name of the meter.</summary>
    public const string Name = "portal";

    private static readonly Meter Meter = new(Name);
    private static readonly Histogram<double> Renders = Meter.CreateHistogram<double>("render_duration_seconds", "s", "Time to render, parse and validate a dashboard.");
    private static readonly Histogram<double> Queries = Meter.CreateHistogram<double>("query_duration_seconds", "s", "Time of a query to a backend.");
    private static readonly Histogram<double> Waits = Meter.CreateHistogram<double>("queue_wait_seconds", "s", "Time that a query waited for a free place of its tenant and datasource.");
    private static readonly UpDownCounter<long> Waiting = Meter.CreateUpDownCounter<long>("queue_length", "{query}", "Queries that wait for a free place.");
    private static readonly Counter<long> Cache = Meter.CreateCounter<long>("cache_requests_total", "{request}", "Queries by where their answer came from: hit, shared or miss.");
    private static readonly Counter<long> LostEvents = Meter.CreateCounter<long>("audit_lost_total", "{event}", "Events that found the audit log's queue full.");
    private static readonly Counter<long> Limits = Meter.CreateCounter<long>("requests_limited_total", "{request}", "Requests that were refused because there were too many, by what was counted: address, person (with tenants), embed or sign-in.");
    private static readonly Counter<long> Foreign = Meter.CreateCounter<long>("foreign_answers_total", "{item}", "Series, streams, values, traces and spans in answers that were not the tenant's and have been dropped.");
    private static readonly UpDownCounter<long> Canary = Meter.CreateUpDownCounter<long>("isolation_canary", "{datasource}", "1 where the last canary of a datasource had that result: proven, violated or unknown.");
    private static readonly Counter<long> CanaryRuns = Meter.CreateCounter<long>("isolation_canary_runs_total", "{run}", "Canaries by result.");
    private static readonly Histogram<double> Requests = Meter.CreateHistogram<double>("http_request_duration_seconds", "s", "Time to answer an HTTP request.");
    private static readonly Histogram<double> Loads = Meter.CreateHistogram<double>("catalog_load_duration_seconds", "s", "Time to load a revision of the content.");
    private static readonly Counter<long> Deliveries = Meter.CreateCounter<long>("webhook_deliveries_total", "{delivery}", "Webhooks by forge and outcome: accepted, repeated, ignored, ping, refused or busy.");
    private static readonly Counter<long> Reports = Meter.CreateCounter<long>("reports_total", "{report}", "Tries to report to forges and whoever is notified, by kind and outcome: told, retry or failed.");
    private static readonly Histogram<double> Handled = Meter.CreateHistogram<double>("webhook_handling_duration_seconds", "s", "Time from receiving a webhook to having worked it off.");

    /// <summary>An event found the audit log's queue full and was written to the process's log instead.</summary>
    public static void AuditLost() => LostEvents.Add(1);

    /// <summary>A request was refused because there were too many; by <c>address</c>, <c>person</c>, <c>embed</c> or <c>sign-in</c>.</summary>
    public static void Limited(string by) => Limits.Add(1, new KeyValuePair<string, object?>("by", by));

    private static readonly Histogram<double> Fetches = Meter.CreateHistogram<double>("content_fetch_duration_seconds", "s", "Time to fetch the content from the remote repository.");

    /// <summary>The content was fetched; the outcome is <c>ok</c> or a kind of failure, such as <c>unreachable</c>.</summary>
    public static void Fetched(string outcome, TimeSpan duration) => Fetches.Record(duration.TotalSeconds, new KeyValuePair<string, object?>("outcome", outcome));

    /// <summary>A backend has answered with others' data, which were dropped: <c>series</c>, <c>streams</c>, <c>values</c>, <c>traces</c> or <c>spans</c>.</summary>
    public static void Dropped(TenantId tenant, string what, int count) => Foreign.Add(count, new("tenant", tenant.Value), new("what", what));

    /// <summary>A canary's finding has come to hold (1) or holds no longer (-1).</summary>
    public static void CanaryIs(Scope scope, CanaryFinding finding, int change)
    {
        ArgumentNullException.ThrowIfNull(finding);
        Canary.Add(change, new("tenant", scope.Tenant.Value), new("environment", scope.Environment), new("datasource", finding.Datasource), new("kind", Word(finding.Kind)), new("result", Word(finding.Result)));
    }

    /// <summary>The canary has asked a datasource.</summary>
    public static void CanaryRan(CanaryResult result) => CanaryRuns.Add(1, new KeyValuePair<string, object?>("result", Word(result)));

    /// <summary>A dashboard was rendered; the outcome is <c>ok</c>, <c>error</c> or <c>cached</c>.</summary>
    public static void Rendered(TenantId tenant, string outcome, TimeSpan duration) => Renders.Record(duration.TotalSeconds, new("tenant", tenant.Value), new("outcome", outcome));

    /// <summary>A backend has answered; the outcome is <c>ok</c> or a kind of error, such as <c>timeout</c>.</summary>
    public static void Queried(TenantId tenant, string outcome, TimeSpan duration) => Queries.Record(duration.TotalSeconds, new("tenant", tenant.Value), new("outcome", outcome));

    /// <summary>A query got its place; the outcome is <c>ok</c>, <c>refused</c> (the queue was full) or <c>canceled</c>.</summary>
    public static void Waited(TenantId tenant, string outcome, TimeSpan duration) => Waits.Record(duration.TotalSeconds, new("tenant", tenant.Value), new("outcome", outcome));

    /// <summary>The queue of a tenant has become longer (1) or shorter (-1).</summary>
    public static void QueueChanged(TenantId tenant, int change) => Waiting.Add(change, new KeyValuePair<string, object?>("tenant", tenant.Value));

    /// <summary>A query was answered from the cache (<c>hit</c>), by one that was already under way (<c>shared</c>), or by the backend (<c>miss</c>).</summary>
    public static void Cached(TenantId tenant, string outcome) => Cache.Add(1, new("tenant", tenant.Value), new("outcome", outcome));

    /// <summary>An HTTP request was answered. The route is a pattern, never a path.</summary>
    public static void Answered(string route, string method, int status, TimeSpan duration) =>
        Requests.Record(duration.TotalSeconds, new("route", route), new("method", method), new("status", status));

    /// <summary>A revision was loaded; the outcome is <c>accepted</c>, <c>refused</c> or <c>failed</c>.</summary>
    public static void Loaded(string outcome, TimeSpan duration) => Loads.Record(duration.TotalSeconds, new KeyValuePair<string, object?>("outcome", outcome));

    /// <summary>A webhook was delivered to the endpoint of a forge; the outcome is <c>accepted</c>, <c>repeated</c>, <c>ignored</c>, <c>ping</c>, <c>refused</c> or <c>busy</c>.</summary>
    public static void Delivered(string forge, string outcome) => Deliveries.Add(1, new("forge", forge), new("outcome", outcome));

    /// <summary>A delivery was worked off; the outcome is <c>done</c>, <c>retry</c> or <c>failed</c>. The time begins when it was received.</summary>
    public static void WorkedOff(string outcome, TimeSpan duration) => Handled.Record(duration.TotalSeconds, new KeyValuePair<string, object?>("outcome", outcome));

    /// <summary>A report was told elsewhere; the kind is <c>status</c>, <c>comment</c> or <c>notification</c>, the outcome <c>told</c>, <c>retry</c> or <c>failed</c>.</summary>
    public static void Reported(string kind, string outcome) => Reports.Add(1, new("kind", kind), new("outcome", outcome));

    private static string Word<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}
