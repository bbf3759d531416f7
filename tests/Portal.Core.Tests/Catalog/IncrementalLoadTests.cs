using CsCheck;
using Portal.Core.Catalog;

namespace Portal.Core.Tests.Catalog;

/// <summary>A load that remembers earlier ones finds what one that remembers nothing finds, and does no more than it must.</summary>
public sealed class IncrementalLoadTests
{
    // Nothing is wrong with it, but something is said of it.
    private const string Warned = "---\ntitle: W\nscope: environment\n---\ntitle: W\nvariables:\n  - {name: unused, type: text}\npanels:\n  - {title: Up, type: stat, queries: [{expr: up}]}\n";

    private static readonly string[] Partials =
    [
        "  - title: {{ title }}\n    type: stat\n    queries: [{expr: 'up{env=\"{{ environment }}\"}'}]\n",
        "  - title: {{ title | string.upcase }}\n    type: stat\n    queries: [{expr: up}]\n",
        "  - title: Broken\n    type: stat\n    queries: [{expr: 'up{'}]\n",
        "  - title: {{ nothing_of_that_name }}\n    type: stat\n    queries: [{expr: up}]\n",
        "  - title: Nested\n    type: stat\n    queries: [{expr: up}]\n{{ include 'partials/two.sbn' }}",
        "  - title: Odd\n    type: stat\n    unit: percnt\n    queries: [{expr: up}]\n",
        "{{ if",
        "",
    ];

    private static readonly string[] Dashboards =
    [
        "---\ntitle: A\nscope: service\nparameters:\n  title: {type: string, default: Up}\n---\ntitle: {{ service_name }}\npanels:\n{{ title = params.title; include 'partials/one.sbn' }}",
        "---\ntitle: B\nscope: environment\nparameters:\n  title: {type: string, default: Rows}\n---\ntitle: {{ tenant.name }}\npanels:\n{{ title = params.title }}{{ if environment == 'prod' }}{{ include 'partials/two.sbn' }}{{ else }}{{ include 'partials/one.sbn' }}{{ end }}",
        "---\ntitle: C\nscope: environment\n---\ntitle: {{ for s in services }}{{ s }} {{ end }}\npanels:\n  - {title: Up, type: stat, queries: [{expr: up}]}\n",
        "---\ntitle: D\nscope: environment\n---\ntitle: D\npanels:\n  - {title: Up, type: stat, colour: red, queries: [{expr: up}]}\n",
        "---\ntitle: E\nscope: environment\n---\ntitle: E\npanels:\n{{ include 'partials/none.sbn' }}\n",
        "title: no front matter\n",
    ];

    private static readonly string[] Tenants =
    [
        Tenant("Acme", "a", "services: [one, two]", "{template: a}\n  - {template: b, parameters: {title: Other}}\n  - {template: c}"),
        Tenant("Acme and sons", "a", "services: [one, two, three]", "{template: a, services: [\"t*\"]}"),
        Tenant("Acme", "a", "services: {discover: {label: service}}", "{template: a}\n  - {template: b}"),
        Tenant("Acme", "a", "services: [one]", "{template: gone}"),
        Tenant("Acme", "a", "services: [one]", "{template: a, parameters: {title: 'x: y', wrong: 1}}"),
        Tenant("Acme", "shared", "services: [one]", "{template: b}"),
        "id: [",
    ];

    private static readonly Gen<Edit[]> Edits = Gen.Select(Gen.Int[0, 10], Gen.Int[0, 99], (file, variant) => new Edit(file, variant)).Array[4, 24];

    [Fact]
    public void Whatever_is_edited_the_outcome_is_that_of_a_full_load() => Edits.Sample(
        edits =>
        {
            var memory = new LoadMemory();
            var state = new Edited();
            foreach (var edit in edits)
            {
                state.Apply(edit);
                var tree = new ContentTree(new RevisionId("r"), new Dictionary<string, string>(state.Files), []);
                var incremental = Load(tree, state, memory);
                var full = Load(tree, state, null);
                Assert.Equal(Text(full), Text(incremental));
                Assert.Equal(Rendered(full, state), Rendered(incremental, state));
                // As after a restart, which takes the judgement that is stored.
                memory = edit.Variant % 3 > 0 || full.Snapshot is null ? memory : Trusted(tree, state, full);
            }
        },
        iter: 25);

    [Fact]
    public void After_a_restart_only_what_has_changed_is_rendered_but_where_it_is_not_known_what_that_is()
    {
        var state = new Edited();
        var good = Load(Tree(state), state, null);
        LoadMemory Restarted() => Trusted(Tree(new Edited()), state, good);
        Assert.Equal(0, Load(Tree(state), state, Restarted()).Rendered);

        state.Files["tenants/nova.yaml"] += "\n";
        Assert.Equal(good.Bindings / 3, Load(Tree(state), state, Restarted()).Rendered);
        state.Files["templates/partials/two.sbn"] += "\n";
        Assert.Equal(good.Bindings, Load(Tree(state), state, Restarted()).Rendered);

        // A template of which something is said, in each of its six dashboards.
        state.Files["templates/c.yaml.sbn"] = Warned;
        var warned = Load(Tree(state), state, null);
        Assert.Equal(6, Assert.Single(warned.Diagnostics).Occurrences);
        var again = Load(Tree(state), state, Trusted(Tree(state), state, warned));
        Assert.Equal((Text(warned), 6), (Text(again), again.Rendered));
    }

    [Fact]
    public void Only_what_has_changed_is_read_and_rendered_again()
    {
        var memory = new LoadMemory();
        var state = new Edited();
        var first = Load(Tree(state), state, memory);
        Assert.True(first.Snapshot is not null, Text(first));
        Assert.Equal(first.Bindings, first.Rendered);

        Assert.Equal(0, Load(Tree(state), state, memory).Rendered);

        // A part that only b includes, and there only for prod.
        state.Files["templates/partials/two.sbn"] += "\n";
        var second = Load(Tree(state), state, memory);
        Assert.Equal(3, second.Rendered);
        Assert.Same(first.Snapshot.Templates.Find("b"), second.Snapshot!.Templates.Find("b"));
        Assert.Same(first.Snapshot.Tenants[new("nova")], second.Snapshot.Tenants[new("nova")]);

        state.Files["tenants/nova.yaml"] += "\n";
        Assert.Equal(first.Bindings / 3, Load(Tree(state), state, memory).Rendered);

        // A revision that is refused does not cost what is known of the last good one.
        var good = state.Files["templates/c.yaml.sbn"];
        state.Files["templates/c.yaml.sbn"] = "---\ntitle: C\n---\n{{ if";
        Assert.Null(Load(Tree(state), state, memory).Snapshot);
        state.Files["templates/c.yaml.sbn"] = good;
        Assert.Equal(0, Load(Tree(state), state, memory).Rendered);
    }

    private static ContentTree Tree(Edited state) => new(new RevisionId("r"), new Dictionary<string, string>(state.Files), []);

    private static LoadResult Load(ContentTree tree, Edited state, LoadMemory? memory) =>
        new CatalogLoader().LoadAsync(tree, new AllGrants(), scope => state.Services, CancellationToken.None, memory).GetAwaiter().GetResult();

    private static LoadMemory Trusted(ContentTree tree, Edited state, LoadResult judged)
    {
        var memory = new LoadMemory();
        Assert.NotNull(CatalogLoader.TrustAsync(tree, new AllGrants(), _ => state.Services, judged.Diagnostics, CancellationToken.None, memory).GetAwaiter().GetResult());
        return memory;
    }

    private static string Text(LoadResult result) => string.Join('\n', result.Diagnostics.Select(d => d.ToString()).Append($"{result.Bindings} {result.Snapshot is null} {result.Snapshot?.Tenants.Count}"));

    private static string Rendered(LoadResult result, Edited state)
    {
        if (result.Snapshot is not { } snapshot)
        {
            return "";
        }
        using var dashboards = new DashboardService(new StillCatalog(snapshot), TimeProvider.System);
        return string.Join('\n', DashboardService.Bindings(snapshot, _ => state.Services).Select(binding => $"{binding.Key}: {dashboards.RenderAsync(snapshot, binding, CancellationToken.None).GetAwaiter().GetResult().Yaml}"));
    }

    private static string Tenant(string name, string label, string services, string dashboards) =>
        $$$"""
        id: ID
        name: {{{name}}}
        defaultEnvironment: prod
        environments:
          - name: prod
            datasources: [{kind: prometheus, url: "http://prometheus.internal"}]
            isolation: {labels: {tenant: ID-{{{label}}}}}
            {{{services}}}
          - name: test
            datasources: [{kind: prometheus, url: "http://prometheus.internal"}]
            isolation: {labels: {tenant: ID-test-{{{label}}}}}
            {{{services}}}
        dashboards:
          - {{{dashboards}}}

        """;

    private readonly record struct Edit(int File, int Variant);

    /// <summary>Content as it is after some edits, with the services that were discovered.</summary>
    private sealed class Edited
    {
        public Edited()
        {
            for (var file = 0; file < 8; file++)
            {
                Apply(new Edit(file, 0));
            }
        }

        public SortedDictionary<string, string> Files { get; } = new(StringComparer.Ordinal);

        public IReadOnlyList<string> Services { get; private set; } = [];

        public void Apply(Edit edit)
        {
            var (path, variants) = edit.File switch
            {
                0 => ("templates/partials/one.sbn", Partials),
                1 => ("templates/partials/two.sbn", Partials[..4]),
                2 => ("templates/a.yaml.sbn", Dashboards),
                3 => ("templates/b.yaml.sbn", [.. Dashboards.Skip(1), Dashboards[0]]),
                4 => ("tenants/acme.yaml", Tenants),
                5 => ("tenants/nova.yaml", Tenants),
                6 => ("tenants/ceta.yaml", Tenants),
                7 => ("templates/c.yaml.sbn", [.. Dashboards[2..4], Warned]),
                8 => ("", ["one", "one,two", "two,three"]),
                _ => (Files.Keys.ElementAtOrDefault(edit.Variant % Math.Max(1, Files.Count)) ?? "", []),
            };
            if (variants.Length == 0)
            {
                Files.Remove(path);
            }
            else if (path.Length == 0)
            {
                Services = variants[edit.Variant % variants.Length].Split(',');
            }
            else
            {
                // Most edits are good ones, so that much is remembered.
                var text = variants[edit.Variant < 60 ? 0 : edit.Variant % variants.Length];
                Files[path] = text.Replace("ID", Path.GetFileNameWithoutExtension(path), StringComparison.Ordinal);
            }
        }
    }
}
