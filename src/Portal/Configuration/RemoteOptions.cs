using Microsoft.Extensions.Options;
using Portal.Git.Remotes;

namespace Portal.Configuration;

/// <summary>The repository that the content is fetched from. Section <c>Content:Remote</c>.</summary>
internal sealed class RemoteOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Content:Remote";

    /// <summary><c>https://host/path</c>, <c>ssh://user@host/path</c>, <c>user@host:path</c> or <c>file:///path</c>; holds no password. Empty: the content is at <c>Content:Path</c>.</summary>
    public string Url { get; set; } = "";

    /// <summary>The name that goes with the password, over https. <c>git</c> by default, which forges take for tokens.</summary>
    public string Username { get; set; } = "git";

    /// <summary>The name of the secret that is the password or token, over https. Empty: none is sent.</summary>
    public string PasswordSecret { get; set; } = "";

    /// <summary>The name of the secret that is the private key, over ssh: an unencrypted OpenSSH or PEM key.</summary>
    public string SshKeySecret { get; set; } = "";

    /// <summary>The file with the keys of known hosts, over ssh, which needs it: nobody is asked whether a host is the right one.</summary>
    public string KnownHosts { get; set; } = "";

    /// <summary>A file with the certificates (PEM) of an authority of one's own, over https. Empty: the system's.</summary>
    public string CertificateAuthority { get; set; } = "";

    /// <summary>Whether the proxy of <c>HTTPS_PROXY</c> is used. False by default.</summary>
    public bool UseProxy { get; set; }

    /// <summary>How often the remote is asked without being told to, a fifth more or less, 5 s to 1 day. 1 min by default. Failures make it up to 15 min.</summary>
    public TimeSpan FetchInterval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>The longest that a fetch may take, 1 s to 1 h. 1 min by default; the first, which copies everything, may take ten times as long.</summary>
    public TimeSpan FetchTimeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>The most bytes that the copy of the repository may have, 1 MiB to 1 TiB. 4 GiB by default.</summary>
    public long MaxBytes { get; set; } = 4L << 30;

    /// <summary>Whether a rewritten branch, one that no longer holds what is live, goes live by itself. False by default: an administrator takes it on the catalog page.</summary>
    public bool AcceptRewrites { get; set; }
}

/// <summary>Checks <see cref="RemoteOptions"/>; each message names its key.</summary>
internal sealed class RemoteOptionsValidator : IValidateOptions<RemoteOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, RemoteOptions options)
    {
        var problems = new OptionProblems(RemoteOptions.Section);
        var problem = (string?)null;
        var url = options.Url.Length > 0 ? RemoteUrl.Read(options.Url, out problem) : null;
        problems.When(problem is not null, nameof(options.Url), problem ?? "");
        problems.When(options.Username.Length is 0 or > 200 || options.Username.Any(c => c is ':' || char.IsControl(c)), nameof(options.Username), "a name has 1 to 200 characters without ':'");
        foreach (var (secret, key) in new[] { (options.PasswordSecret, nameof(options.PasswordSecret)), (options.SshKeySecret, nameof(options.SshKeySecret)) })
        {
            problems.When(secret.Length > 0 && !SecretStore.IsName(secret), key, "it is the name of a secret, 1 to 100 of A-Z a-z 0-9 _ . -, not the secret");
        }
        problems.When(options.PasswordSecret.Length > 0 && url is { IsHttp: false }, nameof(options.PasswordSecret), "a password is for https");
        problems.When(options.SshKeySecret.Length > 0 && url is not null and not { Protocol: "ssh" }, nameof(options.SshKeySecret), "a key is for ssh");
        problems.When(url is { Protocol: "ssh" } && options.KnownHosts.Length == 0, nameof(options.KnownHosts), "ssh needs the file of known hosts: make one with 'ssh-keyscan HOST' and compare it with what the host publishes");
        problems.When(options.KnownHosts.Length > 0 && (!File.Exists(options.KnownHosts) || options.KnownHosts.Contains('"')), nameof(options.KnownHosts), $"there is no file '{options.KnownHosts}'");
        problems.When(options.CertificateAuthority.Length > 0 && !File.Exists(options.CertificateAuthority), nameof(options.CertificateAuthority), $"there is no file '{options.CertificateAuthority}'");
        problems.Range(options.FetchInterval, TimeSpan.FromSeconds(5), TimeSpan.FromDays(1), nameof(options.FetchInterval));
        problems.Range(options.FetchTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1), nameof(options.FetchTimeout));
        problems.Range(options.MaxBytes, 1L << 20, 1L << 40, nameof(options.MaxBytes));
        return problems.Result();
    }
}
