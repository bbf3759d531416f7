using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Metadata;
using Portal.Core.Queries;

namespace Portal.Api;

/// <summary>Answers with further lines.</summary>
internal sealed class PanelLinesResult(PanelLines lines) : IResult, IEndpointMetadataProvider
{
    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.ContentType = "application/json; charset=utf-8";
        var (output, cancellation) = (httpContext.Response.BodyWriter, httpContext.RequestAborted);
        await using var json = new Utf8JsonWriter(output, PanelDataJson.Options);
        json.WriteStartObject();
        json.WritePropertyName("logs");
        await PanelLogsJson.WriteAsync(json, output, lines.Logs, cancellation);
        PanelDataJson.WriteNotices(json, lines.Notices);
        json.WriteEndObject();
        await json.FlushAsync(cancellation);
        await output.FlushAsync(cancellation);
    }

    /// <inheritdoc/>
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(PanelLines), ["application/json"]));
}
