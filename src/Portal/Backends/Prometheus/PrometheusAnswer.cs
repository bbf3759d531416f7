using System.Text.Json;
using Portal.Core.Diagnostics;
using Portal.Core.Frames;

namespace Portal.Backends.Prometheus;

/// <summary>The envelope of each answer: status, error, remarks; what is in <c>data</c> goes on to its reader. Keys come in any order.</summary>
/// <param name="data">Takes the tokens of <c>data</c>.</param>
internal sealed class PrometheusAnswer(TokenReader? data) : TokenReader
{
    private const int MaxNotices = 20;
    private readonly List<(Severity Severity, string Text)> _remarks = [];
    private Part _part;

    private enum Part
    {
        Other,
        Status,
        ErrorType,
        Error,
        Warnings,
        Infos,
        Data,
    }

    /// <summary>What the backend says of its success, in its words; null where this is no answer of Prometheus' API.</summary>
    public string? Status { get; private set; }

    /// <summary>Whether the backend says that it failed.</summary>
    public bool IsError => Status == "error";

    /// <summary>The kind of error in Prometheus' words, or null.</summary>
    public string? ErrorType { get; private set; }

    /// <summary>The backend's own words on the error, or null.</summary>
    public string? Error { get; private set; }

    /// <inheritdoc/>
    public override void Token(ref Utf8JsonReader json)
    {
        switch (json.CurrentDepth)
        {
            case 0 when json.TokenType is not (JsonTokenType.StartObject or JsonTokenType.EndObject):
                throw new JsonException("The answer is not an object.");
            case 0:
                break;
            case 1 when json.TokenType == JsonTokenType.PropertyName:
                _part = PartOf(ref json);
                break;
            case > 0 when _part == Part.Data:
                data?.Token(ref json);
                break;
            case <= 2 when json.TokenType == JsonTokenType.String:
                Text(json.GetString()!);
                break;
        }
    }

    /// <summary>The remarks, made fit to be shown.</summary>
    public IReadOnlyList<Notice> Notices(BackendRequest request) =>
        [.. _remarks.Select(remark => new Notice(remark.Severity, request.Redactor.Clean(remark.Text, request.Query.Datasource.Url)))];

    private static Part PartOf(ref Utf8JsonReader json) =>
        json.ValueTextEquals("data"u8) ? Part.Data
        : json.ValueTextEquals("status"u8) ? Part.Status
        : json.ValueTextEquals("errorType"u8) ? Part.ErrorType
        : json.ValueTextEquals("error"u8) ? Part.Error
        : json.ValueTextEquals("warnings"u8) ? Part.Warnings
        : json.ValueTextEquals("infos"u8) ? Part.Infos
        : Part.Other;

    private void Text(string text)
    {
        switch (_part)
        {
            case Part.Status:
                Status = text;
                break;
            case Part.ErrorType:
                ErrorType = text;
                break;
            case Part.Error:
                Error = text;
                break;
            case Part.Warnings or Part.Infos when _remarks.Count < MaxNotices:
                _remarks.Add((_part == Part.Warnings ? Severity.Warning : Severity.Info, text));
                break;
        }
    }
}
