using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Portal.Core.Catalog;
using Portal.Core.Tenancy;
using Portal.Embedding;
using Portal.Tests.Git;

namespace Portal.Tests.Embedding;

/// <summary>A portal with two tenants whose dashboards need no backend, hosts with keys of their own, and a clock that is moved by hand.</summary>
internal sealed class EmbedWorld : IAsyncDisposable
{
    public const string Host = "https://status.example.com";
    public const string SharedSecret = "0123456789abcdef0123456789abcdef";

    private const string Template =
        """
        ---
        title: Notes
        scope: environment
        ---
        title: "Notes of {{ tenant_id }}"
        variables:
          - {name: route, type: custom, options: [/cart, /pay]}
          - {name: customer, type: custom, options: [a, b]}
        annotations:
          - {name: events, expr: 'up{kind="event", customer="$customer"}', text: "{tenant}"}
        panels:
          - {id: note, title: Note, type: text, content: "Secret of {{ tenant_id }} for $customer"}
          - {id: rate, title: Rate, type: stat, queries: [{expr: 'up{route="$route", customer="$customer"}'}]}

        """;

    private readonly TempContent _content = new();
    private readonly PortalFactory _factory;
    private readonly Microsoft.AspNetCore.Mvc.Testing.WebApplicationFactory<Program> _portal;

    private EmbedWorld(Action<IServiceCollection>? services)
    {
        _content.Write("templates/notes.yaml.sbn", Template);
        _content.Write("templates/other.yaml.sbn", Template);
        foreach (var id in new[] { "acme", "nova" })
        {
            _content.Write($"tenants/{id}.yaml", Tenant(id));
        }
        _factory = new PortalFactory(_content.Folder, ("Secrets:SHARED", SharedSecret));
        _portal = _factory.WithWebHostBuilder(host => host.ConfigureTestServices(added =>
        {
            added.AddSingleton<TimeProvider>(Clock).AddSingleton<IGrants>(new AllGrants());
            services?.Invoke(added);
        }));
        Client = _portal.CreateClient();
    }

    public FakeTimeProvider Clock { get; } = new(DateTimeOffset.UtcNow);

    public HttpClient Client { get; }

    public ECDsa HostKey { get; } = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public ClaimsPrincipal Person { get; } = new(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, "ada")], "test"));

    public T Get<T>() where T : notnull => _portal.Services.GetRequiredService<T>();

    public static async Task<EmbedWorld> StartAsync(Action<IServiceCollection>? services = null)
    {
        var world = new EmbedWorld(services);
        await Patience.UntilAsync(() => world.Get<ICatalog>().Live is not null);
        return world;
    }

    public static EmbedWish Wish(string tenant = "acme") => new()
    {
        Tenant = tenant, Environment = "prod", Dashboard = "notes", Origins = [Host], Variables = new Dictionary<string, IReadOnlyList<string>> { ["customer"] = ["a"] }, Free = ["route"],
    };

    public async Task<string> IssueAsync(EmbedWish wish)
    {
        var outcome = await Get<EmbedIssuer>().IssueAsync(Person, wish, TestContext.Current.CancellationToken);
        Assert.Null(outcome.Problem);
        return outcome.Token!;
    }

    public async Task<bool> HoldsAsync(string token) => await Get<EmbedGate>().OpenAsync(token, TestContext.Current.CancellationToken) is not null;

    /// <summary>What a host's backend signs.</summary>
    public EmbedClaims Claims(string tenant = "acme", string dashboard = "notes") => new()
    {
        Aud = EmbedClaims.ForPortal, Jti = Guid.NewGuid().ToString("N"), Iat = Clock.GetUtcNow().ToUnixTimeSeconds(), Exp = Clock.GetUtcNow().AddMinutes(10).ToUnixTimeSeconds(),
        Tenant = tenant, Environment = "prod", Dashboard = dashboard,
    };

    public string SignByHost(EmbedClaims claims, string kid = "page") => Sign(claims.Write(), new ECDsaSecurityKey(HostKey) { KeyId = kid }, SecurityAlgorithms.EcdsaSha256);

    public static string SignShared(EmbedClaims claims, string kid = "shared") =>
        Sign(claims.Write(), new SymmetricSecurityKey(System.Text.Encoding.UTF8.GetBytes(SharedSecret)) { KeyId = kid }, SecurityAlgorithms.HmacSha256);

    public static string Sign(string payload, SecurityKey key, string algorithm) =>
        new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(payload, new SigningCredentials(key, algorithm));

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        HostKey.Dispose();
        await _portal.DisposeAsync();
        await _factory.DisposeAsync();
        _content.Dispose();
    }

    private string Tenant(string id) =>
        $$$"""
        id: {{{id}}}
        defaultEnvironment: prod
        environments:
          - name: prod
            datasources: [{kind: prometheus, url: "http://127.0.0.1:9"}]
            isolation: {labels: {tenant: {{{id}}}}}
            services: [checkout]
        dashboards: [{template: notes}, {template: other}]
        embedKeys:
          - id: page
            publicKey: |
              {{{HostKey.ExportSubjectPublicKeyInfoPem().Replace("\n", "\n      ")}}}
            dashboards: [notes]
            origins: [{{{Host}}}]
            lifetime: 1h
          - {id: shared, secret: "${secret:SHARED}", dashboards: [notes], role: viewer, origins: [{{{Host}}}, https://other.example.com]}

        """;
}
