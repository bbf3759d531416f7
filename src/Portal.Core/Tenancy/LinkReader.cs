using Portal.Core.Diagnostics;
using Portal.Core.PromQL;
using Portal.Core.Yaml;

namespace Portal.Core.Tenancy;

/// <summary>Reads what a datasource says of the ways to others: under which names services and traces are found in it.</summary>
internal static class LinkReader
{
    private const int LongestName = 200;

    /// <summary>Whether it is a label's name that every language of a backend can write.</summary>
    public static bool IsLabel(string name) =>
        name.Length <= LongestName && EnvironmentReader.IsLabelName(name);

    /// <summary>Whether it can be a tag's name.</summary>
    public static bool IsAttribute(string name) => name.Length is > 0 and <= LongestName && !name.Any(char.IsWhiteSpace);

    /// <summary>Reads a name that only one kind of datasource has.</summary>
    public static string? Name(YamlMap map, string key, string? kind, string only, Func<string, bool> isName, string what, string example)
    {
        if (map.String(key) is not { } name)
        {
            return null;
        }
        if (kind is null || (kind == only && isName(name)))
        {
            return name;
        }
        map.Context.Error(DiagnosticCodes.DatasourceInvalid, map.MarkOf(key), $"'{key}' names {what}, for a datasource of kind {only}.", $"Write for example {example}.");
        return null;
    }

    /// <summary>Reads where lines carry the id of their trace.</summary>
    public static TraceIdPlace TraceIdIn(YamlMap map, string? kind)
    {
        var text = map.OneOf("traceIdIn", "line", "metadata", "none");
        if (text is not null && kind is not (null or "loki"))
        {
            map.Context.Error(DiagnosticCodes.DatasourceInvalid, map.MarkOf("traceIdIn"), "Only a datasource of kind loki has lines, and so a 'traceIdIn'.", "Leave it out.");
        }
        return text is null ? TraceIdPlace.Line : Enum.Parse<TraceIdPlace>(text, ignoreCase: true);
    }

    /// <summary>Reads which series count requests.</summary>
    public static ServiceMetrics? Metrics(YamlMap datasource, string? kind)
    {
        if (datasource.Map("serviceMetrics", "a serviceMetrics") is not { } map)
        {
            return null;
        }
        if (kind is not (null or "prometheus"))
        {
            datasource.Context.Error(DiagnosticCodes.DatasourceInvalid, datasource.MarkOf("serviceMetrics"), "Only a datasource of kind prometheus has 'serviceMetrics'.", "Leave it out.");
        }
        var metrics = new ServiceMetrics(Selector(map, "requests"), Selector(map, "errors"), map.RequiredString("service"));
        if (metrics.Service.Length > 0 && !IsLabel(metrics.Service))
        {
            map.Context.Error(DiagnosticCodes.DatasourceInvalid, map.MarkOf("service"), $"'{metrics.Service}' cannot be the name of a label.", "Use letters, digits and _, not beginning with a digit.");
        }
        map.RefuseUnknownKeys();
        return metrics;
    }

    private static string Selector(YamlMap map, string key)
    {
        var text = map.RequiredString(key);
        if (text.Length > 0 && PromQLParser.Parse(text).Expression is not VectorSelector { Offset: null, At: null, Mode: RangeMode.Default })
        {
            map.Context.Error(DiagnosticCodes.DatasourceInvalid, map.MarkOf(key), $"'{key}' is not a series selector.", "Give a counter's name and matchers only, such as http_requests_total{code=~\"5..\"}.");
        }
        return text;
    }
}
