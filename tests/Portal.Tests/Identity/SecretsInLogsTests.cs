using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Portal.Core.Tenancy;
using Portal.Identity.SignIn;
using Portal.Identity.Tokens;
using Portal.Tests.Backends;
using Portal.Tests.Identity.SignIn;

namespace Portal.Tests.Identity;

/// <summary>Everything that the portal and its libraries log while people, scripts, forges and embeds come in, down to the finest level.</summary>
public sealed partial class SecretsInLogsTests
{
    private const string Password = "a password of my own";
    private const string Hook = "the secret that signs deliveries";
    private const string Keys = "the secret that encrypts the keys, which is long";

    [Theory]
    [InlineData("Logging:LogLevel:Microsoft.AspNetCore")]
    [InlineData("Logging:LogLevel:Microsoft.AspNetCore.Routing.Matching")]
    [InlineData("Logging:recorder:LogLevel:Default")]
    public async Task No_log_holds_a_secret_at_any_level(string finest)
    {
        await using var provider = await OpenIdHost.StartAsync();
        provider.People["1"] = new ProviderPerson("Ada", "ada@acme.example", true, "sre-acme");
        provider.People["2"] = new ProviderPerson("Boss", "boss@acme.example", true);
        await using var backend = await FakeBackend.StartAsync("""{"status":"success","data":{"resultType":"vector","result":[]}}""");
        using var log = new LogRecorder();
        var settings = TwoTenants.Provider(provider).Concat(
        [
            ("SignIn:Local", "true"), ("Logging:LogLevel:Default", "Trace"), ("Logging:LogLevel:Microsoft.AspNetCore", "Trace"), (finest, "Trace"), ("Logging:LogLevel:Microsoft.EntityFrameworkCore", "Trace"),
            ("Logging:LogLevel:System.Net.Http", "Trace"), ("Secrets:HOOK", Hook), ("Secrets:KEYS", Keys), ("Webhooks:Generic:0", "HOOK"), ("DataProtection:KeySecret", "KEYS"),
        ]).ToArray();
        await using var portal = await TwoTenants.StartAsync(services => services.RemoveAll<ILoggerProvider>().AddSingleton<ILoggerProvider>(log), backend.Address.ToString(), settings);
        var secrets = new List<string> { OpenIdHost.ClientSecret, Password, Hook, Keys };

        // People, by the provider and by a password.
        using var boss = portal.Client();
        var signedIn = await TwoTenants.SignInAsync(boss, "2");
        Assert.Equal(HttpStatusCode.Redirect, signedIn.StatusCode);
        secrets.AddRange(signedIn.Headers.GetValues("Set-Cookie").Select(cookie => cookie.Split(';')[0].Split('=', 2)[1]));
        var (_, once, _) = await portal.Services.GetRequiredService<LocalAccounts>().MakeAsync("eve");
        using var eve = portal.Client();
        await TwoTenants.PostAsync(eve, "/sign-in", "/sign-in/local", ("name", "eve"), ("password", once));
        var changed = await TwoTenants.PostAsync(eve, "/password?must=1", "/sign-in/password", ("name", "eve"), ("password", once), ("fresh", Password), ("again", Password), ("must", "1"));
        Assert.Equal("/", changed.Headers.Location!.ToString());
        secrets.Add(once);
        secrets.AddRange(changed.Headers.GetValues("Set-Cookie").Select(cookie => cookie.Split(';')[0].Split('=', 2)[1]));
        await portal.AdvanceAsync(TimeSpan.FromMinutes(6));
        Assert.Equal(HttpStatusCode.OK, (await boss.GetAsync("/t/acme")).StatusCode);
        Assert.True(provider.Refreshes > 0);

        // A script, with a token that holds and one that does not.
        var person = new Portal.Identity.Person { Id = "idp/2", User = "boss@acme.example", Name = "Boss" }.ToPrincipal(Sessions.Scheme);
        var token = (await portal.Services.GetRequiredService<ApiTokens>().MakeAsync(person, "test", null, Right.Administer, TimeSpan.FromDays(1), CancellationToken.None))!;
        secrets.Add(token[^64..]);
        using var script = portal.Client();
        foreach (var (brought, status) in new[] { (token, HttpStatusCode.OK), (token[..^64] + new string('0', 64), HttpStatusCode.Unauthorized) })
        {
            script.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", brought);
            Assert.Equal(status, (await script.GetAsync("/api/v1/dashboards")).StatusCode);
        }

        // A forge, and an embed.
        var body = Encoding.UTF8.GetBytes("{}");
        using var delivery = new HttpRequestMessage(HttpMethod.Post, "/webhooks/generic") { Content = new ByteArrayContent(body) };
        var signature = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Hook), body));
        delivery.Headers.Add("X-Hub-Signature-256", $"sha256={signature}");
        delivery.Content.Headers.ContentType = new("application/json");
        await script.SendAsync(delivery);
        secrets.Add(signature);
        script.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        var issued = await script.PostAsJsonAsync("/api/v1/embeds", new { tenant = "acme", environment = "prod", dashboard = "nodes", lifetime = "1h", origins = new[] { "https://status.example.com" } });
        var embed = TokenOf().Match(await issued.Content.ReadAsStringAsync()).Groups[1].Value;
        Assert.NotEmpty(embed);
        secrets.Add(embed.Split('.')[2]);
        using var viewer = portal.Client();
        Assert.Equal(HttpStatusCode.OK, (await viewer.GetAsync($"/embed/{embed}")).StatusCode);
        using var asked = new HttpRequestMessage(HttpMethod.Post, "/embed/panels/load/data") { Headers = { { "Portal-Embed", embed } } };
        Assert.Equal(HttpStatusCode.OK, (await viewer.SendAsync(asked)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await viewer.GetAsync($"/embed/{embed}x")).StatusCode);

        Assert.True(log.Lines.Count > 200, $"only {log.Lines.Count} lines were logged: not at the finest level");
        var found = log.Lines.Where(line => secrets.Any(secret => secret.Length > 5 && line.Contains(secret, StringComparison.Ordinal)) || LooksSecret().IsMatch(line)).Select(line => line[..Math.Min(400, line.Length)]).ToList();
        Assert.True(found.Count == 0, string.Join("\n", found.Take(20)));
    }

    [GeneratedRegex("\"token\":\"([^\"]+)\"")]
    private static partial Regex TokenOf();

    // Tokens for scripts, JSON web tokens, what data protection encrypts, and codes of providers.
    [GeneratedRegex(@"portal_[0-9a-f]{16}_[0-9a-f]{64}|eyJ[\w-]{16,}\.[\w-]{8,}\.|CfDJ8[\w-]{20,}|[?&]code=\w|PRIVATE KEY|masterKey")]
    private static partial Regex LooksSecret();
}
