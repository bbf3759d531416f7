using LibGit2Sharp;
using Portal.Core.Catalog;
using Portal.Core.Diagnostics;
using Portal.Core.Queries;
using Portal.Core.Tenancy;

namespace Portal.EndToEnd.Previews;

/// <summary>A repository of two tenants: a part of the shipped content, and one on a store that remembers what it was asked. What is proposed to it is on branches and pull requests.</summary>
internal static class ProposedContent
{
    private const string Part = "templates/partials/percentiles.sbn";
    private const string Zeta = "templates/zeta.yaml.sbn";
    private static readonly Signature Ada = new("Ada", "ada@example.org", new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));

    /// <summary>Commits what is live to <c>main</c>.</summary>
    /// <param name="folder">A copy of the shipped content.</param>
    /// <param name="backend">Where the second tenant's telemetry is.</param>
    public static void Commit(string folder, Uri backend)
    {
        File.Delete(Path.Combine(folder, "tenants", "nova.yaml"));
        var acme = Path.Combine(folder, "tenants", "acme.yaml");
        var text = File.ReadAllText(acme);
        File.WriteAllText(acme, text[..text.IndexOf("dashboards:", StringComparison.Ordinal)] + """
            dashboards:
              - template: tenant-overview
                parameters: {latency_target: 1}
              - template: service-overview
              - template: latency-slo
                services: [checkout, payments]

            """);
        File.WriteAllText(Path.Combine(folder, Zeta), "---\ntitle: Zeta\nscope: environment\n---\ntitle: Zeta\npanels:\n  - {title: Up, id: up, type: timeseries, queries: [{expr: live_metric}]}\n");
        File.WriteAllText(Path.Combine(folder, "tenants", "zeta.yaml"), $$$"""
            id: zeta
            name: Zeta
            defaultEnvironment: prod
            environments:
              - name: prod
                datasources:
                  - {kind: prometheus, url: "{{{backend}}}", headers: {X-Key: "${secret:KEY}"}}
                isolation: {labels: {tenant: zeta}}
                services: [api]
            dashboards:
              - template: zeta

            """);
        File.WriteAllText(Path.Combine(folder, ".gitignore"), "data/\n");
        Repository.Init(folder);
        using var repository = new Repository(folder);
        Commands.Stage(repository, "*");
        repository.Commit("First", Ada, Ada);
        repository.Branches.Rename(repository.Head, "main");
    }

    /// <summary>Proposes a branch that touches one part and one tenant. Answers how many dashboards differ where, by rendering all of both.</summary>
    public static IReadOnlyList<string> Narrow(string folder)
    {
        IReadOnlyList<string> cells = [];
        var before = Render(folder);
        Propose(folder, "refs/heads/narrow", () =>
        {
            Edit(folder, Part, "duration 0.99 $1", "duration 0.95 $1");
            Edit(folder, "tenants/acme.yaml", "latency_target: 1", "latency_target: 2");
            Edit(folder, "tenants/acme.yaml", "labels: {tenant: acme, environment: prod}", "labels: {tenant: acme, environment: staging}");
            var after = Render(folder);
            cells = [.. before.Keys.Union(after.Keys).Where(key => before.GetValueOrDefault(key) != after.GetValueOrDefault(key))
                .GroupBy(key => $"{key.Template} {key.Scope}").Select(group => $"{group.Key} {group.Count()}").Order()];
        });
        return cells;
    }

    /// <summary>Proposes another query for the second tenant, to a reference.</summary>
    public static void Ask(string folder, string reference, string metric) => Propose(folder, reference, () => Edit(folder, Zeta, "live_metric", metric));

    /// <summary>Proposes a branch by which the second tenant would see others' telemetry, and send another secret elsewhere.</summary>
    public static void Reach(string folder, string metric, Uri backend, Uri elsewhere) => Propose(folder, "refs/heads/reach", () =>
    {
        Edit(folder, Zeta, "live_metric", metric);
        Edit(folder, "tenants/zeta.yaml", "labels: {tenant: zeta}", "labels: {team: everybody}");
        Edit(folder, "tenants/zeta.yaml", "${secret:KEY}", "${secret:OTHER}");
        Edit(folder, "tenants/zeta.yaml", backend.ToString(), elsewhere.ToString());
    });

    /// <summary>Commits an edit of main to a reference, and takes the files back.</summary>
    private static void Propose(string folder, string reference, Action edit)
    {
        using var repository = new Repository(folder);
        Commands.Checkout(repository, repository.CreateBranch("proposal"));
        edit();
        Commands.Stage(repository, "*");
        repository.Refs.Add(reference, repository.Commit($"Proposed: {reference}", Ada, Ada).Id, allowOverwrite: true);
        Commands.Checkout(repository, "main");
        repository.Branches.Remove("proposal");
    }

    private static void Edit(string folder, string path, string what, string with)
    {
        var file = Path.Combine(folder, path);
        var text = File.ReadAllText(file);
        Assert.Contains(what, text, StringComparison.Ordinal);
        File.WriteAllText(file, text.Replace(what, with, StringComparison.Ordinal));
    }

    private static Dictionary<BindingKey, string> Render(string folder)
    {
        var snapshot = CatalogLoader.Read(new ContentTree(new RevisionId("files"), SourceTree.Content(folder), []), new List<Diagnostic>());
        IReadOnlyList<string> Services(Scope scope) => [.. snapshot.Tenants[scope.Tenant].Environment(scope.Environment)!.Services.Names!.Order(StringComparer.Ordinal)];
        using var dashboards = new DashboardService(null!, TimeProvider.System);
        return DashboardService.Bindings(snapshot, Services).ToDictionary(
            binding => binding.Key, binding => dashboards.RenderAsync(snapshot, binding, CancellationToken.None, Services(binding.Key.Scope)).GetAwaiter().GetResult().Yaml);
    }
}
