using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Portal.Configuration;

namespace Portal.Webhooks;

/// <summary>The scheme of standardwebhooks.com, which GitLab's signing tokens follow: id, time and body are signed together.</summary>
internal static class StandardWebhooks
{
    private const string Version = "v1,";
    // A sender that exchanges its key signs with both; more than a few are none.
    private const int MaxSignatures = 8;

    /// <summary>The header with the delivery's id.</summary>
    public const string Id = "webhook-id";

    private const string Timestamp = "webhook-timestamp";
    private const string Signature = "webhook-signature";

    /// <summary>Whether a delivery is signed in this way.</summary>
    public static bool IsSigned(IHeaderDictionary headers) => headers.ContainsKey(Signature);

    /// <summary>Why a delivery is refused; null where its signature is right.</summary>
    /// <param name="keys">The keys in base64, without <c>whsec_</c>.</param>
    /// <param name="headers">Hold id, time and signatures.</param>
    /// <param name="body">As it was sent.</param>
    /// <param name="now">This machine's time.</param>
    /// <param name="tolerance">How far the delivery's time may be from it.</param>
    public static string? Refusal(IReadOnlyList<string> keys, IHeaderDictionary headers, ReadOnlySpan<byte> body, DateTimeOffset now, TimeSpan tolerance)
    {
        if (headers[Id] is not [{ Length: > 0 } id] || headers[Timestamp] is not [{ } timestamp] || headers[Signature] is not [{ } signatures])
        {
            return $"there is no single {Id}, {Timestamp} and {Signature}";
        }
        if (!long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || seconds > DateTimeOffset.MaxValue.ToUnixTimeSeconds())
        {
            return $"{Timestamp} is no time";
        }
        if ((now - DateTimeOffset.FromUnixTimeSeconds(seconds)).Duration() > tolerance)
        {
            return $"{Timestamp} is further away than is tolerated: a repeated delivery, or a wrong clock";
        }
        var given = signatures.Split(' ');
        if (given.Length > MaxSignatures)
        {
            return $"{Signature} holds more than {MaxSignatures} signatures";
        }
        var right = false;
        byte[] content = [.. Encoding.UTF8.GetBytes($"{id}.{timestamp}."), .. body];
        foreach (var key in keys)
        {
            if (Key(key) is not { } bytes)
            {
                return "a secret that begins with whsec_ is no base64";
            }
            var expected = Version + Convert.ToBase64String(HMACSHA256.HashData(bytes, content));
            foreach (var signature in given)
            {
                right |= SecretStore.IsSame(expected, signature);
            }
        }
        return right ? null : keys.Count == 0 ? "no secret that begins with whsec_ is configured" : $"{Signature} is wrong";
    }

    private static byte[]? Key(string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length) && length > 0 ? bytes[..length] : null;
    }
}
