using System.Text.Json;

namespace Portal.Backends.Jaeger;

/// <summary>Finds what Jaeger says of a failure: <c>{"errors": [{"msg"}]}</c>, in <c>/api/v3</c> <c>{"error": {"message"}}</c> or <c>{"message"}</c>.</summary>
internal sealed class JaegerError : TokenReader
{
    private string _path = "";

    /// <summary>The first words; null where this is no error of the API.</summary>
    public string? Message { get; private set; }

    /// <summary>What an answer with a good status says went wrong; null where nothing did, or where there is data beside it.</summary>
    public static string? In(JsonElement answer)
    {
        if (answer.Part("error", JsonValueKind.Object) is { } error)
        {
            return error.Text("message") ?? "";
        }
        return answer.Items("errors").FirstOrDefault() is { ValueKind: JsonValueKind.Object } first && answer.Part("data", JsonValueKind.Array) is null ? first.Text("msg") ?? "" : null;
    }

    /// <inheritdoc/>
    public override void Token(ref Utf8JsonReader json)
    {
        if (json.TokenType == JsonTokenType.PropertyName)
        {
            _path = json.CurrentDepth == 1 ? json.GetString()! : $"{_path.Split('.')[0]}.{json.GetString()}";
        }
        else if (json.TokenType == JsonTokenType.String && _path is "errors.msg" or "error.message" or "message")
        {
            Message ??= json.GetString();
        }
    }
}
