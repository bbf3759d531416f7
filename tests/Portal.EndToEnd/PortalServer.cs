using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Portal.EndToEnd;

/// <summary>The portal in a process of its own, on free loopback ports, with a copy of the shipped content in a temporary folder.</summary>
public sealed class PortalServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly StringBuilder _log = new();
    private readonly Process _process;

    private PortalServer(Process process, string folder, Uri address)
    {
        _process = process;
        Folder = folder;
        Address = address;
        Http = new HttpClient { BaseAddress = address };
    }

    /// <summary>The content's root: holds templates/ and tenants/.</summary>
    public string Folder { get; }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>A client of it.</summary>
    public HttpClient Http { get; }

    /// <summary>What it has logged so far.</summary>
    public string Log
    {
        get
        {
            lock (_log)
            {
                return _log.ToString();
            }
        }
    }

    /// <summary>Starts it and waits until it is ready.</summary>
    /// <param name="prepare">Changes the copied content before the start.</param>
    /// <param name="settings">Configuration keys.</param>
    public static async Task<PortalServer> StartAsync(Action<string>? prepare = null, params (string Key, string Value)[] settings)
    {
        var folder = Directory.CreateTempSubdirectory("portal-e2e-").FullName;
        var (port, demoPort) = (FreePort(), FreePort());
        Repository.CopyContent(folder, demoPort);
        prepare?.Invoke(folder);

        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder };
        start.ArgumentList.Add(Repository.PortalAssembly);
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        start.Environment["ASPNETCORE_URLS"] = $"http://127.0.0.1:{port}";
        start.Environment["Content__Path"] = folder;
        start.Environment["Data__Folder"] = Path.Combine(folder, "data");
        start.Environment["Demo__Enabled"] = "true";
        start.Environment["Demo__Port"] = demoPort.ToString();
        foreach (var (key, value) in settings)
        {
            start.Environment[key.Replace(":", "__")] = value;
        }
        var process = Process.Start(start)!;
        var server = new PortalServer(process, folder, new Uri($"http://127.0.0.1:{port}"));
        process.OutputDataReceived += (_, line) => server.Append(line.Data);
        process.ErrorDataReceived += (_, line) => server.Append(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await server.WaitUntilReadyAsync();
        return server;
    }

    /// <summary>Waits for a condition that comes true without further doing.</summary>
    public static async Task UntilAsync(Func<Task<bool>> condition, string what)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!await condition())
        {
            if (patience.IsCancellationRequested)
            {
                throw new TimeoutException($"waited {Patience} for: {what}");
            }
            await Task.Yield();
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, CancellationToken.None);
        }
    }

    /// <summary>A port that was free a moment ago.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private async Task WaitUntilReadyAsync()
    {
        await UntilAsync(
            async () =>
            {
                if (_process.HasExited)
                {
                    throw new InvalidOperationException($"the portal ended with exit code {_process.ExitCode}:\n{Log}");
                }
                try
                {
                    using var answer = await Http.GetAsync("/readyz");
                    return answer.StatusCode == HttpStatusCode.OK;
                }
                catch (HttpRequestException)
                {
                    return false;
                }
            },
            "the portal to be ready");
    }

    private void Append(string? line)
    {
        lock (_log)
        {
            _log.AppendLine(line);
        }
    }
}
