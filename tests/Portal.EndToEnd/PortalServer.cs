using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Portal.EndToEnd;

/// <summary>The portal in a process of its own, on free loopback ports, with a copy of the shipped content in a temporary folder.</summary>
public sealed class PortalServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly HashSet<int> Given = [];
    private readonly StringBuilder _log = new();
    private readonly List<string> _secrets;
    private readonly ProcessStartInfo _start;
    private Process? _process;

    private PortalServer(ProcessStartInfo start, string folder, Uri address, IEnumerable<string> secrets)
    {
        (_start, _secrets) = (start, [.. secrets]);
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

    /// <summary>From the last start of the process to the first sign that it is up.</summary>
    public TimeSpan TimeToReady { get; private set; }

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

    /// <summary>Starts it as built and waits until it is ready.</summary>
    /// <param name="prepare">Changes the copied content before the start.</param>
    /// <param name="settings">Configuration keys and environment variables.</param>
    public static Task<PortalServer> StartAsync(Action<string>? prepare = null, params (string Key, string Value)[] settings) =>
        StartAsync(["dotnet", SourceTree.PortalAssembly], prepare, settings);

    /// <summary>Starts a program that is the portal and waits until it is ready.</summary>
    /// <param name="command">The program and its arguments.</param>
    /// <param name="prepare">Changes the copied content before the start.</param>
    /// <param name="settings">Configuration keys and environment variables.</param>
    public static Task<PortalServer> StartAsync(IReadOnlyList<string> command, Action<string>? prepare, params (string Key, string Value)[] settings) =>
        StartAsync(command, prepare, "/readyz", settings);

    /// <summary>Starts it as built and waits until it is alive: for content that it refuses.</summary>
    /// <param name="prepare">Changes the copied content before the start.</param>
    /// <param name="settings">Configuration keys and environment variables.</param>
    public static Task<PortalServer> StartUnreadyAsync(Action<string> prepare, params (string Key, string Value)[] settings) =>
        StartAsync(["dotnet", SourceTree.PortalAssembly], prepare, "/healthz", settings);

    private static async Task<PortalServer> StartAsync(IReadOnlyList<string> command, Action<string>? prepare, string sign, (string Key, string Value)[] settings)
    {
        var folder = Directory.CreateTempSubdirectory("portal-e2e-").FullName;
        var (port, demoPort) = (FreePort(), FreePort());
        SourceTree.CopyContent(folder, demoPort);
        prepare?.Invoke(folder);

        var start = new ProcessStartInfo(command[0], command.Skip(1)) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder };
        (string Key, string Value)[] defaults =
        [
            ("ASPNETCORE_ENVIRONMENT", "Development"), ("ReloadStaticAssetsAtRuntime", "false"), ("ASPNETCORE_URLS", $"http://127.0.0.1:{port}"), ("Content:Path", folder), ("Data:Folder", Path.Combine(folder, "data")),
            ("Demo:Enabled", "true"), ("Demo:Port", demoPort.ToString()), ("Grants:acme:Hosts:0", $"127.0.0.1:{demoPort}"), ("Grants:nova:Hosts:0", $"127.0.0.1:{demoPort}"),
        ];
        foreach (var (key, value) in defaults.Concat(settings))
        {
            start.Environment[key.Replace(":", "__")] = value;
        }
        var server = new PortalServer(start, folder, new Uri($"http://127.0.0.1:{port}"), LogSecrets.Of(settings));
        try
        {
            await server.LaunchAsync(sign);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Kills it, as a machine that fails does, and starts it again on the same content and data.</summary>
    public async Task RestartAsync()
    {
        await KillAsync();
        await LaunchAsync("/readyz");
    }

    /// <inheritdoc cref="UntilAsync(Func{Task{bool}}, string)"/>
    public static Task UntilAsync(Func<bool> condition, string what) => UntilAsync(() => Task.FromResult(condition()), what);

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
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, CancellationToken.None);
        }
    }

    /// <summary>Names something that no log may hold, such as a token that was issued; that it does not is tried whenever the process ends.</summary>
    public void Hide(string secret) => _secrets.Add(secret);

    /// <summary>A free port, below those that the system hands out by itself, so that nothing takes it in between. Each is given once.</summary>
    public static int FreePort()
    {
        while (true)
        {
            var port = Random.Shared.Next(20_000, 32_000);
            lock (Given)
            {
                if (!Given.Add(port))
                {
                    continue;
                }
            }
            using var listener = new TcpListener(IPAddress.Loopback, port);
            try
            {
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Somebody else has it.
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await KillAsync();
        Directory.Delete(Folder, recursive: true);
        LogSecrets.AssertNone(Log, _secrets);
    }

    private async Task KillAsync()
    {
        if (_process is not { } process)
        {
            return;
        }
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
        }
        await process.WaitForExitAsync();
        process.Dispose();
        _process = null;
    }

    private async Task LaunchAsync(string sign)
    {
        var started = Stopwatch.GetTimestamp();
        var process = _process = Process.Start(_start)!;
        process.OutputDataReceived += (_, line) => Append(line.Data);
        process.ErrorDataReceived += (_, line) => Append(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await UntilAsync(
            async () =>
            {
                if (process.HasExited)
                {
                    throw new InvalidOperationException($"the portal ended with exit code {process.ExitCode}:\n{Log}");
                }
                try
                {
                    using var answer = await Http.GetAsync(sign);
                    return answer.StatusCode == HttpStatusCode.OK;
                }
                catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
                {
                    return false;
                }
            },
            "the portal to be ready");
        TimeToReady = Stopwatch.GetElapsedTime(started);
    }

    private void Append(string? line)
    {
        lock (_log)
        {
            _log.AppendLine(line);
        }
    }
}
