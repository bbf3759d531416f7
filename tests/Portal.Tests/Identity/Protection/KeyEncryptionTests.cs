using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Portal.Configuration;
using Portal.Core.Tenancy;
using Portal.Data;
using Portal.Identity.Protection;
using Portal.Identity.SignIn;
using Portal.Tests.Data;

namespace Portal.Tests.Identity.Protection;

/// <summary>Whoever reads the database reads no key.</summary>
public sealed class KeyEncryptionTests : IAsyncLifetime
{
    private const string First = "the first secret, of more than 32 characters";
    private const string Second = "the second secret, of more than 32 characters";
    private static readonly (string, string)[] Secrets = [("Secrets:FIRST", First), ("Secrets:SECOND", Second), ("Secrets:SHORT", "short")];
    private TestDatabase _database = null!;

    public async ValueTask InitializeAsync() => _database = await TestDatabase.SqliteAsync();

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Keys_lie_in_the_database_encrypted_and_a_restart_reads_them()
    {
        var text = (await StartAsync(("KeySecret", "FIRST"))).Protect("Ada");

        Assert.All(await XmlAsync(), xml => Assert.DoesNotContain("masterKey", xml, StringComparison.Ordinal));
        Assert.All(await XmlAsync(), xml => Assert.Contains("<sealedKey", xml, StringComparison.Ordinal));
        Assert.Equal("Ada", (await StartAsync(("KeySecret", "FIRST"))).Unprotect(text));
    }

    [Fact]
    public async Task Keys_that_lay_open_before_there_was_a_secret_are_encrypted_at_the_next_start()
    {
        var text = (await StartAsync()).Protect("Ada");
        Assert.Contains(await XmlAsync(), xml => xml.Contains("masterKey", StringComparison.Ordinal));

        Assert.Equal("Ada", (await StartAsync(("KeySecret", "FIRST"))).Unprotect(text));

        Assert.All(await XmlAsync(), xml => Assert.DoesNotContain("masterKey", xml, StringComparison.Ordinal));
    }

    [Fact]
    public async Task After_a_change_of_the_secret_the_old_one_is_needed_once_and_never_again()
    {
        var text = (await StartAsync(("KeySecret", "FIRST"))).Protect("Ada");

        Assert.Equal("Ada", (await StartAsync(("KeySecret", "SECOND"), ("OldKeySecrets:0", "FIRST"))).Unprotect(text));
        Assert.Equal("Ada", (await StartAsync(("KeySecret", "SECOND"))).Unprotect(text));

        var refusal = await Assert.ThrowsAsync<StartupRefusal>(() => StartAsync(("KeySecret", "FIRST")));
        Assert.Contains("DataProtection:OldKeySecrets", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_its_secret_the_portal_does_not_start_and_lose_what_was_encrypted()
    {
        await StartAsync(("KeySecret", "FIRST"));

        await Assert.ThrowsAsync<StartupRefusal>(() => StartAsync());
        foreach (var (secret, problem) in new[] { ("NONE", "no secret 'NONE'"), ("SHORT", "less than 32") })
        {
            var refusal = await Assert.ThrowsAsync<StartupRefusal>(() => StartAsync(("KeySecret", secret)));
            Assert.Contains(problem, refusal.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_was_changed_in_any_byte_is_not_decrypted()
    {
        await using var services = Services(("KeySecret", "FIRST"));
        var cipher = services.GetRequiredService<KeyCipher>();
        var text = RandomNumberGenerator.GetBytes(48);
        var whole = cipher.Seal(text);

        Assert.Equal(text, cipher.Open(whole)!.Value.Text);
        Assert.NotEqual(whole, cipher.Seal(text));
        for (var i = 0; i < whole.Length; i++)
        {
            whole[i] ^= 1;
            Assert.Null(cipher.Open(whole));
            whole[i] ^= 1;
        }
        Assert.Null(cipher.Open(whole.AsSpan(0, 20)));
    }

    private async Task<IDataProtector> StartAsync(params (string Key, string Value)[] settings)
    {
        var services = Services(settings);
        await services.GetRequiredService<StoredKeys>().PrepareAsync(TestContext.Current.CancellationToken);
        var protector = services.GetRequiredService<IDataProtectionProvider>().CreateProtector("test");
        // Makes a key where there is none.
        protector.Protect([1]);
        return protector;
    }

    private ServiceProvider Services(params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(Secrets.Concat(settings.Select(s => ($"DataProtection:{s.Key}", s.Value))).Select(s => KeyValuePair.Create(s.Item1, (string?)s.Item2))).Build();
        var services = new ServiceCollection().AddLogging().AddSingleton<IConfiguration>(configuration).AddSingleton<IGrants>(new AllGrants()).AddSingleton(_database.Reopen()).AddSingleton<SecretStore>()
            .AddSingleton(new SignInMode(true, new Dictionary<string, OpenIdProvider>(), false, false));
        services.AddOptions<SecretOptions>();
        return services.AddPortalProtection().BuildServiceProvider();
    }

    private async Task<IReadOnlyList<string>> XmlAsync() => [.. (await new ProtectionKeyStore(_database.Reopen()).AllAsync(TestContext.Current.CancellationToken)).Select(key => key.Xml)];
}
