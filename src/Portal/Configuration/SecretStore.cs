using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;
using Portal.Core.Queries;
using Portal.Core.Tenancy;

namespace Portal.Configuration;

/// <summary>Answers secrets, at the moment of their use and only to tenants that are granted them. Nothing is kept, so that a changed secret is used at once.</summary>
/// <param name="configuration">Holds <c>Secrets:NAME</c>; environment variables are <c>Secrets__NAME</c>.</param>
/// <param name="options">Names the secrets folder.</param>
/// <param name="grants">Who may use what.</param>
internal sealed partial class SecretStore(IConfiguration configuration, IOptions<SecretOptions> options, IGrants grants)
{
    private const int MaxBytes = 1 << 20;

    private const string NotSetUp = "The datasource is not set up on this server.";
    private const string TellOperator = "Tell whoever runs the portal.";

    /// <summary>Whether a secret may have that name.</summary>
    public static bool IsName(string name) =>
        Name().IsMatch(name) && name.AsSpan().ContainsAnyExcept('.') && !name.Equals(nameof(SecretOptions.Folder), StringComparison.OrdinalIgnoreCase);

    /// <summary>Compares without telling by its time where, or by how much, two texts differ.</summary>
    public static bool IsSame(string secret, string given) =>
        CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(secret)), SHA256.HashData(Encoding.UTF8.GetBytes(given)));

    /// <summary>The secret of that name, for a tenant.</summary>
    /// <exception cref="QueryException">It is not granted, or not there. The message names it and says nothing of its value.</exception>
    public string Get(TenantId tenant, string name)
    {
        if (!grants.MayUseSecret(tenant, name))
        {
            throw new QueryException(new QueryError(
                QueryErrorKind.Forbidden, NotSetUp, TellOperator, $"The tenant '{tenant}' may not use the secret '{name}': grant it in the server's configuration, Grants:{tenant}:Secrets."));
        }
        return Find(name) ?? throw new QueryException(new QueryError(QueryErrorKind.Unavailable, NotSetUp, TellOperator, Missing(name)));
    }

    /// <summary>The secret of that name, for the server's own use: its configuration named it, and no tenant's file.</summary>
    /// <exception cref="MissingSecretException">It is not there. The message names it and says nothing of its value.</exception>
    public string ForServer(string name) => Find(name) ?? throw new MissingSecretException(Missing(name));

    private static string Missing(string name) => $"The server has no secret '{name}': set Secrets:{name} in its configuration, or put a file '{name}' into its secrets folder.";

    /// <summary>As <see cref="ForServer"/>, or null where it is not there.</summary>
    public string? Find(string name) => IsName(name) && (Configured(name) ?? InFolder(name)) is { Length: > 0 } value ? value : null;

    // An environment variable turns '__' of the name into ':'.
    private string? Configured(string name) => configuration[$"{SecretOptions.Section}:{name}"] ?? configuration[$"{SecretOptions.Section}:{name.Replace("__", ":")}"];

    private string? InFolder(string name)
    {
        if (options.Value.Folder.Length == 0)
        {
            return null;
        }
        try
        {
            var folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(options.Value.Folder)) + Path.DirectorySeparatorChar;
            var file = new FileInfo(Path.Combine(folder, name));
            // Mounted secrets are links within their folder; one that leads out of it is not one of them.
            var target = file.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? file.FullName;
            return target.StartsWith(folder, StringComparison.Ordinal) && file.Exists && new FileInfo(target).Length <= MaxBytes ? File.ReadAllText(target).TrimEnd('\r', '\n') : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    [GeneratedRegex(@"^[A-Za-z0-9_.-]{1,100}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}

/// <summary>A secret that the server's own configuration names is not there.</summary>
/// <param name="message">Names it.</param>
internal sealed class MissingSecretException(string message) : Exception(message);
