using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Portal.Tests.Attacks;

/// <summary>
/// A store of metrics, logs and traces that answers whatever it is asked with acme's data and, beside it, nova's: as if it kept nobody apart. Nova's is told by the word <see cref="Theirs"/>.
/// </summary>
internal sealed class HostileStore
{
    public const string Theirs = "theirs-alone";
    public const string OwnTrace = "00000000000000aa";
    public const string SharedTrace = "00000000000000bb";
    public const string ForeignTrace = "00000000000000cc";

    /// <summary>What it fails with, instead of answering.</summary>
    public string? Failure { get; set; }

    public async Task AnswerAsync(HttpContext context)
    {
        context.Response.ContentType = "application/json";
        if (context.WebSockets.IsWebSocketRequest)
        {
            await FollowAsync(context);
            return;
        }
        if (Failure is { } words)
        {
            context.Response.StatusCode = 422;
            await context.Response.WriteAsync($$"""{"status":"error","errorType":"execution","error":"{{words}}","data":null,"errors":[{"code":422,"msg":"{{words}}"}]}""");
            return;
        }
        var path = context.Request.Path.Value!;
        await context.Response.WriteAsync(
            path.Contains("/api/traces", StringComparison.Ordinal) ? Traces(path)
            : path.EndsWith("/api/services", StringComparison.Ordinal) ? $$"""{"data":["checkout","{{Theirs}}"]}"""
            : path.EndsWith("/operations", StringComparison.Ordinal) ? $$"""{"data":["GET /","{{Theirs}}"]}"""
            : path.EndsWith("/api/dependencies", StringComparison.Ordinal) ? $$"""{"data":[{"parent":"checkout","child":"{{Theirs}}","callCount":5}]}"""
            : path.Contains("/loki/", StringComparison.Ordinal) ? Loki(context, path)
            : Prometheus(path));
    }

    private static string Prometheus(string path) =>
        path.EndsWith("/query_exemplars", StringComparison.Ordinal) ? Data(
            $$"""[{"seriesLabels":{"tenant":"acme","environment":"prod","job":"api"},"exemplars":[{"labels":{"trace_id":"{{OwnTrace}}"},"value":"1","timestamp":{{Seconds}}}]},{"seriesLabels":{"tenant":"nova","job":"api"},"exemplars":[{"labels":{"trace_id":"{{Theirs}}"},"value":"1","timestamp":{{Seconds}}}]}]""")
        : path.EndsWith("/metadata", StringComparison.Ordinal) ? Data($$"""{"up":[{"type":"gauge","help":"Own help.","unit":""}],"{{Theirs}}":[{"type":"gauge","help":"{{Theirs}}","unit":""}]}""")
        : path.EndsWith("/__name__/values", StringComparison.Ordinal) ? Data($$"""["up","{{Theirs}}"]""")
        : path.EndsWith("/values", StringComparison.Ordinal) || path.EndsWith("/labels", StringComparison.Ordinal) ? Data("""["api","web"]""")
        : path.EndsWith("/query", StringComparison.Ordinal) ? Data($$$"""{"resultType":"vector","result":[{"metric":{"__name__":"up","tenant":"acme","job":"api"},"value":[{{{Seconds}}},"1"]},{"metric":{"__name__":"{{{Theirs}}}","tenant":"nova"},"value":[{{{Seconds}}},"2"]}]}""")
        : Data($$$"""{"resultType":"matrix","result":[{"metric":{"__name__":"up","tenant":"acme","job":"api"},"values":[[{{{Seconds}}},"1"]]},{"metric":{"__name__":"{{{Theirs}}}","tenant":"nova"},"values":[[{{{Seconds}}},"2"]]}]}""");

    private static string Loki(HttpContext context, string path) =>
        path.EndsWith("/series", StringComparison.Ordinal) ? Data($$"""[{"tenant":"acme","environment":"prod","app":"api"},{"tenant":"nova","app":"{{Theirs}}"}]""")
        : path.EndsWith("/values", StringComparison.Ordinal) || path.EndsWith("/labels", StringComparison.Ordinal) ? Data("""["api","web"]""")
        : Asked(context).StartsWith('{') ? Data($$$"""{"resultType":"streams","result":[{"stream":{"tenant":"acme","environment":"prod","app":"api"},"values":[["{{{Nanoseconds}}}","own line"]]},{"stream":{"tenant":"nova","app":"api"},"values":[["{{{Nanoseconds}}}","{{{Theirs}}}"]]}]}""")
        : Data($$$"""{"resultType":"matrix","result":[{"metric":{"tenant":"acme","environment":"prod"},"values":[[{{{Seconds}}},"1"]]},{"metric":{"tenant":"nova","app":"{{{Theirs}}}"},"values":[[{{{Seconds}}},"2"]]}]}""");

    private static string Asked(HttpContext context) => context.Request.HasFormContentType ? context.Request.Form["query"].ToString() : context.Request.Query["query"].ToString();

    private static string Traces(string path)
    {
        string Trace(string id, string spans) => $$$"""
            {"traceID":"{{{id}}}","spans":[{{{spans}}}],"processes":{"p1":{"serviceName":"checkout","tags":[{"key":"tenant","type":"string","value":"acme"},{"key":"environment","type":"string","value":"prod"}]},
             "p2":{"serviceName":"{{{Theirs}}}","tags":[{"key":"tenant","type":"string","value":"nova"}]}},"warnings":null}
            """;
        string Span(string trace, string id, string process) =>
            $$"""{"traceID":"{{trace}}","spanID":"{{id}}","operationName":"{{(process == "p1" ? "GET /" : Theirs)}}","references":[],"startTime":{{Nanoseconds / 1000}},"duration":1000,"tags":[{"key":"tenant","type":"string","value":"acme"}],"logs":[],"processID":"{{process}}","warnings":null}""";
        var own = Trace(OwnTrace, Span(OwnTrace, "0000000000000001", "p1"));
        var shared = Trace(SharedTrace, $"{Span(SharedTrace, "0000000000000001", "p1")},{Span(SharedTrace, "0000000000000002", "p2")}");
        var foreign = Trace(ForeignTrace, Span(ForeignTrace, "0000000000000003", "p2"));
        var found = path.EndsWith(OwnTrace, StringComparison.Ordinal) ? own : path.EndsWith(SharedTrace, StringComparison.Ordinal) ? shared : path.EndsWith(ForeignTrace, StringComparison.Ordinal) ? foreign
            : path.EndsWith("/traces", StringComparison.Ordinal) ? $"{own},{shared},{foreign}" : "";
        return "{\"data\":[" + found + "]}";
    }

    /// <summary>Sends one line, hangs up, and from the second connection on sends nova's.</summary>
    private async Task FollowAsync(HttpContext context)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        var isFirst = Interlocked.Increment(ref _tails) == 1;
        var (tenant, line) = isFirst ? ("acme", "own line") : ("nova", Theirs);
        await socket.SendAsync(Encoding.UTF8.GetBytes($$$"""{"streams":[{"stream":{"tenant":"{{{tenant}}}","app":"api"},"values":[["{{{Nanoseconds}}}","{{{line}}}"]]}]}"""), WebSocketMessageType.Text, true, context.RequestAborted);
        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, context.RequestAborted);
    }

    private int _tails;

    private static long Seconds => TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() - 60;

    private static long Nanoseconds => Seconds * 1_000_000_000;

    private static string Data(string json) => $$"""{"status":"success","data":{{json}}}""";
}
