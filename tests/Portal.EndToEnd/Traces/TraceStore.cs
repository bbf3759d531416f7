using System.Globalization;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Portal.EndToEnd.Traces;

/// <summary>A store of several tenants' traces that speaks Jaeger's API and filters by nothing but the service.</summary>
public sealed class TraceStore : IAsyncDisposable
{
    /// <summary>A trace of 10,000 spans of Acme.</summary>
    public const string Large = "00000000000000000000000000010000";

    /// <summary>A trace of Acme that Nova takes part in.</summary>
    public const string Mixed = "00000000000000000000000000000abc";

    /// <summary>A trace of Nova.</summary>
    public const string Foreign = "00000000000000000000000000000def";

    private static readonly string[] Services = ["web", "checkout", "cart", "payments", "catalog", "search"];
    private readonly WebApplication _app;
    private readonly Dictionary<string, object> _traces = [];

    private TraceStore(WebApplication app) => _app = app;

    /// <summary>Where it listens.</summary>
    public Uri Address => new(_app.Urls.First());

    /// <summary>Starts it.</summary>
    public static async Task<TraceStore> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var store = new TraceStore(builder.Build());
        var now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() * 1000;
        store._traces[Large] = Trace(Large, 10_000, now - 60_000_000, _ => "acme");
        store._traces[Mixed] = Trace(Mixed, 12, now - 120_000_000, i => i % 4 == 3 ? "nova" : "acme");
        store._traces[Foreign] = Trace(Foreign, 5, now - 90_000_000, _ => "nova");
        store._app.Run(store.AnswerAsync);
        await store._app.StartAsync();
        return store;
    }

    /// <summary>A trace as Jaeger gives it: a tree of spans, every fiftieth failed.</summary>
    public static object Trace(string id, int count, long startUs, Func<int, string> tenantOf)
    {
        var random = new Random(count);
        var places = new List<(long Start, long Duration)> { (startUs, 3_000_000) };
        var spans = new List<object>();
        for (var i = 0; i < count; i++)
        {
            var parent = i == 0 ? -1 : Math.Max(0, i - 1 - random.Next(40));
            if (i > 0)
            {
                var (begin, length) = places[parent];
                var at = begin + (long)(length * random.NextDouble() * 0.6);
                places.Add((at, Math.Max(20, (long)((begin + length - at) * (0.3 + (random.NextDouble() * 0.6))))));
            }
            spans.Add(new
            {
                traceID = id,
                spanID = SpanId(i),
                operationName = i == 0 ? "POST /orders" : $"step {i % 17}",
                startTime = places[i].Start,
                duration = places[i].Duration,
                processID = $"{tenantOf(i)}-{(i == 0 ? "web" : Services[i % Services.Length])}",
                references = i == 0 ? [] : new object[] { new { refType = "CHILD_OF", traceID = id, spanID = SpanId(parent) } },
                tags = new object[]
                {
                    new { key = "span.kind", type = "string", value = "server" }, new { key = "item", type = "string", value = $"number-{i}." },
                    new { key = "http.route", type = "string", value = "/items/{id}" }, new { key = "error", type = "bool", value = i % 50 == 49 },
                },
                logs = i % 50 == 49 ? new object[] { new { timestamp = places[i].Start + 5, fields = new object[] { new { key = "event", type = "string", value = "gave up" } } } } : [],
            });
        }
        var processes = Services.SelectMany(_ => new[] { "acme", "nova" }, (service, tenant) => (service, tenant)).ToDictionary(p => $"{p.tenant}-{p.service}", p => new
        {
            serviceName = p.service,
            tags = new object[] { new { key = "tenant", type = "string", value = p.tenant }, new { key = "environment", type = "string", value = "prod" } },
        });
        return new { traceID = id, spans, processes };
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.Zero);
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    private static string SpanId(int number) => (number + 1).ToString("x16", CultureInfo.InvariantCulture);

    private async Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        object? data = path switch
        {
            "/api/services" => Services,
            "/api/traces" => new[] { _traces[Mixed], _traces[Foreign] },
            _ when path.StartsWith("/api/traces/", StringComparison.Ordinal) => _traces.TryGetValue(path[12..], out var trace) ? new[] { trace } : null,
            _ => Array.Empty<object>(),
        };
        context.Response.StatusCode = data is null ? 404 : 200;
        context.Response.ContentType = "application/json";
        await context.Response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(data is null
            ? (object)new { data, errors = new object[] { new { code = 404, msg = "trace not found" } } }
            : new { data }));
    }
}
