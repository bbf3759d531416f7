using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Portal.Configuration;

namespace Portal.Webhooks;

/// <summary>Tells whether a delivery comes from somebody who knows a secret of the endpoint. Every comparison takes the same time, whatever is wrong.</summary>
/// <param name="options">Names the secrets.</param>
/// <param name="secrets">Holds them; they are read anew for each delivery, so that an exchanged one counts at once.</param>
/// <param name="time">Bounds the age of deliveries that are signed with their time.</param>
internal sealed class SignatureCheck(IOptions<WebhookOptions> options, SecretStore secrets, TimeProvider time)
{
    private const string Prefix = "sha256=";
    private const string SigningToken = "whsec_";

    /// <summary>Why a delivery is refused, for those who run the portal; null where its signature is right.</summary>
    /// <param name="forge">Whose endpoint it was sent to.</param>
    /// <param name="headers">Hold the signature.</param>
    /// <param name="body">As it was sent, byte for byte.</param>
    public string? Refusal(WebhookForge forge, IHeaderDictionary headers, ReadOnlySpan<byte> body)
    {
        var names = options.Value.Secrets(forge);
        if (names.Count == 0)
        {
            return $"no secret is configured: set Webhooks:{forge}";
        }
        var known = new List<string>();
        foreach (var name in names)
        {
            if (secrets.Find(name) is { } secret)
            {
                known.Add(secret);
            }
        }
        if (known.Count == 0)
        {
            return $"the server has no secret {string.Join(" or ", names)}";
        }
        return forge switch
        {
            WebhookForge.GitHub => Signed(known, headers, "X-Hub-Signature-256", Prefix, body),
            WebhookForge.GitLab => StandardWebhooks.IsSigned(headers) ? Standard(known, headers, body) : Token(known, headers, "X-Gitlab-Token"),
            WebhookForge.Gitea => Signed(known, headers, First(headers, "X-Gitea-Signature", "X-Forgejo-Signature", "X-Gogs-Signature"), "", body),
            WebhookForge.Bitbucket => Signed(known, headers, "X-Hub-Signature", Prefix, body),
            WebhookForge.Generic => StandardWebhooks.IsSigned(headers) ? Standard(known, headers, body) : Signed(known, headers, "X-Hub-Signature-256", Prefix, body),
            _ => "unknown",
        };
    }

    private static string First(IHeaderDictionary headers, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (headers.ContainsKey(name))
            {
                return name;
            }
        }
        return names[0];
    }

    private static string? Signed(List<string> known, IHeaderDictionary headers, string header, string prefix, ReadOnlySpan<byte> body)
    {
        if (headers[header] is not [{ } signature])
        {
            return $"there is no single {header}";
        }
        var right = false;
        foreach (var secret in known)
        {
            right |= SecretStore.IsSame(prefix + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body)), signature);
        }
        return right ? null : $"{header} is wrong";
    }

    private static string? Token(List<string> known, IHeaderDictionary headers, string header)
    {
        if (headers[header] is not [{ } token])
        {
            return $"there is no single {header}";
        }
        var right = false;
        // A key that signs is never sent: whoever sends it as a token is not the forge.
        foreach (var secret in known.Where(secret => !secret.StartsWith(SigningToken, StringComparison.Ordinal)))
        {
            right |= SecretStore.IsSame(secret, token);
        }
        return right ? null : $"{header} is wrong";
    }

    private string? Standard(List<string> known, IHeaderDictionary headers, ReadOnlySpan<byte> body) =>
        StandardWebhooks.Refusal([.. known.Where(secret => secret.StartsWith(SigningToken, StringComparison.Ordinal)).Select(secret => secret[SigningToken.Length..])], headers, body, time.GetUtcNow(), options.Value.Tolerance);
}
