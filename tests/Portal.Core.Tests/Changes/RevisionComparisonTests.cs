using CsCheck;
using Portal.Core.Catalog;
using Portal.Core.Changes;
using Portal.Core.Diagnostics;
using Portal.Core.Queries;
using Portal.Core.Tenancy;
using Portal.Core.Tests.Shipped;

namespace Portal.Core.Tests.Changes;

public sealed class RevisionComparisonTests
{
    private static readonly Dictionary<string, string> Files = new()
    {
        ["templates/lib/size.sbn"] = "{{ func wide; ret 12; end }}",
        ["templates/partials/up.sbn"] = "- {title: Up, type: stat, unit: short, queries: [{expr: 'up{service=\"{{ service_name }}\"}'}]}",
        ["templates/overview.yaml.sbn"] =
            "---\ntitle: Overview\nparameters:\n  target: {type: number, default: 1}\n---\ntitle: \"{{ tenant.name }} {{ service_name }}\"\npanels:\n  {{ include 'partials/up.sbn' }}\n  - {title: T, type: stat, max: {{ params.target }}, queries: [{expr: up}]}\n",
        ["templates/infra.yaml.sbn"] = "---\ntitle: Infra\nscope: environment\n---\n{{ include 'lib/size.sbn' }}title: \"Infra {{ environment }}\"\npanels:\n  - {title: W, type: stat, grid: {w: {{ wide }}, h: 4}, queries: [{expr: up}]}\n",
        ["templates/plain.yaml.sbn"] = "---\ntitle: Plain\nscope: tenant\n---\ntitle: Plain\npanels:\n  - {title: P, type: text, content: Hello}\n",
        ["tenants/acme.yaml"] = Tenant("acme"),
        ["tenants/nova.yaml"] = Tenant("nova"),
    };

    private static readonly (string File, string What, string With)[] Edits =
    [
        ("templates/lib/size.sbn", "ret 12", "ret 8"),
        ("templates/lib/size.sbn", "ret 12", "ret (12)"),
        ("templates/lib/size.sbn", "ret 12", "ret oops"),
        ("templates/partials/up.sbn", "unit: short", "unit: percent"),
        ("templates/partials/up.sbn", "{title: Up, type: stat", "{type: stat, title: Up"),
        ("templates/partials/up.sbn", "type: stat", "type: stats"),
        ("templates/overview.yaml.sbn", "title: T", "title: U"),
        ("templates/overview.yaml.sbn", "default: 1", "default: 3"),
        ("templates/overview.yaml.sbn", "title: Overview\n", "title: Overview\nscope: environment\n"),
        ("templates/overview.yaml.sbn", "---\ntitle: Overview", "--\ntitle: Overview"),
        ("templates/infra.yaml.sbn", "panels:", "# nothing new\npanels:"),
        ("templates/plain.yaml.sbn", "", ""),
        ("tenants/acme.yaml", "name: acme", "name: Acme Inc"),
        ("tenants/acme.yaml", "[web, cart]", "[web, cart, search]"),
        ("tenants/acme.yaml", "tenant: acme-prod", "tenant: acme-live"),
        ("tenants/acme.yaml", "target: 2", "target: 4"),
        ("tenants/acme.yaml", "target: 2", "targt: 2"),
        ("tenants/acme.yaml", "  - template: infra\n", ""),
        ("tenants/nova.yaml", "", ""),
        ("tenants/nova.yaml", "environments:", "environments: ["),
        ("tenants/nova.yaml", "  - template: plain\n", "  - template: plain\n    environments: [dev]\n"),
    ];

    /// <summary>Whatever is edited on either side: the matrix is that of rendering every dashboard of both revisions.</summary>
    [Fact]
    public void The_matrix_is_that_of_rendering_all_of_both_revisions() =>
        Gen.Select(Gen.Int[0, Edits.Length - 1].Select(i => Edits[i]).Array[0, 2], Gen.Int[0, Edits.Length - 1].Select(i => Edits[i]).Array[0, 2]).Sample(
            edits => HoldAgainstBruteForceAsync(Edit("before", edits.Item1), Edit("after", edits.Item2)).GetAwaiter().GetResult(), iter: 100, threads: 1);

    [Fact]
    public async Task One_part_and_one_tenant_of_the_shipped_content()
    {
        var before = ShippedContent.Read();
        var files = before.Files.ToDictionary();
        files["templates/partials/percentiles.sbn"] = files["templates/partials/percentiles.sbn"].Replace("type: timeseries", "type: timeseries\n        fillOpacity: 42", StringComparison.Ordinal);
        files["tenants/acme.yaml"] = files["tenants/acme.yaml"].Replace("latency_target: 1", "latency_target: 2", StringComparison.Ordinal);

        var difference = await HoldAgainstBruteForceAsync(before, before with { Revision = new RevisionId("after"), Files = files }, ShippedContent.Discovered);

        Assert.Equal(["templates/partials/percentiles.sbn", "tenants/acme.yaml"], difference.Files.Select(file => file.Path).Order());
        var part = difference.Files.Single(file => file.Path.EndsWith("percentiles.sbn", StringComparison.Ordinal));
        Assert.Equal((part.Uses, 2), (part.Changes, part.Tenants));
        Assert.Equal("parameter latency_target", Assert.Single(Assert.Single(difference.Tenants).Changes).Property);
        Assert.True(difference.Count(BindingStatus.Unchanged) > difference.Count(BindingStatus.Changed));
    }

    [Fact]
    public async Task What_a_shared_part_changes_everywhere_is_held_once()
    {
        var difference = await CompareAsync(Edit("before"), Edit("after", Edits[3]));

        var changed = difference.Bindings.Where(b => b.Status == BindingStatus.Changed).ToList();
        Assert.Equal(8, changed.Count);
        Assert.All(changed, binding => Assert.Same(changed[0].Changes[0], Assert.Single(binding.Changes)));
        Assert.Equal(("templates/partials/up.sbn", 8, 8, 2), difference.Files.Select(file => (file.Path, file.Uses, file.Changes, file.Tenants)).Single());
    }

    [Fact]
    public async Task What_breaks_is_told_with_its_reason_and_what_is_broken_is_not_taken_for_gone()
    {
        var difference = await CompareAsync(Edit("before"), Edit("after", Edits[5], Edits[16]));

        Assert.Equal(8, difference.Count(BindingStatus.Broken));
        Assert.Equal(0, difference.Count(BindingStatus.Removed));
        Assert.Contains(difference.Diagnostics, d => d.Location.File == "templates/partials/up.sbn" && d.Severity == Severity.Error);
        Assert.Contains(difference.Diagnostics, d => d.Location.File == "tenants/acme.yaml" && d.Code == DiagnosticCodes.ParameterInvalid);
    }

    [Fact]
    public async Task A_person_sees_their_own_rows_and_nothing_of_others()
    {
        var difference = await CompareAsync(Edit("before"), Edit("after", [.. Edits[..1], Edits[3], Edits[12], Edits[20]]));
        var acme = new TenantId("acme");

        var seen = difference.For(scope => scope == new Scope(acme, "prod"), _ => false, _ => false, mayEditAll: false);

        Assert.NotEmpty(seen.Bindings);
        Assert.All(seen.Bindings, binding => Assert.Equal(new Scope(acme, "prod"), binding.Key.Scope));
        Assert.Empty(seen.Tenants);
        Assert.Empty(seen.Files);
        Assert.Empty(seen.Templates);
        Assert.Empty(seen.Diagnostics);
        Assert.All(seen.Bindings.SelectMany(binding => binding.Changes).Where(change => change.ForEditors), change => Assert.Null(change.After));
    }

    [Fact]
    public async Task A_template_that_never_ends_costs_a_few_seconds_and_not_one_for_each_dashboard()
    {
        var endless = Edit("after");
        var files = endless.Files.ToDictionary();
        files["templates/overview.yaml.sbn"] = files["templates/overview.yaml.sbn"].Replace("panels:", "{{ func f(n); if n > 0; f n - 1; f n - 1; f n - 1; end; end; f 40 }}\npanels:", StringComparison.Ordinal);

        var difference = await CompareAsync(Edit("before"), endless with { Files = files });

        Assert.Equal(8, difference.Count(BindingStatus.Broken));
        Assert.True(difference.Diagnostics.Where(d => d.Code == DiagnosticCodes.TemplateLimit).Sum(d => d.Occurrences) < 8);
    }

    private static string Tenant(string id) =>
        $$$"""
        id: {{{id}}}
        name: {{{id}}}
        defaultEnvironment: prod
        environments:
          - name: prod
            datasources: [{kind: prometheus, url: "http://prometheus"}]
            isolation: {labels: {tenant: {{{id}}}-prod}}
            services: [web, cart]
          - name: dev
            datasources: [{kind: prometheus, url: "http://prometheus"}]
            isolation: {labels: {tenant: {{{id}}}-dev}}
            services: [web, cart]
        dashboards:
          - template: overview
            parameters: {target: 2}
          - template: infra
          - template: plain

        """;

    private static ContentTree Edit(string revision, params (string File, string What, string With)[] edits)
    {
        var files = new Dictionary<string, string>(Files);
        foreach (var (file, what, with) in edits)
        {
            if (what.Length == 0)
            {
                files.Remove(file);
            }
            else if (files.TryGetValue(file, out var text))
            {
                files[file] = text.Replace(what, with, StringComparison.Ordinal);
            }
        }
        return new ContentTree(new RevisionId(revision), files, []);
    }

    private static async Task<RevisionDifference> CompareAsync(ContentTree before, ContentTree after, Func<Scope, IReadOnlyList<string>>? discovered = null) =>
        (await RevisionComparison.CompareAsync(before, after, new AllGrants(), discovered ?? (_ => []), TestContext.Current.CancellationToken)).Difference;

    private static async Task<RevisionDifference> HoldAgainstBruteForceAsync(ContentTree before, ContentTree after, Func<Scope, IReadOnlyList<string>>? discovered = null)
    {
        var difference = await CompareAsync(before, after, discovered);
        var (then, now) = (await RenderAllAsync(before, discovered), await RenderAllAsync(after, discovered));
        foreach (var (key, status, _) in difference.Bindings)
        {
            var (was, becomes) = (then.GetValueOrDefault(key), now.GetValueOrDefault(key));
            switch (status)
            {
                case BindingStatus.Unchanged:
                    Assert.Equal(was!.Yaml, becomes!.Yaml);
                    Assert.Equal(was.Dashboard is null, becomes.Dashboard is null);
                    break;
                case BindingStatus.Reworded:
                    Assert.NotEqual(was!.Yaml, becomes!.Yaml);
                    Assert.Empty(DashboardComparison.Compare(was.Dashboard!, becomes.Dashboard!, null));
                    break;
                case BindingStatus.Changed:
                    Assert.NotEmpty(DashboardComparison.Compare(was!.Dashboard!, becomes!.Dashboard!, null));
                    break;
                default:
                    var (had, has) = (was?.Dashboard is not null, becomes?.Dashboard is not null);
                    Assert.True(
                        status switch
                        {
                            BindingStatus.Added => !had && has,
                            BindingStatus.Mended => !had && has,
                            BindingStatus.Removed => becomes is null,
                            BindingStatus.Broken => !has,
                            _ => !had && !has,
                        }, $"{key} {status}");
                    break;
            }
        }
        // Nothing that is rendered is left out.
        Assert.Empty(then.Where(b => b.Value.Dashboard is not null).Concat(now.Where(b => b.Value.Dashboard is not null)).Select(b => b.Key).Except(difference.Bindings.Select(b => b.Key)));
        return difference;
    }

    [Fact]
    public async Task A_change_of_the_policy_for_queries_is_told_and_is_a_difference()
    {
        static ContentTree With(string policy) => new(new RevisionId(policy), new Dictionary<string, string>(Files) { ["lint.yaml"] = policy }, []);

        var difference = (await RevisionComparison.CompareAsync(
            With("rules: {noData: error}\n"), With("rules: {refused: off}\nexceptions: [{tenants: nova, rules: {slow: error}}]\n"), new AllGrants(), _ => [], TestContext.Current.CancellationToken)).Difference;

        Assert.Equal(
            ["policy 'lint.yaml': refused: error → off", "policy 'lint.yaml': noData: error → warning", "policy 'lint.yaml': exceptions: templates *, tenants nova, environments *: slow error"],
            difference.Policy.Select(change => $"{ChangeText.Of(change)}: {ChangeText.Values(change with { Before = change.Before is { Length: 0 } ? null : change.Before }).Replace("– → ", "", StringComparison.Ordinal)}"));
        Assert.False(difference.IsEmpty);
        Assert.Empty(difference.For(_ => true, _ => true, _ => true, false).Policy);
    }

    private static async Task<Dictionary<BindingKey, RenderedDashboard>> RenderAllAsync(ContentTree content, Func<Scope, IReadOnlyList<string>>? discovered)
    {
        var snapshot = CatalogLoader.Read(content, new List<Diagnostic>());
        IReadOnlyList<string> Services(Scope scope) => snapshot.Tenants[scope.Tenant].Environment(scope.Environment)!.Services.Names ?? discovered?.Invoke(scope) ?? [ServiceNames.Sample];
        var refused = (await new CatalogLoader().LoadAsync(content, new AllGrants(), discovered ?? (_ => []), TestContext.Current.CancellationToken)).Diagnostics
            .Where(d => d.Severity == Severity.Error).Select(d => d.Location).ToHashSet();
        var rendered = new Dictionary<BindingKey, RenderedDashboard>();
        foreach (var group in DashboardService.Bindings(snapshot, Services).GroupBy(b => b.Key.Scope))
        {
            using var service = new DashboardService(null!, TimeProvider.System);
            foreach (var binding in group)
            {
                var dashboard = await service.RenderAsync(snapshot, binding, TestContext.Current.CancellationToken, Services(group.Key));
                rendered[binding.Key] = refused.Contains(binding.Grant.Location) ? dashboard with { Dashboard = null } : dashboard;
            }
        }
        return rendered;
    }
}
