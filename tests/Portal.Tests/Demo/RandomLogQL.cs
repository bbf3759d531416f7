using CsCheck;
using Portal.Demo.Workloads;

namespace Portal.Tests.Demo;

/// <summary>Random LogQL of the subset that the demo evaluates: log queries and metric queries.</summary>
internal static class RandomLogQL
{
    private static readonly Gen<string> Service = Gen.OneOf([.. Topology.Tenants.SelectMany(t => t.Services).Select(s => s.Name)]);

    private static readonly Gen<string> Matcher = Gen.OneOf(
        Service.Select(s => $"service=\"{s}\""),
        Gen.Select(Service, Service, (a, b) => $"service=~\"{a}|{b}|.*a.*\""),
        Gen.OneOf("service!=\"web\"", "service!~\"c.*\"", "tenant=~\".+\"", "tenant=\"nova\"", "tenant!=\"acme\"", "tenant=~\"acme|nova\"", "environment=\"prod\"", "environment=~\"p.+|dev\"", "pod=~\".*-[01]\"", "namespace!=\"acme-prod\""));

    private static readonly Gen<string> Selector = Gen.Select(Gen.OneOf("service=~\".+\"", "pod=~\".+\"", "tenant=~\".+\"", "namespace=~\".+\""), Matcher.List[0, 2], (first, rest) => $"{{{string.Join(", ", [first, .. rest])}}}");

    private static readonly Gen<string> Stage = Gen.OneOf(
        Gen.OneOf("|= `status`", "!= `GET`", "|~ `50\\d|404`", "!~ `(?i)get`", "|= `nova` or `acme` or `cart`", "|> `<_>trace_id<_>`", "!> `<_>cache<_>`", "|= ip(`10.0.0.0/8`)"),
        Gen.OneOf("| json", "| logfmt", "| json status, m=`method`", "| logfmt status, d=`duration`", "| pattern `<first> <_>`", "| regexp `(?P<code>[45]\\d\\d)`", "| decolorize"),
        Gen.OneOf("| status >= 400", "| status = `200`", "| detected_level=~`error|warn`", "| level != `info`", "| duration > 20ms", "| duration_ms > 20 or status > 499", "| client_ip = ip(`203.0.113.0/24`)", "| tenant = `nova`"),
        Gen.OneOf("| line_format `{{.tenant}} {{.service}} {{.status}}`", "| label_format who=`{{.tenant}}/{{.pod}}`", "| label_format tenant=`nova`", "| label_format lbl=service", "| drop tenant", "| keep service, status", "| drop trace_id, span_id"));

    /// <summary>Log queries.</summary>
    public static Gen<string> Lines { get; } = Gen.Select(Selector, Stage.List[0, 4], (selector, stages) => string.Join(' ', [selector, .. stages]));

    private static readonly Gen<string> Grouping = Gen.OneOf("", " by (service)", " by (tenant)", " by (tenant, service, status)", " without (pod)", " by ()");

    private static readonly Gen<string> Range = Gen.OneOf(
        Gen.Select(Gen.OneOf("rate", "count_over_time", "bytes_rate", "bytes_over_time"), Lines, Gen.OneOf("1m", "5m", "90s"), (f, lines, range) => $"{f}({lines} | drop __error__, __error_details__, trace_id, span_id, timestamp, ts, message, msg [{range}])"),
        Gen.Select(Gen.OneOf("sum_over_time(", "avg_over_time(", "max_over_time(", "min_over_time(", "quantile_over_time(0.9, ", "stddev_over_time(", "last_over_time("), Lines, Gen.OneOf("| logfmt | unwrap duration(duration) | __error__=``", "| json | unwrap duration_ms | __error__=``"),
            (f, lines, unwrap) => $"{f}{lines} {unwrap} [5m])"));

    private static readonly Gen<string> Vector = Gen.OneOf(
        Gen.Select(Gen.OneOf("sum", "avg", "min", "max", "count", "stddev"), Grouping, Range, (f, by, range) => $"{f}{by} ({range})"),
        Gen.Select(Range, Grouping, Gen.OneOf("topk(2, ", "bottomk(3, "), (range, by, f) => $"{f}sum{by} ({range}))"),
        Gen.Select(Range, range => $"label_replace(sum by (service) ({range}), \"tenant\", \"nova\", \"service\", \"(.*)\")"));

    /// <summary>Metric queries.</summary>
    public static Gen<string> Metrics { get; } = Gen.OneOf(
        Vector,
        Gen.Select(Vector, Gen.OneOf("* 100", "> 2", "> bool 2", "+ 1", "or vector(7)"), (v, op) => $"{v} {op}"),
        Gen.Select(Range, Range, Gen.OneOf("/ on (service)", "+ on (service)", "or", "and on (service)", "unless on (service)"), (a, b, op) => $"sum by (service) ({a}) {op} sum by (service) ({b})"));
}
