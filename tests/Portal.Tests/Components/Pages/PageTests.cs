using System.Text;
using System.Text.RegularExpressions;
using Bunit;
using Bunit.TestDoubles;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using MudBlazor.Services;
using Portal.Configuration;
using Portal.Core.Catalog;
using Portal.Core.Diagnostics;
using Portal.Core.Queries;
using Portal.Core.Queries.Canaries;
using Portal.Core.Tenancy;
using Portal.Forges;
using Portal.Identity;
using Portal.Identity.SignIn;
using Portal.Tests.Components.Dashboards;
using Portal.Webhooks;

namespace Portal.Tests.Components.Pages;

/// <summary>Two tenants, three templates and whoever looks at them.</summary>
public abstract class PageTests : BunitContext
{
    protected const string Red = "---\ntitle: RED\nfolder: Services\ntags: [http]\ndescription: Rate and *errors*.\nparameters:\n  target: {type: number, default: 0.5, min: 0, max: 1, description: Seconds.}\n---\ntitle: \"{{ service_name }}\"\npanels: [{title: Rate, type: stat, queries: [{expr: up}]}]\n";
    protected const string Nodes = "---\ntitle: Nodes\nscope: environment\nfolder: Infra\ntags: [infra]\n---\ntitle: Nodes of {{ tenant_id }}\npanels: [{title: Load, type: stat, queries: [{expr: up}]}]\n";
    protected const string Unused = "---\ntitle: Unused\n---\ntitle: Unused\npanels: [{title: Load, type: stat, queries: [{expr: up}]}]\n";

    protected PageTests()
    {
        var clock = new FakeTimeProvider();
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddMudServices();
        Services.AddSingleton<TimeProvider>(clock).AddSingleton<ICatalog>(Catalog).AddSingleton<IAccess>(Access).AddSingleton<ICatalogControl>(Control).AddSingleton<IPersonalState>(Personal).AddSingleton(Ledger);
        Services.AddSingleton(new DashboardService(Catalog, clock)).AddSingleton<AuthenticationStateProvider>(new Anyone());
        // What forges deliver is in a database, which is away.
        var database = new Portal.Data.PortalDatabase(Options.Create(new DatabaseOptions { ConnectionString = "Host=127.0.0.1;Port=9;Database=none;Username=none;Timeout=1" }), new DataFolder(""));
        Forges(database);
        var ways = new SignInMode(false, new Dictionary<string, OpenIdProvider>(), false, false);
        Services.AddSingleton(ways).AddSingleton(new DemoPersonas(ways, Catalog));
    }

    private protected FakeCatalog Catalog { get; } = new();

    private protected IsolationLedger Ledger { get; } = new();

    private protected FakeAccess Access { get; } = new();

    private protected FakeControl Control { get; } = new();

    private protected FakePersonalState Personal { get; } = new();

    private protected DefaultHttpContext Http { get; } = new();

    protected BunitNavigationManager Navigation => base.Services.GetRequiredService<BunitNavigationManager>();

    /// <summary>What forges have delivered and are told is in this database from here on.</summary>
    private protected void Forges(Portal.Data.PortalDatabase database)
    {
        var store = new Portal.Data.DeliveryStore(database, Options.Create(new WebhookOptions()), TimeProvider.System);
        Services.AddSingleton(store).AddSingleton(new Deliveries(store, Options.Create(new ForgeOptions()), TimeProvider.System));
        var reports = new Portal.Data.ReportStore(database, TimeProvider.System);
        Services.AddSingleton(reports).AddSingleton(new Reports(reports, Options.Create(new ForgeOptions { Kind = ForgeKind.Gitea }), Options.Create(new NotificationOptions()), TimeProvider.System));
    }

    /// <summary>Makes two tenants live: Acme with prod and staging, Nova with prod.</summary>
    protected Task LoadAsync(params (string Path, string? Text)[] changed)
    {
        var files = new Dictionary<string, string>
        {
            ["tenants/acme.yaml"] = Tenant("acme", ["prod", "staging"], ["cart", "checkout"]),
            ["tenants/nova.yaml"] = Tenant("nova", ["prod"], ["billing"]),
            ["templates/red.yaml.sbn"] = Red,
            ["templates/infra/nodes.yaml.sbn"] = Nodes,
            ["templates/unused.yaml.sbn"] = Unused,
        };
        foreach (var (path, text) in changed)
        {
            files.Remove(path);
            if (text is not null)
            {
                files[path] = text;
            }
        }
        return Catalog.LoadAsync(files);
    }

    /// <summary>A tenant's file that gives both dashboards everywhere.</summary>
    protected static string Tenant(string id, string[] environments, string[] services)
    {
        var text = new StringBuilder($"id: {id}\nname: {char.ToUpperInvariant(id[0])}{id[1..]}\ndefaultEnvironment: {environments[0]}\nenvironments:\n");
        foreach (var name in environments)
        {
            text.Append($"  - {{name: {name}, datasources: [{{kind: prometheus, url: \"http://{id}-{name}\"}}], isolation: {{dedicated: true}}, services: [{string.Join(", ", services)}]}}\n");
        }
        return text.Append("dashboards:\n  - template: red\n  - template: infra/nodes\n").ToString();
    }

    /// <summary>The same, with logs and traces in each environment.</summary>
    protected static string Observed(string id, string[] environments, string[] services) => Regex.Replace(Tenant(id, environments, services), "\"(http://[a-z-]+)\"}\\]",
        "\"$1\"}, {kind: loki, url: \"$1-logs\", serviceLabel: app}, {kind: jaeger, url: \"$1-traces\", serviceAttribute: k8s.deployment.name}]");

    /// <summary>A revision that did not go live.</summary>
    private protected static RefusedRevision Refuse(params Diagnostic[] diagnostics) =>
        new(new RevisionId("badbadbadbadbadbadbadbadbadbadbadbadbadb"), new DateTimeOffset(2026, 5, 4, 3, 2, 1, TimeSpan.Zero), diagnostics);

    private protected static Diagnostic Error(string file = "templates/red.yaml.sbn", int line = 7, string message = "The key 'typ' is not known.") =>
        new("PT105", Severity.Error, message, new SourceLocation(file, line, 3)) { Remedy = "Did you mean 'type'?" };

    /// <summary>Opens a page at an address.</summary>
    protected IRenderedComponent<T> Open<T>(string address, Action<ComponentParameterCollectionBuilder<T>>? parameters = null)
        where T : IComponent
    {
        Navigation.NavigateTo(address);
        return Render<T>(p =>
        {
            parameters?.Invoke(p);
            p.AddCascadingValue<HttpContext>(Http);
        });
    }

    private protected static BindingKey Key(string tenant, string environment, string? service, string template) => new(new Scope(new TenantId(tenant), environment), service, template);
}
