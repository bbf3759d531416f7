using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Portal.Forges;

namespace Portal.Tests.Forges;

/// <summary>A commit's status as a forge keeps it.</summary>
internal sealed record KeptStatus(string Sha, string Context, string State, string Description, string? Link);

/// <summary>A comment as a forge keeps it.</summary>
internal sealed record KeptComment(long Id, int Number, string Text, int Edits);

/// <summary>A small forge in this process: speaks the part of each API that the portal uses, and keeps what it is told. It can be slow, fail, or ask to be left alone.</summary>
internal sealed class TestForge : IAsyncDisposable
{
    public const string Repository = "acme/dashboards";
    public const string Token = "token-of-the-portal";

    private readonly WebApplication _app;
    private long _ids = 100;

    private TestForge(WebApplication app) => _app = app;

    public ForgeKind Kind { get; private init; }

    /// <summary>What <c>Forge:ApiUrl</c> is set to.</summary>
    public string Api => _app.Urls.First() + (Kind switch { ForgeKind.GitLab => "/api/v4", ForgeKind.Gitea => "/api/v1", ForgeKind.BitbucketCloud => "/2.0", ForgeKind.BitbucketDataCenter => "/rest", _ => "" });

    /// <summary>Where notifications are taken.</summary>
    public string Alerts => _app.Urls.First() + "/alerts";

    /// <summary>All statuses in the order in which they were told; one of the same name is not replaced, so that what is told twice is seen.</summary>
    public ConcurrentQueue<KeptStatus> Statuses { get; } = new();

    public ConcurrentDictionary<long, KeptComment> Comments { get; } = new();

    public ConcurrentDictionary<long, JsonNode> CheckRuns { get; } = new();

    public ConcurrentQueue<JsonNode> Notifications { get; } = new();

    /// <summary>Method and path of every request, also of those that failed.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>What the requests said of who sends them.</summary>
    public ConcurrentQueue<string> Authorizations { get; } = new();

    /// <summary>Happens to the next requests instead of what they ask for; one each.</summary>
    public ConcurrentQueue<Func<HttpContext, Task>> Mishaps { get; } = new();

    /// <summary>Where a status that was taken is answered with a failure: the sender cannot know that it was taken.</summary>
    public bool FailsAfterTaking { get; set; }

    public static async Task<TestForge> StartAsync(ForgeKind kind)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var forge = new TestForge(app) { Kind = kind };
        app.Use(forge.KeepAsync);
        app.MapPost("/alerts", async (HttpContext context) => forge.Notifications.Enqueue(await BodyAsync(context)));
        TestForgeApi.Map(app, forge);
        await app.StartAsync();
        return forge;
    }

    public static Func<HttpContext, Task> Fails(int status, params (string Name, string Value)[] headers) => context =>
    {
        context.Response.StatusCode = status;
        foreach (var (name, value) in headers)
        {
            context.Response.Headers[name] = value;
        }
        return context.Response.WriteAsJsonAsync(new { message = "not now" });
    };

    /// <summary>Answers a failure in the forge's words.</summary>
    public static Func<HttpContext, Task> Says(int status, string message) => context =>
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(new { message });
    };

    /// <summary>Never answers, until the sender hangs up.</summary>
    public static Task Hangs(HttpContext context) => Task.Delay(Timeout.Infinite, context.RequestAborted);

    public static async Task<JsonNode> BodyAsync(HttpContext context) => (await JsonNode.ParseAsync(context.Request.Body))!;

    public long NextId() => Interlocked.Increment(ref _ids);

    public KeptComment AddComment(int number, string text)
    {
        var comment = new KeptComment(NextId(), number, text, 0);
        Comments[comment.Id] = comment;
        return comment;
    }

    public bool EditComment(long id, string text) => Comments.TryGetValue(id, out var comment) && Comments.TryUpdate(id, comment with { Text = text, Edits = comment.Edits + 1 }, comment);

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.Zero);
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    private async Task KeepAsync(HttpContext context, RequestDelegate next)
    {
        Requests.Enqueue($"{context.Request.Method} {context.Request.Path}");
        var headers = context.Request.Headers;
        Authorizations.Enqueue(headers.Authorization.Count > 0 ? headers.Authorization.ToString() : headers["PRIVATE-TOKEN"].ToString());
        if (Mishaps.TryDequeue(out var mishap))
        {
            await mishap(context);
            return;
        }
        await next(context);
    }
}

/// <summary>The parts of the forges' APIs.</summary>
internal static class TestForgeApi
{
    public static void Map(IEndpointRouteBuilder routes, TestForge forge)
    {
        switch (forge.Kind)
        {
            case ForgeKind.GitHub:
                GitHub(routes, forge);
                break;
            case ForgeKind.GitLab:
                Statuses(routes, forge, "/api/v4/projects/acme%2Fdashboards/statuses/{sha}", "state", "name", "target_url");
                Comments(routes, forge, "/api/v4/projects/acme%2Fdashboards/merge_requests/{number:int}/notes", "PUT", "/{id:long}");
                break;
            case ForgeKind.Gitea:
                Statuses(routes, forge, "/api/v1/repos/acme/dashboards/statuses/{sha}", "state", "context", "target_url");
                routes.MapGet("/api/v1/repos/acme/dashboards/statuses/{sha}", (string sha) => forge.Statuses.Reverse().Where(s => s.Sha == sha).Select(s => new { context = s.Context, status = s.State, description = s.Description }));
                Comments(routes, forge, "/api/v1/repos/acme/dashboards/issues/{number:int}/comments", "PATCH", null);
                routes.MapPatch("/api/v1/repos/acme/dashboards/issues/comments/{id:long}", (long id, HttpContext context) => EditAsync(forge, id, context, "body"));
                break;
            case ForgeKind.BitbucketCloud:
                Statuses(routes, forge, "/2.0/repositories/acme/dashboards/commit/{sha}/statuses/build", "state", "key", "url");
                Comments(routes, forge, "/2.0/repositories/acme/dashboards/pullrequests/{number:int}/comments", "PUT", "/{id:long}", "content.raw", wrapped: true);
                break;
            case ForgeKind.BitbucketDataCenter:
                Statuses(routes, forge, "/rest/api/latest/projects/acme/repos/dashboards/commits/{sha}/builds", "state", "key", "url");
                DataCenterComments(routes, forge, "/rest/api/latest/projects/acme/repos/dashboards/pull-requests/{number:int}");
                break;
        }
    }

    private static void Statuses(IEndpointRouteBuilder routes, TestForge forge, string path, string state, string context, string link) =>
        routes.MapPost(path, async (string sha, HttpContext http) =>
        {
            var body = await TestForge.BodyAsync(http);
            forge.Statuses.Enqueue(new KeptStatus(sha, Text(body, context), Text(body, state), Text(body, "description"), body[link]?.GetValue<string>()));
            return forge.FailsAfterTaking ? Results.StatusCode(502) : Results.Json(new { id = forge.NextId() }, statusCode: 201);
        });

    private static void Comments(IEndpointRouteBuilder routes, TestForge forge, string path, string method, string? edit, string text = "body", bool wrapped = false)
    {
        routes.MapGet(path, (int number, int? per_page, int? pagelen, int? page) =>
        {
            var comments = forge.Comments.Values.Where(c => c.Number == number).OrderBy(c => c.Id).Chunk(per_page ?? pagelen ?? int.MaxValue).Skip((page ?? 1) - 1).FirstOrDefault([])
                .Select(c => wrapped ? (object)new { id = c.Id, content = new { raw = c.Text }, deleted = false } : new { id = c.Id, body = c.Text });
            return wrapped ? (object)new { values = comments } : comments;
        });
        routes.MapPost(path, async (int number, HttpContext http) => Results.Json(new { id = forge.AddComment(number, Text(await TestForge.BodyAsync(http), text)).Id }, statusCode: 201));
        if (edit is not null)
        {
            routes.MapMethods(path + edit, [method], (int number, long id, HttpContext http) => EditAsync(forge, id, http, text));
        }
    }

    private static void DataCenterComments(IEndpointRouteBuilder routes, TestForge forge, string path)
    {
        routes.MapGet($"{path}/activities", (int number, int limit, int start) =>
        {
            var all = forge.Comments.Values.Where(c => c.Number == number).OrderByDescending(c => c.Id).Select(c => (object)new { action = "COMMENTED", comment = new { id = c.Id, version = c.Edits, text = c.Text } }).Prepend(new { action = "APPROVED" }).ToList();
            var isLast = all.Count <= start + limit;
            return new { values = all.Skip(start).Take(limit), isLastPage = isLast, nextPageStart = isLast ? (int?)null : start + limit };
        });
        routes.MapPost($"{path}/comments", async (int number, HttpContext http) => Results.Json(new { id = forge.AddComment(number, Text(await TestForge.BodyAsync(http), "text")).Id }, statusCode: 201));
        routes.MapGet($"{path}/comments/{{id:long}}", (int number, long id) => forge.Comments.TryGetValue(id, out var c) ? Results.Json(new { id, version = c.Edits, text = c.Text }) : Results.NotFound());
        routes.MapPut($"{path}/comments/{{id:long}}", async (int number, long id, HttpContext http) =>
        {
            var body = await TestForge.BodyAsync(http);
            return !forge.Comments.TryGetValue(id, out var known) ? Results.NotFound()
                : body["version"]!.GetValue<int>() != known.Edits ? Results.Conflict()
                : forge.EditComment(id, Text(body, "text")) ? Results.Json(new { id }) : Results.Conflict();
        });
    }

    private static void GitHub(IEndpointRouteBuilder routes, TestForge forge)
    {
        Statuses(routes, forge, "/repos/acme/dashboards/statuses/{sha}", "state", "context", "target_url");
        routes.MapGet("/repos/acme/dashboards/commits/{sha}/statuses", (string sha) => forge.Statuses.Reverse().Where(s => s.Sha == sha).Select(s => new { context = s.Context, state = s.State, description = s.Description }));
        Comments(routes, forge, "/repos/acme/dashboards/issues/{number:int}/comments", "PATCH", null);
        routes.MapPatch("/repos/acme/dashboards/issues/comments/{id:long}", (long id, HttpContext context) => EditAsync(forge, id, context, "body"));
        routes.MapGet("/repos/acme/dashboards/installation", () => new { id = 77, app_id = 4711 });
        routes.MapPost("/app/installations/77/access_tokens", () => Results.Json(new { token = "token-of-the-installation", expires_at = DateTimeOffset.UtcNow.AddHours(1).ToString("O", CultureInfo.InvariantCulture) }, statusCode: 201));
        routes.MapGet("/repos/acme/dashboards/commits/{sha}/check-runs", (string sha) => new
        {
            total_count = forge.CheckRuns.Count,
            // The newest of each name.
            check_runs = forge.CheckRuns.Where(run => run.Value["head_sha"]!.GetValue<string>() == sha).OrderBy(run => run.Key).TakeLast(1)
                .Select(run => new { id = run.Key, name = run.Value["name"]!.GetValue<string>(), external_id = run.Value["external_id"]!.GetValue<string>(), app = new { id = 4711 } }),
        });
        routes.MapPost("/repos/acme/dashboards/check-runs", async (HttpContext context) =>
        {
            var id = forge.NextId();
            forge.CheckRuns[id] = await TestForge.BodyAsync(context);
            return forge.FailsAfterTaking ? Results.StatusCode(502) : Results.Json(new { id }, statusCode: 201);
        });
    }

    private static async Task<IResult> EditAsync(TestForge forge, long id, HttpContext context, string text) =>
        forge.EditComment(id, Text(await TestForge.BodyAsync(context), text)) ? Results.Json(new { id }) : Results.NotFound();

    private static string Text(JsonNode body, string path) => path.Split('.').Aggregate((JsonNode?)body, (node, key) => node?[key])?.GetValue<string>() ?? throw new JsonException($"There is no {path}.");
}
