using System.Security.Cryptography;
using Portal.Core.Diagnostics;
using Portal.Core.Yaml;

namespace Portal.Core.Tenancy;

/// <summary>Reads the key <c>embedKeys</c> of a tenant's file. A key with a mistake is left out: it signs nothing.</summary>
internal static class EmbedKeyReader
{
    private const int MaxPem = 2000;
    private const int P256 = 256;

    /// <summary>Reads all keys.</summary>
    public static IReadOnlyList<EmbedKey> ReadAll(YamlMap tenant, IReadOnlyList<TenantEnvironment> environments)
    {
        var keys = new List<EmbedKey>();
        foreach (var map in tenant.Maps("embedKeys", "an embed key"))
        {
            if (Read(map, environments) is not { } key)
            {
                continue;
            }
            if (keys.Any(k => k.Id == key.Id))
            {
                Error(map, "id", $"There are two embed keys '{key.Id}'.", "Give each an 'id' of its own.");
                continue;
            }
            keys.Add(key);
        }
        return keys;
    }

    private static EmbedKey? Read(YamlMap map, IReadOnlyList<TenantEnvironment> environments)
    {
        var id = TenantFileReader.ReadName(map, "id");
        var (publicKey, secret) = (map.String("publicKey"), map.String("secret"));
        var dashboards = Required(map, "dashboards");
        var narrowed = EnvironmentReader.ReadNarrowing(map, environments, DiagnosticCodes.EmbedKeyInvalid, "The key");
        var role = map.OneOf("role", "support", "viewer");
        var asked = Required(map, "origins");
        var lifetime = map.Duration("lifetime", TimeSpan.FromMinutes(1), TimeSpan.FromDays(30));
        map.RefuseUnknownKeys();
        var good = CheckKey(map, publicKey, secret);
        var origins = asked.Select(WebOrigin.Normalize).OfType<string>().Distinct().ToList();
        foreach (var wrong in asked.Where(o => WebOrigin.Normalize(o) is null))
        {
            Error(map, "origins", $"'{wrong}' is not an origin.", WebOrigin.Rule);
        }
        return id is null || !good || dashboards.Count == 0 || origins.Count == 0 || origins.Count < asked.Distinct().Count() ? null : new EmbedKey
        {
            Id = id,
            PublicKey = publicKey,
            Secret = secret,
            Dashboards = dashboards,
            Environments = narrowed,
            Role = Roles.Parse(role) ?? Role.Support,
            Origins = origins,
            Lifetime = lifetime ?? TimeSpan.FromHours(1),
            Location = map.Context.Locate(map.Node.Start),
        };
    }

    private static IReadOnlyList<string> Required(YamlMap map, string key)
    {
        var values = map.Strings(key) ?? [];
        if (!map.Has(key))
        {
            map.Missing(key);
            return [];
        }
        if (values.Count == 0 || values.Any(string.IsNullOrWhiteSpace))
        {
            Error(map, key, $"'{key}' names nothing.", $"Name at least one: the key allows only what its '{key}' say.");
            return [];
        }
        return values;
    }

    private static bool CheckKey(YamlMap map, string? publicKey, string? secret)
    {
        if ((publicKey is null) == (secret is null))
        {
            map.Context.Error(DiagnosticCodes.EmbedKeyInvalid, map.Node.Start, "The embed key needs either a 'publicKey' or a 'secret'.", "Give the PEM of a P-256 public key (ES256), or ${secret:NAME} of a shared one (HS256).");
            return false;
        }
        if (secret is not null)
        {
            if (!SecretReference.IsWhole(secret))
            {
                map.Context.Error(DiagnosticCodes.SecretInClear, map.MarkOf("secret"), "The embed key's secret stands in clear.", "Write ${secret:NAME} and give the secret to the server; change the one that stood here.");
                return false;
            }
            return true;
        }
        if (publicKey!.Contains("PRIVATE", StringComparison.Ordinal))
        {
            map.Context.Error(DiagnosticCodes.SecretInClear, map.MarkOf("publicKey"), "This is a private key.", "Give the public key; make a new pair, for this one is known to all who read the repository.");
            return false;
        }
        if (!IsP256(publicKey))
        {
            Error(map, "publicKey", "This is not the PEM of a P-256 public key.", "Make one with: openssl ecparam -name prime256v1 -genkey -noout -out key.pem && openssl ec -in key.pem -pubout");
            return false;
        }
        return true;
    }

    private static bool IsP256(string pem)
    {
        try
        {
            using var key = ECDsa.Create();
            if (pem.Length > MaxPem)
            {
                return false;
            }
            key.ImportFromPem(pem);
            return key.KeySize == P256 && key.ExportParameters(includePrivateParameters: false).Curve.Oid.Value == ECCurve.NamedCurves.nistP256.Oid.Value;
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException)
        {
            return false;
        }
    }

    private static void Error(YamlMap map, string key, string message, string remedy) => map.Context.Error(DiagnosticCodes.EmbedKeyInvalid, map.MarkOf(key), message, remedy);
}
