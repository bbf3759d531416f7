using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Portal.Core.Tenancy;
using Portal.Identity.Rights;
using Portal.Tests.Git;

namespace Portal.Tests.Identity.SignIn;

/// <summary>The whole portal with two tenants that give roles, and a clock that can be put forward.</summary>
internal sealed partial class TwoTenants : IAsyncDisposable
{
    private const string Template = "---\ntitle: Nodes\nscope: environment\n---\ntitle: Nodes of {{ tenant_id }}\npanels:\n  - {id: load, title: Load, type: stat, queries: [{expr: up}]}\n  - {id: lines, title: Lines, type: logs, queries: [{expr: '{app=\"api\"}'}]}\n";
    private readonly TempContent _content = new();
    private readonly PortalFactory _factory;
    private readonly WebApplicationFactory<Program> _portal;

    private TwoTenants((string Key, string Value)[] settings, string backend, Action<IServiceCollection>? services = null)
    {
        Write("acme", "\naccess:\n  - {role: viewer, groups: [sre-acme], users: [demo/acme-viewer, demo/root]}\n  - {role: editor, groups: [dev-acme], users: [demo/acme-editor]}\n  - {role: administrator, users: [boss@acme.example, demo/acme-administrator]}\n  - {role: support, users: [demo/acme-support]}\n", backend);
        Write("nova", "\naccess:\n  - {role: viewer, groups: [sre-nova], users: [demo/nova-viewer]}\n  - {role: editor, users: [demo/nova-editor]}\n  - {role: administrator, users: [demo/nova-administrator]}\n  - {role: support, users: [demo/nova-support]}\n", backend);
        _content.Write("templates/nodes.yaml.sbn", Template);
        _factory = new PortalFactory(_content.Folder, [("Backends:Retries", "0"), ("Content:Revision", "working-tree"), .. settings]);
        _portal = _factory.WithWebHostBuilder(host => host.ConfigureTestServices(added =>
        {
            added.AddSingleton<IGrants>(new AllGrants()).AddSingleton<TimeProvider>(Time);
            services?.Invoke(added);
        }));
    }

    private ShiftedTime Time { get; } = new();

    public IServiceProvider Services => _portal.Services;

    public string DataFolder => _factory.DataFolder;

    public static Task<TwoTenants> StartAsync(string backend, params (string Key, string Value)[] settings) => StartAsync(null, backend, settings);

    /// <summary>With services of the test's own.</summary>
    public static async Task<TwoTenants> StartAsync(Action<IServiceCollection>? services, string backend, params (string Key, string Value)[] settings)
    {
        var portal = new TwoTenants(settings, backend, services);
        await ReadyAsync(portal.Client());
        return portal;
    }

    /// <summary>As people have it: behind a server and sockets.</summary>
    public static async Task<TwoTenants> StartOnKestrelAsync(string backend, params (string Key, string Value)[] settings)
    {
        var portal = new TwoTenants(settings, backend);
        portal._portal.UseKestrel();
        portal._portal.StartServer();
        await ReadyAsync(portal.ClientOfServer());
        return portal;
    }

    public static Task<TwoTenants> StartAsync(params (string Key, string Value)[] settings) => StartAsync("http://127.0.0.1:9", settings);

    /// <summary>Puts the clock forward, and lets the portal look at rights as it would have meanwhile.</summary>
    public Task AdvanceAsync(TimeSpan by)
    {
        Time.Advance(by);
        return Services.GetRequiredService<StoredGrants>().LookAsync(CancellationToken.None);
    }

    /// <summary>The settings of a provider.</summary>
    public static (string, string)[] Provider(OpenIdHost provider, params (string Key, string Value)[] more) =>
    [
        ("SignIn:Providers:idp:Authority", provider.Address), ("SignIn:Providers:idp:ClientId", OpenIdHost.ClientId), ("SignIn:Providers:idp:ClientSecret", OpenIdHost.ClientSecret),
        .. more.Select(m => ($"SignIn:Providers:idp:{m.Key}", m.Value)),
    ];

    /// <summary>A browser: keeps cookies, follows nothing by itself.</summary>
    public HttpClient Client(string address = "http://localhost") => _portal.CreateClient(new() { AllowAutoRedirect = false, HandleCookies = true, BaseAddress = new Uri(address) });

    /// <summary>The same of a portal behind a server.</summary>
    public HttpClient ClientOfServer() => new(new SocketsHttpHandler { AllowAutoRedirect = false })
    {
        BaseAddress = new Uri(Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()),
    };

    /// <summary>Changes a tenant's file, and waits for nothing.</summary>
    public void Write(string tenant, string access, string backend = "http://127.0.0.1:9") => _content.Write($"tenants/{tenant}.yaml",
        $"id: {tenant}\ndefaultEnvironment: prod\nenvironments:\n"
        + string.Concat(new[] { "prod", "staging" }.Select(e => $"  - {{name: {e}, datasources: [{{kind: prometheus, url: \"{backend}\"}}, {{kind: loki, url: \"{backend}\"}}, {{kind: jaeger, url: \"{backend}\"}}], isolation: {{labels: {{tenant: {tenant}, environment: {e}}}}}, services: [checkout]}}\n"))
        + $"dashboards: [{{template: nodes}}]{access}");

    /// <summary>Signs in at the provider as someone, and answers where the portal leads then.</summary>
    public static async Task<HttpResponseMessage> SignInAsync(HttpClient browser, string subject, string returnUrl = "/")
    {
        var away = await browser.GetAsync($"/sign-in/with/idp?returnUrl={Uri.EscapeDataString(returnUrl)}");
        Assert.Equal(HttpStatusCode.Redirect, away.StatusCode);
        using var there = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        var back = await there.GetAsync($"{away.Headers.Location}&as={subject}");
        Assert.True(back.StatusCode == HttpStatusCode.Redirect, await back.Content.ReadAsStringAsync());
        return await browser.GetAsync(back.Headers.Location!.PathAndQuery);
    }

    /// <summary>Posts a form of a page, with the page's antiforgery token.</summary>
    public static async Task<HttpResponseMessage> PostAsync(HttpClient browser, string page, string action, params (string Name, string Value)[] fields)
    {
        var token = AntiforgeryToken().Match(await browser.GetStringAsync(page)).Groups[1].Value;
        Assert.NotEmpty(token);
        return await browser.PostAsync(action, new FormUrlEncodedContent([.. fields.Select(f => KeyValuePair.Create(f.Name, f.Value)), KeyValuePair.Create("__RequestVerificationToken", token)]));
    }

    /// <summary>Signs in as a demo persona.</summary>
    public static async Task AsPersonaAsync(HttpClient browser, string persona) =>
        Assert.Equal("/", (await PostAsync(browser, "/sign-in", "/sign-in/demo", ("persona", persona))).Headers.Location?.ToString());

    private static async Task ReadyAsync(HttpClient client)
    {
        using (client)
        {
            await Patience.UntilAsync(async () => (await client.GetAsync("/readyz")).StatusCode == HttpStatusCode.OK);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _portal.DisposeAsync();
        await _factory.DisposeAsync();
        _content.Dispose();
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex AntiforgeryToken();
}

/// <summary>The system's time, put forward by a test. Timers go as they do.</summary>
internal sealed class ShiftedTime : TimeProvider
{
    private TimeSpan _ahead;

    public void Advance(TimeSpan by) => _ahead += by;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + _ahead;

    public override long GetTimestamp() => System.GetTimestamp() + (long)(_ahead.TotalSeconds * System.TimestampFrequency);
}
