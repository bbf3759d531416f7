using System.Xml;
using System.Xml.Linq;
using Portal.Configuration;
using Portal.Data;
using Portal.Identity.SignIn;

namespace Portal.Identity.Protection;

/// <summary>The keys in the database, brought to what the configuration says at each start: those that lie open, or under a secret of before, are encrypted with the present one.</summary>
/// <param name="store">Where they are.</param>
/// <param name="cipher">Encrypts them.</param>
/// <param name="mode">Whether anyone signs in.</param>
/// <param name="logger">Hears of keys that lie open.</param>
internal sealed partial class StoredKeys(ProtectionKeyStore store, KeyCipher cipher, SignInMode mode, ILogger<StoredKeys> logger)
{
    private static readonly XNamespace Framework = "http://schemas.asp.net/2015/03/dataProtection";
    private static readonly XName Secret = Framework + "requiresEncryption";
    private static readonly XName Encrypted = Framework + "encryptedSecret";
    private readonly KeyEncryptor _encryptor = new(cipher);

    /// <summary>Looks at each, and changes what is to be changed.</summary>
    /// <exception cref="StartupRefusal">One cannot be decrypted: without it, stays and embeds would be lost.</exception>
    public async Task PrepareAsync(CancellationToken cancellation)
    {
        foreach (var (id, before) in await store.AllAsync(cancellation))
        {
            var key = Read(id, before);
            if (Reseal(key) | Seal(key))
            {
                await store.UpdateAsync(id, before, key.ToString(SaveOptions.DisableFormatting), cancellation);
            }
        }
        if (!cipher.IsOn && mode is { IsRequired: true, Demo: false })
        {
            LogOpen();
        }
    }

    private static XElement Read(int id, string xml)
    {
        try
        {
            return XElement.Parse(xml);
        }
        catch (XmlException e)
        {
            throw new StartupRefusal([$"The database: row {id} of data_protection_keys is no XML, and so no key: restore it from a backup, or delete the row."], e);
        }
    }

    private bool Seal(XElement key)
    {
        var open = cipher.IsOn ? key.Descendants().Where(part => (bool?)part.Attribute(Secret) == true).ToList() : [];
        foreach (var part in open)
        {
            part.ReplaceWith(Sealed(part));
        }
        return open.Count > 0;
    }

    private bool Reseal(XElement key)
    {
        var changed = false;
        foreach (var part in key.Descendants(Encrypted).Where(part => part.Element("sealedKey") is not null).ToList())
        {
            var (text, isPresent) = KeyDecryptor.Open(cipher, part.Element("sealedKey")!) ?? throw new StartupRefusal(
                ["DataProtection:KeySecret: a key in the database is encrypted with a secret that is not named here. Name that one too, in DataProtection:OldKeySecrets, or delete the rows of data_protection_keys: then everyone signs in anew, and all embeds are issued anew."]);
            if (!isPresent && cipher.IsOn)
            {
                part.ReplaceWith(Sealed(text));
                changed = true;
            }
        }
        return changed;
    }

    // As the framework writes it, so that it reads it.
    private XElement Sealed(XElement part)
    {
        var made = _encryptor.Encrypt(part);
        return new XElement(Encrypted, new XAttribute("decryptorType", made.DecryptorType.AssemblyQualifiedName!), made.EncryptedElement);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The keys that protect cookies, stays and embeds lie unencrypted in the database: set DataProtection:KeySecret")]
    private partial void LogOpen();
}
