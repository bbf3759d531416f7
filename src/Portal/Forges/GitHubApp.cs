using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Octokit;
using Octokit.Internal;
using Portal.Configuration;

namespace Portal.Forges;

/// <summary>Opens GitHub as whoever the configuration says: a token's owner, or an App on the repository.</summary>
internal sealed class GitHubApp(IHttpMessageHandlerFactory handlers, IOptions<ForgeOptions> options, SecretStore secrets, TimeProvider time)
{
    // GitHub's own limit is ten minutes, and its clock may be behind.
    private static readonly TimeSpan JwtLife = TimeSpan.FromMinutes(9);
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(1);

    private AccessToken? _token;

    /// <summary>Whether an App is used: it writes check runs instead of statuses.</summary>
    public bool IsApp => options.Value.AppId != 0;

    /// <summary>A client that is signed in.</summary>
    /// <exception cref="ForgeException">A secret is missing, or is no key.</exception>
    public async Task<GitHubClient> OpenAsync(CancellationToken cancellation)
    {
        if (!IsApp)
        {
            return Client(new Credentials(Secret(options.Value.TokenSecret, nameof(ForgeOptions.TokenSecret))));
        }
        if (_token is not { } token || token.ExpiresAt - Skew < time.GetUtcNow())
        {
            var app = Client(new Credentials(Jwt(), AuthenticationType.Bearer));
            var (owner, name) = Repository();
            var installation = await app.GitHubApps.GetRepositoryInstallationForCurrent(owner, name).WaitAsync(cancellation);
            _token = token = await app.GitHubApps.CreateInstallationToken(installation.Id).WaitAsync(cancellation);
        }
        return Client(new Credentials(token.Token));
    }

    /// <summary>Forgets the token: it is no longer taken.</summary>
    public void Forget() => _token = null;

    /// <summary>The repository's owner and name.</summary>
    public (string Owner, string Name) Repository() => options.Value.Repository.Split('/') is [var owner, var name] ? (owner, name) : ("", "");

    private GitHubClient Client(Credentials credentials) => new(new Connection(
        new ProductHeaderValue("portal"),
        options.Value.Api,
        new InMemoryCredentialStore(credentials),
        new HttpClientAdapter(() => handlers.CreateHandler(ForgeHandler.Client)),
        new SimpleJsonSerializer()));

    private string Jwt()
    {
        var now = time.GetUtcNow();
        var payload = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object>
        {
            ["iat"] = (now - Skew).ToUnixTimeSeconds(),
            ["exp"] = (now + JwtLife).ToUnixTimeSeconds(),
            ["iss"] = options.Value.AppId,
        });
        var signed = $"{Base64("""{"alg":"RS256","typ":"JWT"}"""u8)}.{Base64(payload)}";
        using var key = RSA.Create();
        try
        {
            key.ImportFromPem(Secret(options.Value.AppKeySecret, nameof(ForgeOptions.AppKeySecret)));
            return $"{signed}.{Base64(key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException)
        {
            throw new ForgeException($"The secret '{options.Value.AppKeySecret}' is no RSA key as PEM.");
        }
    }

    private string Secret(string name, string key) => secrets.Find(name) ?? throw new ForgeException($"The server has no secret '{name}', which Forge:{key} names.");

    private static string Base64(ReadOnlySpan<byte> bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);
}
