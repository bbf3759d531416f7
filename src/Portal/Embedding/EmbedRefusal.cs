namespace Portal.Embedding;

/// <summary>The one answer to everything that an embed may not show: a token that does not hold, or a question that goes beyond it. It says nothing of which.</summary>
internal sealed class EmbedRefusal : IResult
{
    private const string Body = "<!DOCTYPE html><html lang=\"en\"><meta charset=\"utf-8\"><title>Not available</title><p>This is not available.</p></html>";

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = StatusCodes.Status404NotFound;
        httpContext.Response.ContentType = "text/html; charset=utf-8";
        return httpContext.Response.WriteAsync(Body, httpContext.RequestAborted);
    }
}
