using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;

namespace Portal.Identity.Protection;

/// <summary>Encrypts what is secret in the XML of a key, as the framework asks for it.</summary>
/// <param name="cipher">Encrypts.</param>
internal sealed class KeyEncryptor(KeyCipher cipher) : IXmlEncryptor
{
    /// <inheritdoc/>
    public EncryptedXmlInfo Encrypt(XElement plaintextElement) =>
        new(new XElement("sealedKey", Convert.ToBase64String(cipher.Seal(Encoding.UTF8.GetBytes(plaintextElement.ToString(SaveOptions.DisableFormatting))))), typeof(KeyDecryptor));
}

/// <summary>Decrypts it. The framework makes it of its name, which stands in the database: it keeps this one.</summary>
internal sealed class KeyDecryptor : IXmlDecryptor
{
    private readonly KeyCipher _cipher;

    /// <summary>Made by the framework.</summary>
    public KeyDecryptor(IServiceProvider services) => _cipher = services.GetRequiredService<KeyCipher>();

    /// <inheritdoc/>
    public XElement Decrypt(XElement encryptedElement) =>
        Open(_cipher, encryptedElement)?.Key ?? throw new CryptographicException("The key was encrypted with a secret that the configuration does not name.");

    /// <summary>What was encrypted, and whether the present secret did it; null where no known one did.</summary>
    public static (XElement Key, bool IsPresent)? Open(KeyCipher cipher, XElement sealedKey)
    {
        var bytes = new byte[sealedKey.Value.Length];
        return Convert.TryFromBase64String(sealedKey.Value.Trim(), bytes, out var length) && cipher.Open(bytes.AsSpan(0, length)) is var (text, isPresent)
            ? (XElement.Parse(Encoding.UTF8.GetString(text)), isPresent) : null;
    }
}
