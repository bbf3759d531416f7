using CsCheck;

namespace Portal.EndToEnd.Oracle;

/// <summary>Random PromQL over a handful of metrics that two tenants have: what people write, and what somebody would write who wants the other's data.</summary>
internal static class RandomQueries
{
    /// <summary>What the queries are about; <c>secret</c> is written for the other tenant alone.</summary>
    public static readonly string[] Metrics =
    [
        "up{zone=\"a\"}", "up{zone=\"b\"}", "requests_total{code=\"200\",zone=\"a\"}", "requests_total{code=\"500\",zone=\"b\"}", "temperature{zone=\"a\",\"größe\"=\"1\"}", "temperature{zone=\"b\"}",
        "latency_bucket{zone=\"a\"}", "latency_bucket{zone=\"b\"}", "latency_seconds{zone=\"a\"}", "latency_seconds{zone=\"b\"}", "target_info{version=\"1\"}", "build_info{version=\"2\"}", "{\"my.metric\",\"a.b\"=\"c\"}",
        "secret{tenant=\"nova\",zone=\"a\"}",
    ];

    /// <summary>Those that are native histograms.</summary>
    public static readonly string[] Histograms = ["latency_seconds"];

    private static readonly Gen<string> Matcher = Gen.OneOf(
        "zone=\"a\"", "zone!=\"a\"", "zone=~\"a|b\"", "zone!~\"b.*\"", "code=~\"5..\"", "instance=\"i1\"", "instance=\"theirs\"", "instance!=\"i1\"", "job=~\".+\"", "missing=\"\"", "\"größe\"=\"1\"",
        "tenant=\"nova\"", "tenant=~\".+\"", "tenant!=\"acme\"", "tenant!~\"acme\"", "tenant=~\"acme|nova\"", "tenant=\"acme\"", "tenant=\"\"");

    private static readonly Gen<string> Name = Gen.OneOf("up", "requests_total", "temperature", "latency_bucket", "target_info", "secret", "none");

    private static readonly Gen<string> Braces = Matcher.List[0, 3].Select(matchers => matchers.Count == 0 ? "" : $"{{{string.Join(", ", matchers)}}}");

    private static readonly Gen<string> Bare = Gen.Frequency(
        (8, Gen.Select(Name, Braces, (name, braces) => name + braces)),
        (1, Gen.Select(Gen.OneOf("__name__=~\".+\"", "\"my.metric\"", "__name__=~\"requests_.*|secret\"", "__name__!=\"up\",job=\"api\""), Matcher, (first, matcher) => $"{{{first}, {matcher}}}")));

    private static readonly Gen<string> Moved = Gen.Frequency(
        (7, Gen.Const("")), (3, Gen.OneOf(" offset 5m", " offset -90s", " offset 20m", " @ 1800", " @ start()", " @ end()", " @ 2400.5 offset 1m", " offset 1w")));

    private static readonly Gen<string> Selector = Gen.Select(Bare, Moved, (bare, moved) => bare + moved);

    private static readonly Gen<string> Range = Gen.Select(Bare, Gen.OneOf("[2m]", "[5m]", "[20m]", "[1h]", "[90s]"), Moved, (bare, range, moved) => bare + range + moved);

    private static readonly Gen<string> Native = Gen.Select(Gen.OneOf("latency_seconds", "rate(latency_seconds[5m])", "latency_seconds{zone=\"a\"}", "increase(latency_seconds{tenant=~\".*\"}[10m])"), Gen.OneOf("", " offset 3m"), (text, moved) => text.EndsWith(')') ? text : text + moved);

    private static readonly Gen<string> Grouping = Gen.OneOf("", " by (zone)", " by (tenant)", " by (zone, code)", " without (instance)", " by ()", " without (tenant, job)", " by (le)", " by (\"größe\")");

    private static readonly Gen<string> Matching = Gen.OneOf("", "on (zone, instance)", "ignoring (code, le)", "on (instance) group_left (version)", "on (job) group_right ()", "on (tenant, instance)", "on ()", "ignoring (tenant)");

    private static readonly Gen<string> Parameter = Gen.Frequency((3, Gen.OneOf("1", "2", "3")), (1, Selector.Select(selector => $"scalar({selector})")));

    private static readonly Gen<string> Leaf = Gen.Frequency(
        (4, Selector),
        (4, Gen.Select(Gen.OneOf("rate", "increase", "irate", "delta", "deriv", "changes", "resets", "sum_over_time", "avg_over_time", "min_over_time", "max_over_time", "count_over_time", "last_over_time", "present_over_time", "stddev_over_time", "mad_over_time"), Range, (f, range) => $"{f}({range})")),
        (1, Gen.Select(Gen.OneOf("quantile_over_time(0.9, ", "quantile_over_time(scalar(secret), "), Range, (f, range) => $"{f}{range})")),
        (1, Range.Select(range => $"predict_linear({range}, 600)")),
        (2, Gen.Select(Gen.OneOf("histogram_count", "histogram_sum", "histogram_avg", "histogram_stddev", "sum", "histogram_quantile(0.9, ", "histogram_fraction(0, 2, "), Native, (f, native) => f.EndsWith(' ') ? $"{f}{native})" : $"{f}({native})")),
        (1, Native),
        (1, Gen.Select(Gen.OneOf("0.5", "0.99", "scalar(secret)"), Matcher, (q, matcher) => $"histogram_quantile({q}, sum by (le, zone) (rate(latency_bucket{{{matcher}}}[5m])))")),
        (1, Gen.OneOf("vector(7)", "vector(time())", "vector(scalar(secret))", "absent(secret)", "absent(up{instance=\"theirs\"})", "absent_over_time(requests_total{code=\"404\"}[5m])")));

    /// <summary>All kinds of queries.</summary>
    public static Gen<string> Any { get; } = Gen.Frequency((12, Vectors(3)), (1, Selector), (1, Vectors(1).Select(vector => $"scalar({vector})")), (1, Gen.Select(Vectors(1), Vectors(0), (a, b) => $"{a} # {b}\n")));

    /// <summary>Instant vectors, as deep as that.</summary>
    public static Gen<string> Vectors(int depth) => depth == 0 ? Leaf : Gen.OneOf(Leaf, Aggregated(Vectors(depth - 1)), Called(Vectors(depth - 1)), Written(Vectors(depth - 1)), Joined(Vectors(depth - 1)), Subqueries(Vectors(depth - 1)));

    private static Gen<string> Aggregated(Gen<string> inner) => Gen.OneOf(
        Gen.Select(Gen.OneOf("sum", "avg", "min", "max", "count", "stddev", "stdvar", "group"), Grouping, inner, (f, by, v) => $"{f}{by} ({v})"),
        Gen.Select(Gen.OneOf("topk", "bottomk"), Grouping, Parameter, inner, (f, by, k, v) => $"{f}{by} ({k}, {v})"),
        // Which ones it takes of many whose order is chance is chance too; those of a selector come in order.
        Gen.Select(Grouping, Parameter, Selector, (by, k, v) => $"limitk{by} ({k}, {v})"),
        Gen.Select(Gen.OneOf("quantile", "limit_ratio"), Grouping, Gen.OneOf("0.5", "-0.5", "scalar(secret)", "scalar(up{instance=\"i1\",zone=\"a\"}) / 20"), inner, (f, by, q, v) => $"{f}{by} ({q}, {v})"),
        Gen.Select(Gen.OneOf("value", "tenant", "zone"), Grouping, inner, (label, by, v) => $"count_values{by} (\"{label}\", {v})"));

    private static Gen<string> Called(Gen<string> inner) => Gen.OneOf(
        Gen.Select(Gen.OneOf("abs", "ceil", "sgn", "ln", "exp", "sort", "sort_desc", "timestamp", "round", "hour", "-", "+"), inner, (f, v) => $"{f}({v})"),
        Gen.Select(inner, Parameter, (v, k) => $"clamp_max({v}, {k})"),
        inner.Select(v => $"sort_by_label({v}, \"zone\", \"instance\")"));

    private static Gen<string> Written(Gen<string> inner) => Gen.OneOf(
        Gen.Select(Gen.OneOf("tenant", "zone", "new", "__name__"), Gen.OneOf("nova", "$1", "x-$1"), Gen.OneOf("tenant", "instance", "missing"), inner, (to, with, from, v) => $"label_replace({v}, \"{to}\", \"{with}\", \"{from}\", \"(.*)\")"),
        Gen.Select(Gen.OneOf("tenant", "new"), inner, (to, v) => $"label_join({v}, \"{to}\", \"-\", \"zone\", \"instance\")"),
        Gen.Select(inner, Gen.OneOf("{__name__=\"target_info\", version=~\".*\"}", "{version=~\".+\"}", "{__name__=~\".+_info\", version=\"2\"}", "{__name__=\"target_info\", tenant=\"nova\", version=\"1\"}", "{tenant=~\".+\", zone=~\".*\"}"), (v, of) => $"info({v}, {of})"));

    private static Gen<string> Joined(Gen<string> inner) => Gen.OneOf(
        Gen.Select(inner, Gen.OneOf("+", "-", "*", "/", "%", "^", "atan2", "==", "!=", "> bool", "<", ">="), Matching, inner, (a, op, on, b) => $"({a}) {op} {on} ({b})"),
        Gen.Select(inner, Gen.OneOf("and", "or", "unless"), Gen.OneOf("", "on (zone)", "ignoring (instance)", "on (tenant)", "on ()"), inner, (a, op, on, b) => $"({a}) {op} {on} ({b})"),
        Gen.Select(inner, Gen.OneOf("* 2", "> 3", "== bool 1", "or vector(1)", "/ scalar(secret)", "* on () group_left () vector(2)"), (v, op) => $"({v}) {op}"));

    private static Gen<string> Subqueries(Gen<string> inner) => Gen.Select(
        Gen.OneOf("max_over_time", "avg_over_time", "rate", "last_over_time", "quantile_over_time"), inner, Gen.OneOf("[10m:1m]", "[20m:90s]", "[5m:]"), Moved,
        (f, v, range, moved) => $"{f}({(f[0] == 'q' ? "0.5, " : "")}({v}){range}{moved})");
}
