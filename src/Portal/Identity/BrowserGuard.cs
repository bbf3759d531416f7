using Microsoft.AspNetCore.Http.Extensions;
using Portal.Embedding;

namespace Portal.Identity;

/// <summary>Keeps other sites in the same browser away from the portal, and sets the headers that tell the browser what pages may do.</summary>
/// <param name="next">The rest.</param>
internal sealed class BrowserGuard(RequestDelegate next)
{
    private const string Refusal = "Requests that another site makes are refused.";

    /// <summary>Answers a request.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        context.Response.OnStarting(SetHeaders, context);
        if (IsForeign(context.Request) && context.GetEndpoint()?.Metadata.GetMetadata<OtherOriginsMayCall>() is null && !EmbedDoor.AdmitsSites(context.Request))
        {
            return RefuseAsync(context);
        }
        return next(context);
    }

    /// <summary>Who asks the API is told as the API tells everything.</summary>
    private static Task RefuseAsync(HttpContext context)
    {
        if (context.Request.Path.StartsWithSegments("/api"))
        {
            return TypedResults.Problem(Refusal, statusCode: StatusCodes.Status403Forbidden).ExecuteAsync(context);
        }
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return context.Response.WriteAsync(Refusal, context.RequestAborted);
    }

    /// <summary>Whether another site's page made the request, other than by a link that a person follows.</summary>
    private static bool IsForeign(HttpRequest request)
    {
        var origin = request.Headers.Origin.ToString();
        if (origin.Length > 0)
        {
            // A form or script of another site, and a web socket, which no browser holds back by itself.
            return !origin.Equals(UriHelper.BuildAbsolute(request.Scheme, request.Host).TrimEnd('/'), StringComparison.OrdinalIgnoreCase);
        }
        return request.Headers["Sec-Fetch-Site"] is ["cross-site"]
            && !(HttpMethods.IsGet(request.Method) && request.Headers["Sec-Fetch-Mode"] is ["navigate"] && request.Headers["Sec-Fetch-Dest"] is ["document"]);
    }

    private static Task SetHeaders(object state)
    {
        var context = (HttpContext)state;
        PagePolicy.Of(context).Write(context);
        return Task.CompletedTask;
    }
}
