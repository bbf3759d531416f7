using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;

namespace Portal.Identity.SignIn;

/// <summary>What whoever has not signed in is answered: pages lead to the sign-in, everything else says 401. It is the same for what exists and what does not.</summary>
internal static class NotSignedIn
{
    private static readonly string[] NoPages = ["/api", "/openapi", "/_blazor", "/schemas"];

    /// <summary>Answers a request.</summary>
    public static Task AnswerAsync(HttpContext context)
    {
        var request = context.Request;
        if (!(HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)) || NoPages.Any(path => request.Path.StartsWithSegments(path)))
        {
            return AnswerAsync(context, "Nobody is signed in.", "Sign in, or send 'Authorization: Bearer' with a token of /tokens.");
        }
        var wanted = UriHelper.BuildRelative("", request.Path, request.QueryString);
        context.Response.Redirect(wanted == "/" ? "/sign-in" : QueryHelpers.AddQueryString("/sign-in", "returnUrl", wanted));
        return Task.CompletedTask;
    }

    /// <summary>Answers 401 as a problem.</summary>
    public static async Task AnswerAsync(HttpContext context, string detail, string remedy)
    {
        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        var problem = new ProblemDetails { Status = StatusCodes.Status401Unauthorized, Detail = detail, Extensions = { ["remedy"] = remedy } };
        await context.RequestServices.GetRequiredService<IProblemDetailsService>().TryWriteAsync(new ProblemDetailsContext { HttpContext = context, ProblemDetails = problem });
    }
}
