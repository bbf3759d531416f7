using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;

namespace Portal.Tests.Backends;

/// <summary>A server that answers as it is told and remembers what it was asked.</summary>
internal sealed class FakeBackend : IAsyncDisposable
{
    private readonly WebApplication _app;

    private FakeBackend(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.First());

    public ConcurrentQueue<Asked> Requests { get; } = new();

    public static Task<FakeBackend> StartAsync(string body, int status = 200, string contentType = "application/json") => StartAsync(async context =>
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = contentType;
        await context.Response.WriteAsync(body);
    });

    public static async Task<FakeBackend> StartAsync(RequestDelegate answer, X509Certificate2? certificate = null, bool wantsClient = false)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            if (certificate is not null)
            {
                listen.UseHttps(https =>
                {
                    https.ServerCertificate = certificate;
                    https.ClientCertificateMode = wantsClient ? ClientCertificateMode.RequireCertificate : ClientCertificateMode.NoCertificate;
                    https.ClientCertificateValidation = (_, _, _) => true;
                });
            }
        }));
        var app = builder.Build();
        var fake = new FakeBackend(app);
        app.UseWebSockets();
        app.Run(async context =>
        {
            var form = context.Request.HasFormContentType ? await context.Request.ReadFormAsync() : null;
            fake.Requests.Enqueue(new Asked(
                context.Request.Method,
                context.Request.Path,
                (form?.SelectMany(p => p.Value.Select(v => (p.Key, v!))) ?? context.Request.Query.SelectMany(p => p.Value.Select(v => (p.Key, v!)))).ToList(),
                context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase)));
            await answer(context);
        });
        await app.StartAsync();
        return fake;
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.Zero);
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    public sealed record Asked(string Method, string Path, List<(string Name, string Value)> Parameters, Dictionary<string, string> Headers)
    {
        public string? this[string name] => Parameters.Where(p => p.Name == name).Select(p => p.Value).FirstOrDefault();
    }
}
