using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Portal.Configuration;
using Portal.Core.Tenancy;
using Portal.Data;
using Portal.Forges;
using Portal.Git;
using Portal.Tests.Data;

namespace Portal.Tests.Forges;

/// <summary>The reports of a portal, a database and a forge that hears them.</summary>
internal sealed class ForgeWorld : IAsyncDisposable
{
    private static readonly Lazy<string> AppKey = new(() =>
    {
        using var key = RSA.Create(2048);
        return key.ExportRSAPrivateKeyPem();
    });

    private readonly List<ServiceProvider> _services = [];
    private readonly string _timeout;

    private ForgeWorld(TestForge forge, TestDatabase database, bool app, string timeout)
    {
        (Forge, Database, App, _timeout) = (forge, database, app, timeout);
        Start();
    }

    public TestForge Forge { get; }

    public TestDatabase Database { get; }

    public bool App { get; }

    public FastTime Time { get; } = new(20);

    public Reports Reports => _services[^1].GetRequiredService<Reports>();

    public ReportStore Store => _services[^1].GetRequiredService<ReportStore>();

    public static async Task<ForgeWorld> StartAsync(ForgeKind kind, bool app = false, string timeout = "00:02:00") =>
        new(await TestForge.StartAsync(kind), await TestDatabase.SqliteAsync(), app, timeout);

    /// <summary>What is to be told is told from here on.</summary>
    public void Work() => _ = _services[^1].GetServices<IHostedService>().OfType<ReportWorker>().Single().StartAsync(CancellationToken.None);

    /// <summary>The process ends without a word, and another one begins.</summary>
    public async Task RestartAsync()
    {
        await _services[^1].GetServices<IHostedService>().OfType<ReportWorker>().Single().StopAsync(CancellationToken.None);
        Start();
    }

    /// <summary>Waits until nothing is left to be told.</summary>
    public Task ToldAsync() => Patience.UntilAsync(async () => (await Reports.RecentAsync(50, TestContext.Current.CancellationToken)).All(report => report.IsTold));

    public async ValueTask DisposeAsync()
    {
        foreach (var services in _services)
        {
            await services.GetServices<IHostedService>().OfType<ReportWorker>().Single().StopAsync(CancellationToken.None);
            await services.DisposeAsync();
        }
        await Forge.DisposeAsync();
        await Database.DisposeAsync();
    }

    private void Start()
    {
        var settings = new Dictionary<string, string?>
        {
            ["PublicUrl"] = "https://portal.example.com/",
            ["Forge:Kind"] = Forge.Kind.ToString(),
            ["Forge:ApiUrl"] = Forge.Api,
            ["Forge:Repository"] = TestForge.Repository,
            ["Forge:TokenSecret"] = "TOKEN",
            ["Forge:Timeout"] = _timeout,
            ["Notifications:Timeout"] = "00:02:00",
            ["Notifications:UrlSecret"] = "ALERTS",
            ["Notifications:TokenSecret"] = "TOKEN",
            ["Secrets:TOKEN"] = TestForge.Token,
            ["Secrets:ALERTS"] = Forge.Alerts,
            ["Secrets:KEY"] = AppKey.Value,
        };
        if (App)
        {
            settings["Forge:AppId"] = "4711";
            settings["Forge:AppKeySecret"] = "KEY";
        }
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(configuration).AddSingleton<TimeProvider>(Time).AddLogging(logging => logging.SetMinimumLevel(LogLevel.None));
        services.AddSingleton<IGrants, AllGrants>().AddSingleton<SecretStore>().AddOptions();
        services.AddSingleton(Database.Reopen()).AddSingleton<ReportStore>();
        services.AddSingleton(new ContentRepository(new ContentOptions(), null, TimeProvider.System));
        services.AddPortalForges();
        // Judging is another room's.
        services.Remove(services.Single(s => s.ImplementationType == typeof(CatalogReporter)));
        _services.Add(services.BuildServiceProvider());
    }
}

/// <summary>A clock that runs so many times as fast as the wall's, so that nobody waits for pauses.</summary>
internal sealed class FastTime(int factor) : TimeProvider
{
    private readonly DateTimeOffset _start = DateTimeOffset.UtcNow;
    private readonly long _began = System.GetTimestamp();

    public override DateTimeOffset GetUtcNow() => _start + System.GetElapsedTime(_began) * factor;

    public override long GetTimestamp() => System.GetTimestamp() * factor;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        System.CreateTimer(callback, state, dueTime > TimeSpan.Zero ? dueTime / factor : dueTime, period > TimeSpan.Zero ? period / factor : period);
}
