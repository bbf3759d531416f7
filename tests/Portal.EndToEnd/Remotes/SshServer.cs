using System.Diagnostics;
using System.Net.Sockets;

namespace Portal.EndToEnd.Remotes;

/// <summary>OpenSSH's server on a free loopback port, for the user who runs the tests and one key.</summary>
internal sealed class SshServer : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("portal-ssh-").FullName;
    private Process _process = null!;

    private SshServer()
    {
    }

    public int Port { get; } = PortalServer.FreePort();

    /// <summary>The private key that is let in.</summary>
    public string Key => File.ReadAllText(Path.Combine(_folder, "key"));

    /// <summary>A private key that is not.</summary>
    public string StrangeKey => File.ReadAllText(Path.Combine(_folder, "strange"));

    /// <summary>The file that knows the server.</summary>
    public string KnownHosts => Path.Combine(_folder, "known_hosts");

    /// <summary>A file that knows another one at the server's address.</summary>
    public string OtherHosts => Path.Combine(_folder, "other_hosts");

    /// <summary>The address of a repository on this machine.</summary>
    public string Url(string repository) => $"ssh://{Environment.UserName}@127.0.0.1:{Port}{repository}";

    public static async Task<SshServer> StartAsync()
    {
        var server = new SshServer();
        try
        {
            await server.LaunchAsync();
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
        if (_process is not null)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
            _process.Dispose();
        }
        Directory.Delete(_folder, recursive: true);
    }

    private async Task LaunchAsync()
    {
        // sshd wants its whole path, as it starts itself again.
        var program = Environment.GetEnvironmentVariable("PORTAL_SSHD") is { Length: > 0 } named ? named : "/usr/sbin/sshd";
        Assert.True(File.Exists(program), $"there is no {program}: install openssh-server; tests/run does");
        foreach (var name in new[] { "host", "key", "strange" })
        {
            using var keygen = Process.Start("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", name, "-f", Path.Combine(_folder, name)]);
            await keygen.WaitForExitAsync();
        }
        File.Copy(Path.Combine(_folder, "key.pub"), Path.Combine(_folder, "authorized_keys"));
        File.WriteAllText(KnownHosts, $"[127.0.0.1]:{Port} {File.ReadAllText(Path.Combine(_folder, "host.pub"))}");
        File.WriteAllText(OtherHosts, $"[127.0.0.1]:{Port} {File.ReadAllText(Path.Combine(_folder, "strange.pub"))}");
        var config = Path.Combine(_folder, "config");
        File.WriteAllText(config, $"""
            Port {Port}
            ListenAddress 127.0.0.1
            HostKey {_folder}/host
            AuthorizedKeysFile {_folder}/authorized_keys
            PidFile none
            StrictModes no
            PermitRootLogin yes
            PasswordAuthentication no
            KbdInteractiveAuthentication no
            UsePAM no

            """);
        var start = new ProcessStartInfo(program, ["-D", "-e", "-f", config]) { RedirectStandardError = true };
        _process = Process.Start(start)!;
        var log = _process.StandardError.ReadToEndAsync();
        await PortalServer.UntilAsync(
            async () =>
            {
                Assert.False(_process.HasExited, _process.HasExited ? await log : "");
                try
                {
                    using var client = new TcpClient();
                    await client.ConnectAsync("127.0.0.1", Port);
                    return true;
                }
                catch (SocketException)
                {
                    return false;
                }
            },
            "sshd to listen");
    }
}
