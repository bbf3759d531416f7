using System.Globalization;
using System.Text.Json;
using Portal.Core.LogQL;
using Portal.Demo.Evaluation;
using Portal.Demo.Traces;

namespace Portal.Demo.Api;

/// <summary>Reads what is looked for: from the parameters of Jaeger's own API, or of <c>/api/v3</c>.</summary>
internal static class TraceQueryReader
{
    private const int DefaultLimit = 100;
    private const int MostTraces = 1_500;
    private const long TwoDaysNs = 2L * 86_400_000_000_000;

    public static TraceQuery Own(RequestForm form, long nowNs)
    {
        var tags = Tags(form.Get("tags"));
        foreach (var tag in form.All("tag"))
        {
            var parts = tag!.Split(':', 2);
            tags[parts[0]] = parts.Length == 2 ? parts[1] : throw Bad($"malformed 'tag' parameter, expecting key:value, received: {tag}");
        }
        return new(
            form.Get("service") ?? throw Bad("parameter 'service' is required"), form.Get("operation"), tags,
            Microseconds(form, "start") ?? nowNs - TwoDaysNs, Microseconds(form, "end") ?? nowNs, Duration(form, "minDuration") ?? 0, Duration(form, "maxDuration") ?? long.MaxValue, Limit(form, "limit"));
    }

    public static TraceQuery Version3(RequestForm form, long nowNs) => new(
        form.Get("query.service_name") ?? throw Bad("malformed parameter query.service_name: it is required"), form.Get("query.operation_name"), Tags(form.Get("query.attributes")),
        Time(form, "query.start_time_min") ?? nowNs - TwoDaysNs, Time(form, "query.start_time_max") ?? nowNs, Duration(form, "query.duration_min") ?? 0, Duration(form, "query.duration_max") ?? long.MaxValue,
        Limit(form, form.Get("query.search_depth") is null ? "query.num_traces" : "query.search_depth"));

    /// <summary>A time as RFC 3339, in nanoseconds; null where there is none.</summary>
    public static long? Time(RequestForm form, string name) => form.Get(name) is not { } text ? null
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? (time - DateTimeOffset.UnixEpoch).Ticks * 100
        : throw Bad($"malformed parameter {name}: cannot parse \"{text}\" as a time");

    public static EvaluationException Bad(string message) => new(EvaluationErrorKind.BadData, message);

    private static long? Microseconds(RequestForm form, string name) => form.Get(name) is not { } text ? null
        : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? checked(number * 1_000)
        : throw Bad($"unable to parse param '{name}': strconv.ParseInt: parsing \"{text}\": invalid syntax");

    private static long? Duration(RequestForm form, string name) => form.Get(name) is not { } text ? null
        : Quantity.TryDuration(text, out var nanoseconds) ? nanoseconds
        : throw Bad($"unable to parse param '{name}': time: invalid duration \"{text}\"");

    private static int Limit(RequestForm form, string name) => form.Get(name) is not { } text ? DefaultLimit
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit > 0 ? Math.Min(limit, MostTraces)
        : throw Bad($"unable to parse param '{name}': strconv.ParseInt: parsing \"{text}\": invalid syntax");

    private static Dictionary<string, string> Tags(string? json)
    {
        try
        {
            return json is null ? [] : JsonSerializer.Deserialize<Dictionary<string, string>>(json) ?? [];
        }
        catch (JsonException)
        {
            throw Bad("malformed 'tags' parameter, cannot unmarshal JSON");
        }
    }
}
