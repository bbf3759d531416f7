namespace Portal.Tests.Attacks;

/// <summary>Dashboards that let a viewer's text stand wherever a query takes a variable.</summary>
internal static class AttackedContent
{
    /// <summary>Each panel of <see cref="Metrics"/> with its query.</summary>
    public static readonly (string Panel, string Query)[] MetricQueries =
    [
        ("equal", "up{job=\"$v\"}"),
        ("not-equal", "up{job!=\"$v\"}"),
        ("regex", "up{job=~\"$v\"}"),
        ("not-regex", "up{job!~\"x-$v-.*\"}"),
        ("regex-format", "up{job=~\"${v:regex}\"}"),
        ("pipe-format", "up{job=~\"${v:pipe}\"}"),
        ("csv-format", "up{job=\"${v:csv}\"}"),
        ("single-quoted", "up{job='$v'}"),
        ("backquoted", "up{job=~`$v`}"),
        ("tenant-label", "up{tenant=\"$v\"}"),
        ("tenant-regex", "up{tenant=~\"$v\"}"),
        ("name-regex", "{__name__=~\"$v\"}"),
        ("name-equal", "{__name__=\"$v\"}"),
        ("metric", "${v}_total"),
        ("whole-metric", "sum($v)"),
        ("label-name", "up{$v=\"x\"}"),
        ("range", "rate(up[$v])"),
        ("subquery", "max_over_time(up[1h:$v])"),
        ("offset", "up offset $v"),
        ("at", "up @ $v"),
        ("grouping", "sum by ($v) (up)"),
        ("matching", "up * on ($v) up"),
        ("number", "topk($v, up)"),
        ("quantile", "quantile($v, up)"),
        ("text", "label_replace(up, \"x\", \"$v\", \"job\", \"(.*)\")"),
        ("text-label", "label_replace(up, \"$v\", \"x\", \"job\", \"(.*)\")"),
        ("text-regex", "label_replace(up, \"x\", \"$1\", \"job\", \"$v\")"),
        ("count-values", "count_values(\"$v\", up)"),
        ("info", "info(up, {version=~\"$v\"})"),
        ("comment", "up # $v"),
    ];

    /// <summary>Each panel of <see cref="Logs"/> with its query; those that yield numbers begin with a function.</summary>
    public static readonly (string Panel, string Query)[] LogQueries =
    [
        ("equal", "{app=\"$v\"}"),
        ("regex", "{app=~\"$v\"}"),
        ("tenant-label", "{tenant=\"$v\"}"),
        ("line", "{app=\"api\"} |= \"$v\""),
        ("line-regex", "{app=\"api\"} |~ \"$v\""),
        ("line-pattern", "{app=\"api\"} |> \"<_>$v<_>\""),
        ("backquoted", "{app=\"api\"} |= `$v`"),
        ("field", "{app=\"api\"} | json | status=\"$v\""),
        ("field-number", "{app=\"api\"} | json | status > $v"),
        ("line-format", "{app=\"api\"} | line_format \"$v\""),
        ("label-format", "{app=\"api\"} | label_format x=\"$v\""),
        ("regexp", "{app=\"api\"} | regexp \"(?P<x>$v)\""),
        ("range", "rate({app=\"api\"}[$v])"),
        ("count", "sum by ($v) (count_over_time({app=\"api\"}[5m]))"),
    ];

    public static string Metrics => Template("Metrics", MetricQueries.Select(one => Panel(one.Panel, "timeseries", one.Query)).Append(Panel("exemplars", "timeseries", "up", "exemplars: true"))
        .Append(Panel("by-service", "timeseries", "up{job=\"$known\"}")).Append(Panel("by-choice", "timeseries", "up{job=\"$choice\"}")).Append(Panel("plain", "timeseries", "up")).Append(Panel("instant", "stat", "up", "instant: true"))
        .Append(Panel("relabelled", "timeseries", "label_replace(up, \"tenant\", \"nova\", \"\", \"\")")).Append(Panel("or-vector", "timeseries", "up or vector(1)"))
        .Append("  - {id: words, title: 'About $v', type: text, content: 'Seen: $v'}\n"));

    public static string Logs => Template("Logs", LogQueries.Select(one => Panel(one.Panel, one.Query[0] == '{' ? "logs" : "timeseries", one.Query, "datasource: loki")).Append(Panel("lines", "logs", "{app=\"api\"}", "datasource: loki")));

    public static string Traces => Template("Traces",
    [
        "  - {id: found, title: Found, type: traces, traces: {service: $v}}\n",
        "  - {id: tagged, title: Tagged, type: traces, traces: {service: checkout, tags: {tenant: $v}}}\n",
        "  - {id: operation, title: Operation, type: traces, traces: {service: checkout, operation: $v}}\n",
        "  - {id: one, title: One, type: trace, traces: {trace: $v}}\n",
        "  - {id: map, title: Map, type: servicemap}\n",
    ]);

    public static string Service => "---\ntitle: Service\nscope: service\n---\n" + Body("Service", [Panel("p", "timeseries", "up{service=\"{{ service_name }}\"}")]);

    public static string SecretPlan => Template("Secret plan", [Panel("plan", "timeseries", "merger_progress")]);

    public static string Tenant(string id, Uri store, string isolation, params string[] templates) => $"""
        id: {id}
        name: {char.ToUpperInvariant(id[0])}{id[1..]} Ltd
        defaultEnvironment: prod
        environments:
        {Environment("prod", store, isolation)}
        {Environment("staging", store, isolation)}
        dashboards: [{string.Join(", ", templates.Select(template => $"{{template: {template}}}"))}]

        """;

    private static string Environment(string name, Uri store, string isolation) => $$"""
          - name: {{name}}
            datasources: [{kind: prometheus, url: "{{store}}"}, {kind: loki, url: "{{store}}"}, {kind: jaeger, url: "{{store}}"}]
            isolation: { {{isolation.Replace("ENV", name, StringComparison.Ordinal)}} }
            services: [checkout]
        """;

    private static string Template(string title, IEnumerable<string> panels) => $"---\ntitle: {title}\nscope: environment\n---\n{Body(title, panels)}";

    private static string Body(string title, IEnumerable<string> panels) =>
        $"title: {title}\nvariables:\n  - {{name: v, type: text, default: ''}}\n"
        + (title == "Metrics" ? "  - {name: choice, type: custom, options: [api, web]}\n  - {name: known, type: query, query: 'label_values(up{job=\"$v\"}, instance)'}\n  - {name: rows, type: query, query: 'query_result(up{job=~\"$v\"})'}\n" : "")
        + $"panels:\n{string.Concat(panels)}";

    private static string Panel(string id, string type, string query, string more = "exemplars: false") =>
        $"  - {{id: {id}, title: {id}, type: {type}, queries: [{{expr: '{query.Replace("'", "''", StringComparison.Ordinal)}', legend: '{{{{job}}}}', {more}}}]}}\n".Replace("'{{job}}'", "'{job}'", StringComparison.Ordinal);
}
