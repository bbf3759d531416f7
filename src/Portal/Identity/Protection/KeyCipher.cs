using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Portal.Configuration;

namespace Portal.Identity.Protection;

/// <summary>Encrypts keys by AES-256-GCM, under a key that is derived anew each time from a secret which is not in the database.</summary>
internal sealed class KeyCipher
{
    private const int LeastSecret = 32;
    private const int KeySize = 32;
    private const int SaltSize = 16;
    private const int NonceSize = 12;
    private const int TagSize = 16;

    private readonly List<byte[]> _secrets = [];

    /// <summary>Reads the secrets that the configuration names.</summary>
    /// <exception cref="StartupRefusal">One is not there, or too short.</exception>
    public KeyCipher(IOptions<ProtectionOptions> options, SecretStore secrets)
    {
        IsOn = options.Value.KeySecret.Length > 0;
        foreach (var name in options.Value.OldKeySecrets.Prepend(options.Value.KeySecret).Where(name => name.Length > 0).Distinct(StringComparer.Ordinal))
        {
            var secret = secrets.Find(name) ?? throw Refusal($"the server has no secret '{name}': set Secrets:{name}, or put a file of that name into the secrets folder");
            _secrets.Add(secret.Length >= LeastSecret ? Encoding.UTF8.GetBytes(secret) : throw Refusal($"the secret '{name}' has less than {LeastSecret} characters; make one with 'openssl rand -base64 32'"));
        }
    }

    /// <summary>Whether keys are to be encrypted.</summary>
    public bool IsOn { get; }

    /// <summary>Encrypts by the present secret.</summary>
    public byte[] Seal(ReadOnlySpan<byte> text)
    {
        var sealedText = new byte[SaltSize + NonceSize + TagSize + text.Length];
        RandomNumberGenerator.Fill(sealedText.AsSpan(0, SaltSize + NonceSize));
        using var aes = new AesGcm(Key(_secrets[0], sealedText.AsSpan(0, SaltSize)), TagSize);
        aes.Encrypt(sealedText.AsSpan(SaltSize, NonceSize), text, sealedText.AsSpan(SaltSize + NonceSize + TagSize), sealedText.AsSpan(SaltSize + NonceSize, TagSize));
        return sealedText;
    }

    /// <summary>Decrypts by whichever secret it was encrypted with, and tells whether that is the present one. Null where it was none of them, or the text was changed.</summary>
    public (byte[] Text, bool IsPresent)? Open(ReadOnlySpan<byte> sealedText)
    {
        if (sealedText.Length < SaltSize + NonceSize + TagSize)
        {
            return null;
        }
        var text = new byte[sealedText.Length - SaltSize - NonceSize - TagSize];
        for (var i = 0; i < _secrets.Count; i++)
        {
            using var aes = new AesGcm(Key(_secrets[i], sealedText[..SaltSize]), TagSize);
            try
            {
                aes.Decrypt(sealedText.Slice(SaltSize, NonceSize), sealedText[(SaltSize + NonceSize + TagSize)..], sealedText.Slice(SaltSize + NonceSize, TagSize), text);
                return (text, i == 0 && IsOn);
            }
            catch (AuthenticationTagMismatchException)
            {
                // It was another one.
            }
        }
        return null;
    }

    private static byte[] Key(byte[] secret, ReadOnlySpan<byte> salt)
    {
        var key = new byte[KeySize];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, key, salt, "Portal.DataProtection.Key.v1"u8);
        return key;
    }

    private static StartupRefusal Refusal(string problem) => new([$"{ProtectionOptions.Section}: {problem}."]);
}
