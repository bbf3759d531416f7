using Portal.Identity;

namespace Portal.Embedding;

/// <summary>What is under <c>/embed</c> knows no one who is signed in: cookies and other credentials of the same browser are taken off before anybody looks at them, and none are set.</summary>
/// <param name="next">The rest.</param>
internal sealed class EmbedDoor(RequestDelegate next)
{
    /// <summary>What the addresses of embeds begin with.</summary>
    public const string Path = "/embed";

    /// <summary>The script that hosts' pages load; the only file that they do.</summary>
    public const string Component = "/embed/portal-panel.js";

    /// <summary>Answers a request.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        if (context.Request.Path.StartsWithSegments(Path))
        {
            context.Request.Headers.Remove("Cookie");
            context.Request.Headers.Remove("Authorization");
            PagePolicy.Of(context).Embedded = true;
            context.Response.OnStarting(static state =>
            {
                var headers = ((HttpContext)state).Response.Headers;
                headers.Remove("Set-Cookie");
                if (((HttpContext)state).Request.Path == Component)
                {
                    headers.AccessControlAllowOrigin = "*";
                }
                return Task.CompletedTask;
            }, context);
        }
        return next(context);
    }

    /// <summary>Whether a page of another site may make this request: it frames an embed's page, or loads the component's script.</summary>
    public static bool AdmitsSites(HttpRequest request) => HttpMethods.IsGet(request.Method) && (request.Path == Component
        || (request.Path.StartsWithSegments(Path, out var rest) && rest.Value?.LastIndexOf('/') == 0 && request.Headers.Origin.Count == 0
            && request.Headers["Sec-Fetch-Mode"] is ["navigate"] && request.Headers["Sec-Fetch-Dest"] is ["iframe" or "frame" or "document"]));
}
