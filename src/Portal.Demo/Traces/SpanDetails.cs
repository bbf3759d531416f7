using System.Globalization;
using Portal.Demo.Workloads;

namespace Portal.Demo.Traces;

/// <summary>Attributes of spans and of the processes that did the work, named as by OpenTelemetry's conventions. Values are text, <c>long</c> or <c>bool</c>.</summary>
internal static class SpanDetails
{
    /// <summary>What the process says of itself; <c>service.name</c> is the first.</summary>
    public static (string Key, object Value)[] Resource(DemoSpan span)
    {
        var (workload, service) = (span.Workload, span.Service);
        var pod = service.Pod(span.Instance);
        return
        [
            ("service.name", service.Spec.Name),
            ("service.version", Version(span)),
            ("service.instance.id", $"{workload.Namespace}/{pod}"),
            ("tenant", workload.Tenant.Id),
            ("environment", workload.Environment.Name),
            ("k8s.namespace.name", workload.Namespace),
            ("k8s.pod.name", pod),
            ("k8s.node.name", workload.Node(span.Instance)),
            ("telemetry.sdk.language", service.Spec.Runtime == Runtime.Jvm ? "java" : "dotnet"),
            ("telemetry.sdk.name", "opentelemetry"),
        ];
    }

    public static IEnumerable<(string Key, object Value)> Attributes(DemoSpan span)
    {
        switch (span.Role)
        {
            case SpanRole.Request:
                yield return ("http.request.method", span.Route!.Method);
                yield return ("http.route", span.Route.Path);
                yield return ("url.path", Path(span));
                yield return ("http.response.status_code", (long)span.Status);
                yield return ("client.address", ClientAddress(span));
                break;
            case SpanRole.Call:
                yield return ("http.request.method", span.Route!.Method);
                yield return ("url.full", $"http://{span.Called!.Spec.Name}:8080{Path(span)}");
                yield return ("server.address", span.Called.Spec.Name);
                yield return ("server.port", 8080L);
                yield return ("peer.service", span.Called.Spec.Name);
                yield return ("http.response.status_code", (long)span.Status);
                if (span.Retries > 0)
                {
                    yield return ("http.request.resend_count", (long)span.Retries);
                }
                break;
            default:
                yield return ("db.system.name", "postgresql");
                yield return ("db.namespace", span.Service.Spec.Name);
                yield return ("db.operation.name", Verb(span));
                yield return ("db.collection.name", span.Service.Spec.Name);
                yield return ("db.query.text", Statement(span));
                yield return ("server.address", "postgres-0");
                yield return ("server.port", 5432L);
                yield return ("peer.service", "postgres");
                break;
        }
        if (span.Failed)
        {
            yield return ("error.type", span.Failure?.Type ?? $"{span.Status}");
        }
    }

    /// <summary>The attributes as Jaeger shows them: kind and failure are tags as well.</summary>
    public static IEnumerable<(string Key, object Value)> Tags(DemoSpan span)
    {
        (string, object)[] failure = span.Failed ? [("error", true), ("otel.status_code", "ERROR")] : [];
        return [("span.kind", Kind(span)), .. Attributes(span), .. failure];
    }

    /// <summary>What happened during the span: an exception, or nothing.</summary>
    public static IEnumerable<(long TimeNs, string Name, (string Key, object Value)[] Attributes)> Events(DemoSpan span)
    {
        if (span.Failure is { } failure)
        {
            yield return (ExceptionTime(span), "exception", [("exception.type", failure.Type), ("exception.message", failure.Message), ("exception.stacktrace", failure.Stack)]);
        }
    }

    public static long ExceptionTime(DemoSpan span) => span.EndNs - (span.DurationNs / 50 / 1_000 * 1_000);

    public static string Kind(DemoSpan span) => span.Role == SpanRole.Request ? "server" : "client";

    /// <summary>The version that ran when the span began, as the metric <c>deployment_info</c> says.</summary>
    public static string Version(DemoSpan span) => Deployments.Version((int)(span.Service.Deployments.VersionDay(span.StartNs / 1_000_000) % Deployments.Versions));

    public static string Verb(DemoSpan query) => Verb(query.Parent!.Route!.Method);

    /// <summary>What a request of that method does in the database.</summary>
    public static string Verb(string method) => method switch { "GET" => "SELECT", "DELETE" => "DELETE", "POST" => "INSERT", _ => "UPDATE" };

    public static string Text(object value) => value is bool flag ? flag ? "true" : "false" : Convert.ToString(value, CultureInfo.InvariantCulture)!;

    /// <summary>The route with ids in its places.</summary>
    public static string Path(DemoSpan span)
    {
        var path = span.Route!.Path;
        // A request has the path of the call that caused it.
        var number = Number(span.Role == SpanRole.Request ? span.Parent ?? span : span, 5) % 90_000 + 10_000;
        return path.Replace("{id}", $"{number}", StringComparison.Ordinal).Replace("{item}", $"{number % 97}", StringComparison.Ordinal);
    }

    public static string ClientAddress(DemoSpan span) =>
        span.Parent is { } call ? $"10.{call.Workload.Index + 1}.{call.Service.Index}.{call.Instance + 10}" : $"203.0.113.{Number(span, 6) % 250 + 1}";

    private static ulong Number(DemoSpan span, long salt) => Noise.Hash(span.Number, salt);

    private static string Statement(DemoSpan query)
    {
        var table = query.Service.Spec.Name;
        return Verb(query) switch
        {
            "SELECT" => $"SELECT * FROM {table} WHERE id = $1",
            "DELETE" => $"DELETE FROM {table} WHERE id = $1",
            "INSERT" => $"INSERT INTO {table} (id, body) VALUES ($1, $2)",
            _ => $"UPDATE {table} SET body = $2 WHERE id = $1",
        };
    }
}
