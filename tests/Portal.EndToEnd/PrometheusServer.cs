using System.Diagnostics;
using System.Net;
using System.Text;

namespace Portal.EndToEnd;

/// <summary>A real Prometheus on a free loopback port, with data in a temporary folder. The variable PORTAL_PROMETHEUS names the program.</summary>
public sealed class PrometheusServer : IAsyncDisposable
{
    private readonly Process _process;
    private readonly string _folder;
    private readonly StringBuilder _log;

    private PrometheusServer(Process process, string folder, Uri address, StringBuilder log)
    {
        _process = process;
        _folder = folder;
        _log = log;
        BaseAddress = address;
    }

    public Uri BaseAddress { get; }

    /// <summary>Starts a server and waits until it is ready.</summary>
    /// <param name="configuration">The text of prometheus.yml; <c>{address}</c> stands for the server's own host and port.</param>
    /// <param name="arguments">Further command line arguments.</param>
    /// <exception cref="InvalidOperationException">The program is not named, or does not get ready.</exception>
    public static async Task<PrometheusServer> StartAsync(string configuration, params string[] arguments)
    {
        var program = Environment.GetEnvironmentVariable("PORTAL_PROMETHEUS");
        if (string.IsNullOrEmpty(program) || !File.Exists(program))
        {
            throw new InvalidOperationException("PORTAL_PROMETHEUS must name the prometheus program. tests/run sets it; tests/tools/install-prometheus gets one.");
        }
        var folder = Directory.CreateTempSubdirectory("portal-prometheus-").FullName;
        var address = $"127.0.0.1:{PortalServer.FreePort()}";
        var config = Path.Combine(folder, "prometheus.yml");
        await File.WriteAllTextAsync(config, configuration.Replace("{address}", address, StringComparison.Ordinal));
        var start = new ProcessStartInfo(program) { RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (var argument in (string[])[$"--config.file={config}", $"--storage.tsdb.path={Path.Combine(folder, "data")}", $"--web.listen-address={address}", .. arguments])
        {
            start.ArgumentList.Add(argument);
        }
        var log = new StringBuilder();
        var process = new Process { StartInfo = start };
        process.ErrorDataReceived += (_, e) => Append(log, e.Data);
        process.OutputDataReceived += (_, e) => Append(log, e.Data);
        process.Start();
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        var server = new PrometheusServer(process, folder, new Uri($"http://{address}/"), log);
        try
        {
            await server.WaitUntilReadyAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task WaitUntilReadyAsync()
    {
        using var client = new HttpClient();
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (true)
        {
            try
            {
                using var answer = await client.GetAsync(new Uri(BaseAddress, "-/ready"), patience.Token);
                if (answer.StatusCode == HttpStatusCode.OK)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // It does not listen yet.
            }
            catch (OperationCanceledException)
            {
                throw new InvalidOperationException($"Prometheus did not get ready:\n{Log()}");
            }
            if (_process.HasExited)
            {
                throw new InvalidOperationException($"Prometheus ended with {_process.ExitCode}:\n{Log()}");
            }
            await Task.Delay(50);
        }
    }

    private string Log()
    {
        lock (_log)
        {
            return _log.ToString();
        }
    }

    private static void Append(StringBuilder log, string? line)
    {
        lock (log)
        {
            log.AppendLine(line);
        }
    }
}
