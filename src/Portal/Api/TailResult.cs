using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using Portal.Browsing;
using Portal.Core.Queries;
using Portal.Identity.Rights;
using Portal.Problems;

namespace Portal.Api;

/// <summary>Sends lines as server-sent events as they arrive: for half an hour at most, and only as long as the person may see them.</summary>
/// <param name="open">Begins to follow.</param>
/// <param name="maySee">Whether the panel may still be seen, in a view as it is then.</param>
/// <param name="forEditor">Whether the backend's own words may be told.</param>
internal sealed class TailResult(Func<CancellationToken, IAsyncEnumerable<LogTail>> open, Func<CatalogView, bool> maySee, bool forEditor) : IResult
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(30);

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var time = httpContext.RequestServices.GetRequiredService<TimeProvider>();
        var pulse = httpContext.RequestServices.GetRequiredService<IOptions<AccessOptions>>().Value.CheckInterval;
        httpContext.Response.ContentType = "text/event-stream";
        // Proxies would wait for the end.
        httpContext.Response.Headers["X-Accel-Buffering"] = "no";
        httpContext.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(httpContext.RequestAborted);
        try
        {
            // Started is not sent: without lines, whoever follows would not know for a whole pulse that they do.
            await httpContext.Response.Body.FlushAsync(end.Token);
            await FollowAsync(httpContext, time, pulse, end);
        }
        catch (OperationCanceledException) when (httpContext.RequestAborted.IsCancellationRequested)
        {
            // The browser has closed the page.
        }
        catch (QueryException e)
        {
            await SendAsync(httpContext.Response, "failed", json => WriteError(json, e.Error), httpContext.RequestAborted);
        }
    }

    private async Task FollowAsync(HttpContext context, TimeProvider time, TimeSpan pulse, CancellationTokenSource end)
    {
        var response = context.Response;
        var tails = open(end.Token).GetAsyncEnumerator(end.Token);
        var next = tails.MoveNextAsync().AsTask();
        var (started, looked) = (time.GetTimestamp(), time.GetTimestamp());
        try
        {
            while (true)
            {
                var came = await Task.WhenAny(next, Task.Delay(pulse, time, end.Token)) == next;
                if (!came || time.GetElapsedTime(looked) >= pulse)
                {
                    looked = time.GetTimestamp();
                    if (await CatalogView.AgainAsync(context, end.Token) is not { } now || !maySee(now) || time.GetElapsedTime(started) >= Longest)
                    {
                        break;
                    }
                }
                if (!came)
                {
                    await response.WriteAsync(":\n\n", end.Token);
                    await response.Body.FlushAsync(end.Token);
                    continue;
                }
                if (!await next)
                {
                    break;
                }
                var tail = tails.Current;
                await SendAsync(response, "lines", json => WriteLines(json, tail), end.Token);
                next = tails.MoveNextAsync().AsTask();
            }
            await SendAsync(response, "end", static json =>
            {
                json.WriteStartObject();
                json.WriteEndObject();
            }, end.Token);
        }
        finally
        {
            await end.CancelAsync();
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await tails.DisposeAsync();
        }
    }

    private static void WriteLines(Utf8JsonWriter json, LogTail tail)
    {
        json.WriteStartObject();
        json.WriteStartArray("streams");
        foreach (var stream in tail.Streams)
        {
            json.WriteStartObject();
            PanelDataJson.WriteLabels(json, "labels", stream.Labels);
            json.WriteStartArray("lines");
            foreach (var line in stream.Lines)
            {
                PanelLogsJson.WriteLine(json, line);
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteNumber("dropped", tail.Dropped);
        json.WriteBoolean("reconnected", tail.Reconnected);
        json.WriteEndObject();
    }

    private void WriteError(Utf8JsonWriter json, QueryError error)
    {
        json.WriteStartObject();
        json.WriteString("kind", QueryProblems.Name(error.Kind));
        json.WriteString("message", error.Message);
        json.WriteString("remedy", error.Remedy);
        if (forEditor && error.Detail is not null)
        {
            json.WriteString("detail", error.Detail);
        }
        json.WriteEndObject();
    }

    // JSON has no line breaks, so that each event is one line of data.
    private static async Task SendAsync(HttpResponse response, string name, Action<Utf8JsonWriter> write, CancellationToken cancellation)
    {
        var buffer = new ArrayBufferWriter<byte>();
        await using (var json = new Utf8JsonWriter(buffer))
        {
            write(json);
        }
        await response.WriteAsync($"event: {name}\ndata: ", cancellation);
        await response.Body.WriteAsync(buffer.WrittenMemory, cancellation);
        await response.WriteAsync("\n\n", cancellation);
        await response.Body.FlushAsync(cancellation);
    }
}
