using System.Net.Mime;
using Microsoft.AspNetCore.Http.HttpResults;
using Portal.Api;
using Portal.Components.Embeds;
using Portal.Core.Metrics;
using Portal.Core.Queries;
using Portal.Data;
using Portal.Identity;

namespace Portal.Embedding;

/// <summary>The page of an embed and the data of its panels. The token is in the page's address, and in a header of everything that the page asks for.</summary>
internal static class EmbedEndpoints
{
    /// <summary>The header that carries the token.</summary>
    public const string Header = "Portal-Embed";

    /// <summary>Maps them.</summary>
    public static void Map(RouteGroupBuilder embeds)
    {
        embeds.MapGet("/{token}", PageAsync).ExcludeFromDescription();
        embeds.MapPost("/panels/{panel}/data", DataAsync).ExcludeFromDescription();
        embeds.MapPost("/panels/{panel}/lines", LinesAsync).ExcludeFromDescription();
        embeds.MapPost("/panels/{panel}/annotations", AnnotationsAsync).ExcludeFromDescription();
    }

    private static async Task<IResult> PageAsync(string token, HttpContext context, EmbedGate gate, EmbedRates rates, EmbedQuestions questions, CancellationToken cancellation)
    {
        if (!rates.Admits(context.Connection.RemoteIpAddress))
        {
            return TooMany(context);
        }
        if (await gate.OpenAsync(token, cancellation) is not { } open || EmbedView.Read(context.Request.Query) is not { } view || !questions.Allows(open, view))
        {
            return new EmbedRefusal();
        }
        if (!rates.Admits(open.Grant))
        {
            return TooMany(context);
        }
        var policy = PagePolicy.Of(context);
        policy.FrameAncestors = open.Grant.Origins;
        return new RazorComponentResult<EmbedPage>(new { Model = EmbedPageModel.Of(open, view), policy.Nonce }) { PreventStreamingRendering = true };
    }

    private static Task<IResult> DataAsync(string panel, HttpContext context, PanelDataService data, SnapshotStore snapshots, EmbedQuestions questions, TimeProvider time, CancellationToken cancellation) =>
        AnswerAsync<DataQuestion>(context, async (open, asked) =>
        {
            if (open.Grant.Claims.Snapshot is { } id)
            {
                return open.Layout.Panels.Any(p => p.Id == panel) && await snapshots.PanelAsync(open.Grant.Tenant, id, panel, time.GetUtcNow(), cancellation) is { } frozen
                    ? TypedResults.Bytes(frozen, MediaTypeNames.Application.Json) : null;
            }
            return questions.Read(open, panel, asked) is { } question && open.Live is { } live
                ? new PanelDataResult((await data.GetAsync(live.Snapshot, live.Key, live.Dashboard, question, open.Grant.Role, cancellation)) with { Links = null }, forEditor: false) : null;
        }, cancellation);

    private static Task<IResult> LinesAsync(string panel, HttpContext context, PanelLogsService logs, EmbedQuestions questions, CancellationToken cancellation) =>
        AnswerAsync<LinesQuestion>(context, async (open, asked) =>
        {
            // The lines around one may lie outside of the range that the token allows.
            if (asked.LinesFault() is not null || asked.Around is not null || questions.Read(open, panel, asked, sameRange: true) is not { } question || open.Live is not { } live)
            {
                return null;
            }
            try
            {
                return new PanelLinesResult(await logs.LinesAsync(live.Snapshot, live.Key, live.Dashboard, new PanelLinesRequest { Panel = question, Cursor = asked.Cursor }, open.Grant.Role, cancellation));
            }
            catch (QueryException e)
            {
                return ApiProblems.From(e.Error, forEditor: false);
            }
        }, cancellation);

    // As the dashboard marks them by itself, where the token is of all of it: a token of one panel was given for that panel, and not for what an author marks later. Who has changed the dashboard is not
    // for other sites' readers.
    private static Task<IResult> AnnotationsAsync(string panel, HttpContext context, AnnotationService annotations, EmbedQuestions questions, CancellationToken cancellation) =>
        AnswerAsync<DataQuestion>(context, async (open, asked) =>
        {
            if (open.Grant.Claims.Panel is not null || questions.Read(open, panel, asked) is not { } question || open.Live is not { } live)
            {
                return null;
            }
            try
            {
                var marks = await annotations.GetAsync(live.Snapshot, live.Key, live.Dashboard, question, null, open.Grant.Role, cancellation);
                return TypedResults.Ok(new AnnotationsAnswer([.. marks.Select(AnnotationAnswer.From)]));
            }
            catch (QueryException e)
            {
                return ApiProblems.From(e.Error, forEditor: false);
            }
        }, cancellation);

    private static async Task<IResult> AnswerAsync<T>(HttpContext context, Func<OpenEmbed, T, Task<IResult?>> answer, CancellationToken cancellation) where T : DataQuestion, new()
    {
        var (services, rates) = (context.RequestServices, context.RequestServices.GetRequiredService<EmbedRates>());
        if (!rates.Admits(context.Connection.RemoteIpAddress))
        {
            return TooMany(context);
        }
        // A page of an embed asks without a query: one that names a revision, or anything else, asks for more than the token says.
        if (context.Request.Query.Count > 0 || context.Request.Headers[Header] is not [{ } token] || await services.GetRequiredService<EmbedGate>().OpenAsync(token, cancellation) is not { } open)
        {
            return new EmbedRefusal();
        }
        if (!rates.Admits(open.Grant))
        {
            return TooMany(context);
        }
        var (asked, wrong) = await ApiBody.ReadAsync<T>(context.Request, ApiBody.QuestionLimit, cancellation);
        return wrong is null && await answer(open, asked ?? new T()) is { } answered ? answered : new EmbedRefusal();
    }

    private static StatusCodeHttpResult TooMany(HttpContext context)
    {
        PortalMeter.Limited("embed");
        context.Response.Headers.RetryAfter = "60";
        return TypedResults.StatusCode(StatusCodes.Status429TooManyRequests);
    }
}
