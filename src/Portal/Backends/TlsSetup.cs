using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Portal.Core.Queries;

namespace Portal.Backends;

/// <summary>How TLS is spoken to a datasource, secrets resolved. Equal setups share connections.</summary>
/// <param name="Ca">PEM of the authorities to trust instead of the system's; null for the system's.</param>
/// <param name="ClientCertificate">PEM of certificate and key; null for none.</param>
/// <param name="ServerName">The name that the server's certificate must have; null for the URL's host.</param>
internal sealed record TlsSetup(string? Ca, string? ClientCertificate, string? ServerName)
{
    /// <summary>The system's defaults.</summary>
    public static readonly TlsSetup Default = new(null, null, null);

    /// <summary>Never the secrets.</summary>
    public override string ToString() => $"TLS setup for {ServerName ?? "the URL's host"}";

    /// <summary>The options of a connection.</summary>
    /// <exception cref="QueryException">A certificate cannot be read.</exception>
    public SslClientAuthenticationOptions ToOptions()
    {
        var options = new SslClientAuthenticationOptions { TargetHost = ServerName };
        if (Ca is not null)
        {
            var authorities = Read("ca", () =>
            {
                var read = new X509Certificate2Collection();
                read.ImportFromPem(Ca);
                return read.Count > 0 ? read : throw new CryptographicException("no certificate");
            });
            options.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            options.CertificateChainPolicy.CustomTrustStore.AddRange(authorities);
        }
        if (ClientCertificate is not null)
        {
            options.ClientCertificates = [Read("clientCertificate", () =>
            {
                using var certificate = X509Certificate2.CreateFromPem(ClientCertificate, ClientCertificate);
                // Some systems do not authenticate with a key that was never in a store of theirs.
                return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
            })];
        }
        return options;
    }

    private static T Read<T>(string key, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (CryptographicException e)
        {
            throw new QueryException(new QueryError(QueryErrorKind.Unavailable, $"The secret of the datasource's 'tls.{key}' is not a certificate in PEM form.", "Let a platform engineer check the secret."), e);
        }
    }
}
