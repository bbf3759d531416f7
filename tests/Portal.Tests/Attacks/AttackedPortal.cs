using System.Net;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Portal.Core.Catalog;
using Portal.Core.Tenancy;
using Portal.Tests.Backends;
using Portal.Tests.Canaries;
using Portal.Tests.Git;

namespace Portal.Tests.Attacks;

/// <summary>A whole portal over a store that keeps nobody apart: acme and nova by labels on the same one, hydra by a header on another. Who asks is told by a header, see <see cref="Persons"/>.</summary>
public sealed class AttackedPortal : IAsyncLifetime
{
    private readonly TempContent _content = new();
    private readonly PortalFactory _factory;
    private WebApplicationFactory<Program>? _portal;
    private PortalFactory? _listening;
    private WebApplicationFactory<Program>? _listeningPortal;

    public AttackedPortal() => _factory = new PortalFactory(_content.Folder, ("Backends:Retries", "0"), ("Backends:BreakAfter", "1000"));

    internal HostileStore Hostile { get; } = new();

    internal FakeBackend Store { get; private set; } = null!;

    public IServiceProvider Services => _portal!.Services;

    public async ValueTask InitializeAsync()
    {
        Store = await FakeBackend.StartAsync(Hostile.AnswerAsync);
        _content.Write("templates/metrics.yaml.sbn", AttackedContent.Metrics);
        _content.Write("templates/logs.yaml.sbn", AttackedContent.Logs);
        _content.Write("templates/traces.yaml.sbn", AttackedContent.Traces);
        _content.Write("templates/service.yaml.sbn", AttackedContent.Service);
        _content.Write("templates/secret-plan.yaml.sbn", AttackedContent.SecretPlan);
        _content.Write("tenants/acme.yaml", AttackedContent.Tenant("acme", Store.Address, "labels: {tenant: acme, environment: ENV}", "metrics", "logs", "traces", "service"));
        _content.Write("tenants/nova.yaml", AttackedContent.Tenant("nova", Store.Address, "labels: {tenant: nova, environment: ENV}", "metrics", "secret-plan"));
        _content.Write("tenants/hydra.yaml", AttackedContent.Tenant("hydra", new Uri(Store.Address, "multi"), "headers: {X-Scope-OrgID: hydra-ENV}", "metrics", "logs", "traces"));
        _portal = With(_factory);
        await ReadyAsync(_portal);
    }

    public async ValueTask DisposeAsync()
    {
        await (_listeningPortal?.DisposeAsync() ?? default);
        await (_listening?.DisposeAsync() ?? default);
        await (_portal?.DisposeAsync() ?? default);
        await _factory.DisposeAsync();
        await Store.DisposeAsync();
        _content.Dispose();
    }

    /// <summary>A real address of the portal, for requests that no client would write.</summary>
    public async Task<Uri> ListenAsync()
    {
        if (_listening is null)
        {
            _listening = new PortalFactory(_content.Folder, ("Backends:Retries", "0"));
            _listeningPortal = With(_listening);
            _listeningPortal.UseKestrel(0);
            _listeningPortal.StartServer();
            await ReadyAsync(_listeningPortal);
        }
        return _listeningPortal!.ClientOptions.BaseAddress;
    }

    /// <summary>A client of that person.</summary>
    public HttpClient As(string person)
    {
        var client = _portal!.CreateClient(new WebApplicationFactoryClientOptions { AllowAutoRedirect = false });
        client.DefaultRequestHeaders.Add(Persons.Header, person);
        return client;
    }

    /// <summary>What a panel of acme's prod shows to that person, with a value of the variable <c>v</c>.</summary>
    public async Task<string> PanelAsync(string person, string dashboard, string panel, string value, string variable = "v")
    {
        using var client = As(person);
        using var answer = await client.PostAsJsonAsync(
            $"/api/v1/dashboards/acme/prod/{dashboard}/panels/{panel}/data",
            new { from = "now-1h", to = "now", fresh = true, variables = new Dictionary<string, string[]> { [variable] = [value] } }, TestContext.Current.CancellationToken);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, text);
        return text;
    }

    private static async Task ReadyAsync(WebApplicationFactory<Program> portal)
    {
        using var client = portal.CreateClient();
        await Patience.UntilAsync(async () =>
        {
            var refused = portal.Services.GetRequiredService<ICatalog>().Refused;
            Assert.True(refused is null, string.Join('\n', refused?.Diagnostics ?? []));
            return (await client.GetAsync("/readyz")).StatusCode == HttpStatusCode.OK;
        });
    }

    private static WebApplicationFactory<Program> With(PortalFactory factory)
    {
        var persons = new Persons();
        // The canary would find out about the store and close every environment. What keeps tenants apart until then, and without it, is what is attacked.
        return factory.WithWebHostBuilder(host => host.ConfigureTestServices(services => services
            .LetCanarySleep().AddSingleton<IGrants>(new AllGrants()).AddSingleton<IAccess>(persons).AddSingleton<IStartupFilter>(persons)));
    }
}
