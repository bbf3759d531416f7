using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Portal.Demo;

/// <summary>Runs the demo telemetry in this process, on a loopback port of its own.</summary>
/// <param name="options">The port and limits.</param>
/// <param name="time">What now is.</param>
/// <param name="loggers">Where to report to.</param>
public sealed partial class DemoServer(IOptions<DemoTelemetryOptions> options, TimeProvider time, ILoggerFactory loggers) : IHostedService, IAsyncDisposable
{
    private readonly ILogger _logger = loggers.CreateLogger<DemoServer>();
    private WebApplication? _app;

    /// <summary>Where the server listens, such as <c>http://127.0.0.1:9464/</c>; null until it has started.</summary>
    public Uri? BaseAddress { get; private set; }

    /// <summary>Starts to listen.</summary>
    /// <exception cref="IOException">The port is taken.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        // An application of its own: nothing of the surrounding one's configuration, such as its addresses, may change where it listens.
        var builder = WebApplication.CreateEmptyBuilder(new() { ApplicationName = typeof(DemoServer).Assembly.GetName().Name });
        builder.WebHost.UseKestrelCore().UseUrls($"http://127.0.0.1:{options.Value.Port}");
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton(loggers);
        // Signals are for the surrounding application, which then stops this one.
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        _app = builder.Build();
        _app.UseWebSockets();
        _app.UseRouting();
        _app.MapDemoTelemetry(options.Value, time);
        try
        {
            await _app.StartAsync(cancellationToken);
        }
        catch (IOException e)
        {
            throw new IOException($"Demo:Port: the demo telemetry cannot listen on 127.0.0.1:{options.Value.Port}. Choose another port, or set Demo:Enabled to false. {e.Message}", e);
        }
        BaseAddress = new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        LogStarted(BaseAddress);
    }

    /// <summary>Stops to listen.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => _app?.StopAsync(cancellationToken) ?? Task.CompletedTask;

    /// <summary>Stops and frees the server.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_app is { } app)
        {
            _app = null;
            await app.DisposeAsync();
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Demo telemetry listens on {Address}")]
    private partial void LogStarted(Uri address);

    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
