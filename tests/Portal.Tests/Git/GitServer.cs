using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Portal.Tests.Git;

/// <summary>Serves a repository over HTTP with git's own backend, to those who know the password; or never answers.</summary>
internal sealed class GitServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private GitServer(WebApplication app) => _app = app;

    public string Address { get; private set; } = "";

    /// <summary>The values of the Authorization header that came; empty where there was none.</summary>
    public List<string> Asked { get; } = [];

    /// <summary>What answers in place of the repository; null for the repository itself.</summary>
    public RequestDelegate? Instead { get; set; }

    public static async Task<GitServer> StartAsync(string folder, string user, string password)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = new GitServer(builder.Build());
        var expected = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"));
        server._app.Run(async context =>
        {
            var given = context.Request.Headers.Authorization.ToString();
            lock (server.Asked)
            {
                server.Asked.Add(given);
            }
            if (server.Instead is { } instead)
            {
                await instead(context);
            }
            else if (given != expected)
            {
                context.Response.StatusCode = 401;
                context.Response.Headers.WWWAuthenticate = "Basic realm=\"test\"";
            }
            else
            {
                await BackendAsync(context, folder);
            }
        });
        await server._app.StartAsync();
        server.Address = server._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        return server;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static async Task BackendAsync(HttpContext context, string folder)
    {
        var start = new ProcessStartInfo("git", "http-backend") { RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach (var (name, value) in new[]
        {
            ("GIT_PROJECT_ROOT", folder), ("GIT_HTTP_EXPORT_ALL", "1"), ("PATH_INFO", context.Request.Path.Value!), ("QUERY_STRING", context.Request.QueryString.Value!.TrimStart('?')),
            ("REQUEST_METHOD", context.Request.Method), ("CONTENT_TYPE", context.Request.ContentType ?? ""), ("HTTP_CONTENT_ENCODING", context.Request.Headers.ContentEncoding.ToString()),
            ("GIT_PROTOCOL", context.Request.Headers["Git-Protocol"].ToString()), ("GIT_CONFIG_COUNT", "1"), ("GIT_CONFIG_KEY_0", "safe.directory"), ("GIT_CONFIG_VALUE_0", "*"),
        })
        {
            start.Environment[name] = value;
        }
        using var process = Process.Start(start)!;
        await context.Request.Body.CopyToAsync(process.StandardInput.BaseStream);
        process.StandardInput.Close();
        using var answer = new MemoryStream();
        await process.StandardOutput.BaseStream.CopyToAsync(answer);
        var bytes = answer.ToArray();
        var end = bytes.AsSpan().IndexOf("\r\n\r\n"u8);
        foreach (var line in Encoding.ASCII.GetString(bytes, 0, end).Split("\r\n"))
        {
            var (name, value) = (line[..line.IndexOf(':', StringComparison.Ordinal)], line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim());
            if (name == "Status")
            {
                context.Response.StatusCode = int.Parse(value.Split(' ')[0], CultureInfo.InvariantCulture);
            }
            else
            {
                context.Response.Headers[name] = value;
            }
        }
        await context.Response.Body.WriteAsync(bytes.AsMemory(end + 4));
    }
}
