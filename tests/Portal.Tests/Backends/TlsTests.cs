using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http;
using Portal.Core.Queries;
using Portal.Core.Tenancy;

namespace Portal.Tests.Backends;

public sealed class TlsTests
{
    private const string Nothing = """{"status":"success","data":{"resultType":"vector","result":[]}}""";

    [Fact]
    public async Task An_authority_of_one_s_own_is_trusted_where_the_datasource_names_it()
    {
        using var authority = Authority("ours");
        using var server = Issue(authority, "127.0.0.1");
        await using var backend = await FakeBackend.StartAsync(context => context.Response.WriteAsync(Nothing), server);
        await using var client = new ClientFixture(("Grants:acme:Secrets:0", "CA"), ("Secrets:CA", authority.ExportCertificatePem()));

        Assert.Empty((await client.InstantAsync(Source(backend, new DatasourceTls("${secret:CA}", null, null)))).Frames);
        var error = await client.ErrorAsync(Source(backend, null));
        Assert.Equal(QueryErrorKind.Unavailable, error.Kind);
        Assert.Contains("tls", error.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_authority_is_refused()
    {
        using var authority = Authority("ours");
        using var other = Authority("theirs");
        using var server = Issue(authority, "127.0.0.1");
        await using var backend = await FakeBackend.StartAsync(context => context.Response.WriteAsync(Nothing), server);
        await using var client = new ClientFixture(("Grants:acme:Secrets:0", "CA"), ("Secrets:CA", other.ExportCertificatePem()));

        Assert.Equal(QueryErrorKind.Unavailable, (await client.ErrorAsync(Source(backend, new DatasourceTls("${secret:CA}", null, null)))).Kind);
        Assert.Empty(backend.Requests);
    }

    [Fact]
    public async Task The_certificate_must_have_the_server_s_name()
    {
        using var authority = Authority("ours");
        using var server = Issue(authority, "prometheus.acme.internal");
        await using var backend = await FakeBackend.StartAsync(context => context.Response.WriteAsync(Nothing), server);
        await using var client = new ClientFixture(("Grants:acme:Secrets:0", "CA"), ("Secrets:CA", authority.ExportCertificatePem()));

        Assert.Empty((await client.InstantAsync(Source(backend, new DatasourceTls("${secret:CA}", null, "prometheus.acme.internal")))).Frames);
        Assert.Equal(QueryErrorKind.Unavailable, (await client.ErrorAsync(Source(backend, new DatasourceTls("${secret:CA}", null, null)))).Kind);
        Assert.Equal(QueryErrorKind.Unavailable, (await client.ErrorAsync(Source(backend, new DatasourceTls("${secret:CA}", null, "other.internal")))).Kind);
    }

    [Fact]
    public async Task A_client_certificate_is_shown_and_a_new_one_takes_its_place_when_the_secret_changes()
    {
        using var authority = Authority("ours");
        using var server = Issue(authority, "127.0.0.1");
        var seen = new List<string>();
        await using var backend = await FakeBackend.StartAsync(
            async context =>
            {
                seen.Add(context.Connection.ClientCertificate!.GetNameInfo(X509NameType.SimpleName, false));
                await context.Response.WriteAsync(Nothing);
            },
            server,
            wantsClient: true);
        var folder = Directory.CreateTempSubdirectory("portal-tls-");
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "CA"), authority.ExportCertificatePem());
        await using var client = new ClientFixture(("Grants:acme:Secrets:0", "CA"), ("Grants:acme:Secrets:1", "CLIENT"), ("Secrets:Folder", folder.FullName));
        var source = Source(backend, new DatasourceTls("${secret:CA}", "${secret:CLIENT}", null));

        foreach (var name in (string[])["first", "second"])
        {
            using var certificate = Issue(authority, name);
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "CLIENT"), certificate.ExportCertificatePem() + "\n" + certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
            await client.InstantAsync(source);
        }

        Assert.Equal(["first", "second"], seen);
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_secret_that_is_no_certificate_is_told_without_its_value()
    {
        await using var backend = await FakeBackend.StartAsync(Nothing);
        await using var client = new ClientFixture(("Grants:acme:Secrets:0", "CA"), ("Secrets:CA", "not-a-pem"));

        var error = await client.ErrorAsync(Source(backend, new DatasourceTls("${secret:CA}", null, null)));

        Assert.Equal(QueryErrorKind.Unavailable, error.Kind);
        Assert.Contains("tls.ca", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("not-a-pem", error.ToString(), StringComparison.Ordinal);
    }

    private static Datasource Source(FakeBackend backend, DatasourceTls? tls) => ClientFixture.Source(backend.Address) with { Tls = tls };

    private static X509Certificate2 Authority(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(2));
    }

    private static X509Certificate2 Issue(X509Certificate2 authority, string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        if (IPAddress.TryParse(name, out var address))
        {
            names.AddIpAddress(address);
        }
        else
        {
            names.AddDnsName(name);
        }
        request.CertificateExtensions.Add(names.Build());
        using var issued = request.Create(authority, DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddDays(1), RandomNumberGenerator.GetBytes(8));
        using var whole = issued.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pkcs12), null, X509KeyStorageFlags.Exportable);
    }
}
