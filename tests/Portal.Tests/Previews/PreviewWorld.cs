using System.Net;
using System.Net.Http.Json;
using System.Security.Claims;
using LibGit2Sharp;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Portal.Core.Tenancy;
using Portal.Previews;
using Portal.Tests.Backends;
using Portal.Tests.Canaries;
using Portal.Tests.Git;

namespace Portal.Tests.Previews;

/// <summary>A portal over a repository with two tenants on one backend, and a second backend that nothing live names.</summary>
internal sealed class PreviewWorld : IAsyncDisposable
{
    private const string NoData = """{"status":"success","data":{"resultType":"matrix","result":[]}}""";

    private PortalFactory _factory = null!;
    private WebApplicationFactory<Program> _portal = null!;

    public TempContent Content { get; } = new();

    public FakeBackend Live { get; private set; } = null!;

    public FakeBackend Evil { get; private set; } = null!;

    /// <summary>What the live backend answers; nothing found by default.</summary>
    public Func<HttpContext, Task> Answer { get; set; } = context => SayAsync(context, NoData);

    public HttpClient Client { get; private set; } = null!;

    /// <summary>What whoever asks may do; all by default.</summary>
    public Rights Access { get; } = new();

    public PreviewBook Book => _portal.Services.GetRequiredService<PreviewBook>();

    public IServiceProvider Services => _portal.Services;

    public static Task<PreviewWorld> StartAsync(params (string Key, string Value)[] settings) => StartAsync(isRemote: false, settings);

    public static async Task<PreviewWorld> StartAsync(bool isRemote, params (string Key, string Value)[] settings)
    {
        var world = new PreviewWorld { Evil = await FakeBackend.StartAsync(NoData) };
        world.Live = await FakeBackend.StartAsync(context => world.Answer(context));
        world.Content.Write("templates/partials/up.sbn", "- {title: Up, id: up, type: timeseries, queries: [{expr: live_metric}]}");
        world.Content.Write(
            "templates/overview.yaml.sbn",
            """
            ---
            title: Overview
            scope: environment
            ---
            title: "{{ tenant.name }} {{ environment }}"
            variables:
              - {name: job, type: query, query: "label_values(up, job)"}
            panels:
              {{ include 'partials/up.sbn' }}
              - {title: Lines, id: lines, type: logs, queries: [{expr: '{app="api"}'}]}

            """);
        world.Content.Write("templates/plain.yaml.sbn", "---\ntitle: Plain\nscope: tenant\n---\ntitle: Plain\npanels:\n  - {title: P, type: text, content: Hello}\n");
        world.Content.Write("tenants/acme.yaml", world.Tenant("acme"));
        world.Content.Write("tenants/nova.yaml", world.Tenant("nova"));
        Repository.Init(world.Content.Folder);
        world.Content.Commit("First");
        world.Content.Git(repository => repository.Branches.Rename(repository.Head, "main"));
        world._factory = new PortalFactory(world.Content.Folder, [("Content:Revision", "main"), ("Content:PollInterval", "00:00:00.2"), ("Backends:Retries", "0"), ("Secrets:KEY", "live-key"), ("Secrets:OTHER", "other-key"), ("Content:Remote:Url", isRemote ? $"file://{world.Content.Folder}" : ""), .. settings]);
        world._portal = world._factory.WithWebHostBuilder(host => host.ConfigureTestServices(services => services.LetCanarySleep().AddSingleton<IGrants>(new AllGrants()).AddSingleton<IAccess>(world.Access)));
        world.Client = world._portal.CreateClient(new WebApplicationFactoryClientOptions { AllowAutoRedirect = false });
        await Patience.UntilAsync(async () => (await world.Client.GetAsync("/readyz")).StatusCode == HttpStatusCode.OK);
        return world;
    }

    /// <summary>Answers a body of JSON.</summary>
    public static Task SayAsync(HttpContext context, string body, int status = 200)
    {
        (context.Response.StatusCode, context.Response.ContentType) = (status, "application/json");
        return context.Response.WriteAsync(body);
    }

    public string Tenant(string id) =>
        $$$"""
        id: {{{id}}}
        name: {{{id}}}
        defaultEnvironment: prod
        environments:
          - name: prod
            datasources:
              - {kind: prometheus, url: "{{{Live.Address}}}", headers: {X-Key: "${secret:KEY}"}}
              - {kind: loki, url: "{{{Live.Address}}}", headers: {X-Key: "${secret:KEY}"}}
            isolation: {labels: {tenant: {{{id}}}}}
            services: [api]
        dashboards:
          - template: overview
          - template: plain

        """;

    /// <summary>Commits files to a branch of their own, from main on; or, with a reference, to that reference only, as a fork's pull request is.</summary>
    public string Push(string branch, IEnumerable<(string Path, string Text)> files, string? reference = null)
    {
        Content.Git(repository =>
        {
            Commands.Checkout(repository, "main");
            Commands.Checkout(repository, repository.Branches[branch] ?? repository.CreateBranch(branch));
        });
        foreach (var (path, text) in files)
        {
            Content.Write(path, text);
        }
        var sha = Content.Commit($"Change {branch}");
        Content.Git(repository =>
        {
            Commands.Checkout(repository, "main");
            if (reference is not null)
            {
                repository.Refs.Add(reference, repository.Branches[branch].Tip.Id, allowOverwrite: true);
                repository.Branches.Remove(branch);
            }
        });
        return sha;
    }

    public static string DataUrl(string tenant, string environment, string preview, string what = "panels/up/data") => $"/api/v1/dashboards/{tenant}/{environment}/overview/{what}?preview={preview}";

    public Task<HttpResponseMessage> AskAsync(string url) => Client.PostAsJsonAsync(url, new { from = "now-1h", to = "now" });

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _portal.DisposeAsync();
        await _factory.DisposeAsync();
        await Live.DisposeAsync();
        await Evil.DisposeAsync();
        Content.Dispose();
    }

    /// <summary>Rights that a test sets.</summary>
    internal sealed class Rights : IAccess
    {
        /// <summary>Whether the person may do everything.</summary>
        public bool All { get; set; } = true;

        /// <summary>The tenant that the person may see, where they may not do everything.</summary>
        public string? Viewer { get; set; }

        public bool May(ClaimsPrincipal person, Right right, TenantId tenant, string? environment = null) => All || (right == Right.View && tenant.Value == Viewer);

        public bool May(ClaimsPrincipal person, Right right) => All;
    }
}
