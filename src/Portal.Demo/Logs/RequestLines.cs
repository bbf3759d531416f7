using System.Globalization;
using Portal.Demo.Traces;
using Portal.Demo.Workloads;

namespace Portal.Demo.Logs;

/// <summary>The lines that a trace's spans leave: one for each request, and more for exceptions, repeated calls and slow queries.</summary>
internal static class RequestLines
{
    private const long SlowQueryNs = 500_000_000;

    public static void Add(DemoSpan span, LogSource source, List<LogEntry> lines)
    {
        switch (span.Role)
        {
            case SpanRole.Request:
                var level = span.Status >= 500 ? "error" : span.Status >= 400 ? "warn" : "info";
                lines.Add(new(source, span.EndNs + Nanoseconds(span), level, entry => Request(entry, span)));
                if (span.Failure is { } failure)
                {
                    lines.Add(new(source, SpanDetails.ExceptionTime(span) + Nanoseconds(span) - 1, "error", entry => Exception(entry, span, failure)));
                }
                break;
            case SpanRole.Call when span.Retries > 0:
                lines.Add(new(source, span.StartNs + Nanoseconds(span), "warn", entry => Retry(entry, span)));
                break;
            case SpanRole.Query when span.DurationNs >= SlowQueryNs:
                lines.Add(new(source, span.EndNs + Nanoseconds(span), "warn", entry => SlowQuery(entry, span)));
                break;
        }
    }

    // Spans know microseconds only; lines of the same one would have the same time.
    private static long Nanoseconds(DemoSpan span) => (long)(Noise.Hash(span.Number, 9) % 1000);

    private static bool IsJvm(LogEntry entry) => entry.Source.Service.Spec.Runtime == Runtime.Jvm;

    private static TimeSpan Duration(DemoSpan span) => TimeSpan.FromTicks(span.DurationNs / 100);

    private static string Request(LogEntry entry, DemoSpan span) => LineWriter.Write(
        entry,
        IsJvm(entry) ? "access" : "Microsoft.AspNetCore.Hosting.Diagnostics",
        string.Create(CultureInfo.InvariantCulture, $"{span.Route!.Method} {SpanDetails.Path(span)} {span.Status} in {Duration(span).TotalMilliseconds:0.0} ms"),
        ("method", span.Route.Method),
        ("route", span.Route.Path),
        ("status", (long)span.Status),
        ("duration", Duration(span)),
        ("client_ip", SpanDetails.ClientAddress(span)),
        ("trace_id", span.TraceId),
        ("span_id", span.Id));

    private static string Exception(LogEntry entry, DemoSpan span, Failure failure) => LineWriter.Write(
        entry,
        IsJvm(entry) ? "errors" : "Microsoft.AspNetCore.Diagnostics.ExceptionHandlerMiddleware",
        $"Unhandled exception while answering {span.Route!.Method} {span.Route.Path}",
        ("exception_type", failure.Type),
        ("exception_message", failure.Message),
        ("exception", failure.Stack),
        ("trace_id", span.TraceId),
        ("span_id", span.Id));

    private static string Retry(LogEntry entry, DemoSpan call) => LineWriter.Write(
        entry,
        IsJvm(entry) ? "retry" : "Polly.Retry",
        $"Trying {call.Route!.Method} {call.Called!.Spec.Name}{call.Route.Path} again, attempt {call.Retries + 1}",
        ("peer", call.Called.Spec.Name),
        ("attempt", (long)call.Retries + 1),
        ("trace_id", call.TraceId),
        ("span_id", call.Id));

    private static string SlowQuery(LogEntry entry, DemoSpan query) => LineWriter.Write(
        entry,
        IsJvm(entry) ? "sql" : "Microsoft.EntityFrameworkCore.Database.Command",
        query.Failed ? "Query failed: no connection in time" : "Query took long",
        ("db", query.Service.Spec.Name),
        ("operation", SpanDetails.Verb(query)),
        ("duration", Duration(query)),
        ("trace_id", query.TraceId),
        ("span_id", query.Id));
}
