using System.Text;
using Portal.Configuration;

namespace Portal.Git.Remotes;

/// <summary>The environment of one <c>git</c> that speaks to the remote: its credentials, and nothing of the server's own. Its files are gone when it is disposed.</summary>
internal sealed class GitSession : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("portal-git-");
    private readonly Dictionary<string, string> _environment = [];
    private readonly List<string> _hidden = [];
    private readonly List<(string Key, string Value)> _settings = [];

    private GitSession()
    {
    }

    /// <summary>The whole environment.</summary>
    public IReadOnlyDictionary<string, string> Environment => _environment;

    /// <summary>Opens a session.</summary>
    /// <param name="url">The remote.</param>
    /// <param name="options">How it is reached.</param>
    /// <param name="secrets">Answers the secrets that the options name.</param>
    /// <exception cref="MissingSecretException">A secret is not there.</exception>
    public static GitSession Open(RemoteUrl url, RemoteOptions options, SecretStore secrets)
    {
        var session = new GitSession();
        try
        {
            session.SetUp(url, options, secrets);
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>A text without what is secret.</summary>
    public string Redact(string text) => _hidden.Aggregate(text, (result, secret) => result.Replace(secret, "***", StringComparison.Ordinal));

    /// <inheritdoc/>
    public void Dispose() => _folder.Delete(recursive: true);

    private void SetUp(RemoteUrl url, RemoteOptions options, SecretStore secrets)
    {
        foreach (var name in (string[])["PATH", "TMPDIR", "SSL_CERT_FILE", "SSL_CERT_DIR"])
        {
            PassOn(name);
        }
        if (options.UseProxy)
        {
            foreach (var name in (string[])["HTTPS_PROXY", "https_proxy", "NO_PROXY", "no_proxy"])
            {
                PassOn(name);
            }
        }
        _environment["HOME"] = _folder.FullName;
        _environment["LC_ALL"] = "C";
        _environment["GIT_TERMINAL_PROMPT"] = "0";
        _environment["GIT_CONFIG_NOSYSTEM"] = "1";
        _environment["GIT_ALLOW_PROTOCOL"] = url.Protocol;
        // A repository on this machine is served by a git of its own, which reads this file and no other settings.
        var config = Path.Combine(_folder.FullName, "config");
        File.WriteAllText(config, "[safe]\n\tdirectory = *\n");
        _environment["GIT_CONFIG_GLOBAL"] = config;
        Set("core.hooksPath", "/dev/null");
        Set("core.askPass", "");
        Set("credential.helper", "");
        // A password is for the host that it was given for.
        Set("http.followRedirects", "false");
        Set("gc.auto", "0");
        Set("maintenance.auto", "false");
        if (url.IsHttp)
        {
            SetUpHttp(url, options, secrets);
        }
        else if (url.Protocol == "ssh")
        {
            SetUpSsh(options, secrets);
        }
        _environment["GIT_CONFIG_COUNT"] = $"{_settings.Count}";
        for (var i = 0; i < _settings.Count; i++)
        {
            _environment[$"GIT_CONFIG_KEY_{i}"] = _settings[i].Key;
            _environment[$"GIT_CONFIG_VALUE_{i}"] = _settings[i].Value;
        }
    }

    private void SetUpHttp(RemoteUrl url, RemoteOptions options, SecretStore secrets)
    {
        if (options.CertificateAuthority.Length > 0)
        {
            Set("http.sslCAInfo", Path.GetFullPath(options.CertificateAuthority));
        }
        if (options.PasswordSecret.Length > 0)
        {
            var password = secrets.ForServer(options.PasswordSecret);
            var basic = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{options.Username}:{password}"));
            _hidden.AddRange(password, basic);
            // In the environment, which only this user reads, and not among the arguments, which all do.
            Set($"http.{url.Text}.extraHeader", $"Authorization: Basic {basic}");
        }
    }

    private void SetUpSsh(RemoteOptions options, SecretStore secrets)
    {
        var ssh = new List<string>
        {
            "ssh", "-F", "/dev/null", "-o", "BatchMode=yes", "-o", "StrictHostKeyChecking=yes", "-o", "GlobalKnownHostsFile=/dev/null",
            "-o", $"UserKnownHostsFile={(options.KnownHosts.Length > 0 ? $"\"{Path.GetFullPath(options.KnownHosts)}\"" : "/dev/null")}",
            "-o", "UpdateHostKeys=no", "-o", "IdentityAgent=none", "-o", "IdentitiesOnly=yes", "-o", "ForwardAgent=no", "-o", "ClearAllForwardings=yes", "-o", "ConnectTimeout=20",
        };
        if (options.SshKeySecret.Length > 0)
        {
            var key = secrets.ForServer(options.SshKeySecret);
            var file = Path.Combine(_folder.FullName, "key");
            using (var stream = new FileStream(file, OwnersOnly()))
            {
                stream.Write(Encoding.UTF8.GetBytes(key.ReplaceLineEndings("\n").TrimEnd('\n') + "\n"));
            }
            ssh.AddRange(["-i", file]);
        }
        // Git hands this to a shell.
        _environment["GIT_SSH_COMMAND"] = string.Join(' ', ssh.Select(word => $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'"));
        _environment["GIT_SSH_VARIANT"] = "ssh";
    }

    private static FileStreamOptions OwnersOnly()
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }
        return options;
    }

    private void Set(string key, string value) => _settings.Add((key, value));

    private void PassOn(string name)
    {
        if (System.Environment.GetEnvironmentVariable(name) is { Length: > 0 } value)
        {
            _environment[name] = value;
        }
    }
}
