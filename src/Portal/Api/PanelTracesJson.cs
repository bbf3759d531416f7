using System.Text.Json;
using Portal.Core.Queries;

namespace Portal.Api;

/// <summary>Writes the parts of a panel's data that have to do with traces: <c>traces</c>, <c>trace</c> or <c>serviceMap</c>, and <c>links</c>.</summary>
internal static class PanelTracesJson
{
    /// <summary>Writes those that are there.</summary>
    public static void Write(Utf8JsonWriter json, PanelData data)
    {
        if (data.Traces?.Found is { } found)
        {
            json.WritePropertyName("traces");
            TraceJson.Write(json, found);
        }
        if (data.Traces?.Trace is { } trace)
        {
            json.WritePropertyName("trace");
            TraceJson.Write(json, trace);
        }
        if (data.Traces?.Calls is { } calls)
        {
            json.WriteStartObject("serviceMap");
            json.WritePropertyName("calls");
            TraceJson.Write(json, calls);
            json.WriteStartObject("services");
            foreach (var (service, rates) in data.Traces.Rates)
            {
                json.WriteStartObject(service);
                json.WriteNumber("rate", rates.Requests);
                json.WriteNumber("errors", rates.Errors);
                json.WriteEndObject();
            }
            json.WriteEndObject();
            json.WriteEndObject();
        }
        if (data.Links is { } links)
        {
            json.WriteStartObject("links");
            json.WriteBoolean("logs", links.Logs);
            json.WriteBoolean("traces", links.Traces);
            json.WriteStartArray("traceId");
            foreach (var field in links.TraceIdFields)
            {
                json.WriteStringValue(field);
            }
            json.WriteEndArray();
            json.WriteBoolean("traceInLogs", links.TraceInLogs);
            json.WriteString("serviceAttribute", links.ServiceAttribute);
            json.WriteString("service", links.Service);
            json.WriteEndObject();
        }
    }
}
