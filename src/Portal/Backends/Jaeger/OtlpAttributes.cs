using System.Text.Json;
using Portal.Core.Traces;

namespace Portal.Backends.Jaeger;

/// <summary>Reads attributes as OpenTelemetry's JSON writes them: <c>{"key", "value": {"stringValue"}}</c>.</summary>
internal static class OtlpAttributes
{
    /// <summary>The member <c>attributes</c>, in order.</summary>
    public static List<SpanAttribute> Read(JsonElement holder)
    {
        var attributes = new List<SpanAttribute>();
        foreach (var attribute in holder.Items("attributes"))
        {
            if (attribute.Text("key") is { } key)
            {
                attributes.Add(attribute.Part("value", JsonValueKind.Object) is { } value ? ReadValue(key, value) : new SpanAttribute(key, AttributeType.Text, ""));
            }
        }
        return attributes;
    }

    /// <summary>The instrumentation library as attributes.</summary>
    public static List<SpanAttribute> ReadScope(JsonElement scope)
    {
        var attributes = Read(scope);
        foreach (var (member, key) in ((string, string)[])[("name", "otel.scope.name"), ("version", "otel.scope.version")])
        {
            if (scope.Text(member) is { Length: > 0 } text)
            {
                attributes.Add(new SpanAttribute(key, AttributeType.Text, text));
            }
        }
        return attributes;
    }

    private static SpanAttribute ReadValue(string key, JsonElement value)
    {
        foreach (var member in value.EnumerateObject())
        {
            var (type, known) = member.Name switch
            {
                "stringValue" => (AttributeType.Text, true),
                "intValue" => (AttributeType.Integer, true),
                "doubleValue" => (AttributeType.Number, true),
                "boolValue" => (AttributeType.Boolean, true),
                "bytesValue" => (AttributeType.Binary, true),
                "arrayValue" or "kvlistValue" => (AttributeType.List, true),
                _ => (AttributeType.Text, false),
            };
            if (known)
            {
                // 64-bit integers come as texts.
                return new SpanAttribute(key, type, member.Value.ValueKind == JsonValueKind.String ? member.Value.GetString()! : Plain(member.Value));
            }
        }
        return new SpanAttribute(key, AttributeType.Text, "");
    }

    private static string Plain(JsonElement value) => value.ValueKind == JsonValueKind.Object && value.Part("values", JsonValueKind.Array) is { } values
        ? $"[{string.Join(", ", values.EnumerateArray().Select(item => item.ValueKind == JsonValueKind.Object ? item.EnumerateObject().Select(member => member.Value.GetRawText()).FirstOrDefault("null") : item.GetRawText()))}]"
        : value.GetRawText();
}
