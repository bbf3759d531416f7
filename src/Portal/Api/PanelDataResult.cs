using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;
using Portal.Core.Queries;

namespace Portal.Api;

/// <summary>Answers with what a panel shows.</summary>
/// <param name="data">What.</param>
/// <param name="forEditor">Whether queries may be told.</param>
internal sealed class PanelDataResult(PanelData data, bool forEditor) : IResult, IEndpointMetadataProvider
{
    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.ContentType = "application/json; charset=utf-8";
        return PanelDataJson.WriteAsync(httpContext.Response.BodyWriter, data, forEditor, httpContext.RequestAborted);
    }

    /// <inheritdoc/>
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(PanelData), ["application/json"]));
}
