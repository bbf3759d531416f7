using System.Collections.Concurrent;
using Portal.Core.Catalog;
using Portal.Core.Tenancy;

namespace Portal.Core.Changes;

/// <summary>Two revisions and how they differ.</summary>
/// <param name="Before">The older one.</param>
/// <param name="After">The newer one.</param>
/// <param name="Difference">How they differ.</param>
public sealed record ComparedRevisions(RevisionSide Before, RevisionSide After, RevisionDifference Difference);

/// <summary>Compares two revisions, dashboard by dashboard. Holds two dashboards a processor at a time, however many there are.</summary>
public static class RevisionComparison
{
    /// <summary>How the newer revision differs. Both may have errors; needs no backend.</summary>
    /// <param name="before">The older files.</param>
    /// <param name="after">The newer files.</param>
    /// <param name="grants">What the server allows.</param>
    /// <param name="services">The last stored services of an environment, for those that discover them; empty where there are none: a sample name is used.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <param name="processors">How many processors it may take; 0 for all.</param>
    public static Task<ComparedRevisions> CompareAsync(
        ContentTree before, ContentTree after, IGrants grants, Func<Scope, IReadOnlyList<string>> services, CancellationToken cancellation, int processors = 0) =>
        Task.Run(() => Compare(new RevisionSide(before, grants, services), new RevisionSide(after, grants, services), processors > 0 ? processors : Environment.ProcessorCount, cancellation), cancellation);

    private static ComparedRevisions Compare(RevisionSide before, RevisionSide after, int processors, CancellationToken cancellation)
    {
        var files = Files(before.Content.Files, after.Content.Files);
        var collector = new DiagnosticCollector();
        collector.Add(after.Diagnostics, -1);
        var keys = before.Works.Keys.Union(after.Works.Keys)
            .OrderBy(key => key.Scope.Tenant.Value, StringComparer.Ordinal).ThenBy(key => key.Scope.Environment, StringComparer.Ordinal)
            .ThenBy(key => key.Service, StringComparer.Ordinal).ThenBy(key => key.Template, StringComparer.Ordinal).ToList();
        var bindings = new BindingDifference[keys.Count];
        var reach = new ConcurrentDictionary<string, ConcurrentBag<int>>(StringComparer.Ordinal);
        var comparison = new BindingComparison(before, after, files.Keys, collector);
        Parallel.For(0, keys.Count, new ParallelOptions { MaxDegreeOfParallelism = processors, CancellationToken = cancellation }, i =>
        {
            bindings[i] = comparison.Compare(keys[i], i, part => reach.GetOrAdd(part, _ => []).Add(i), cancellation);
        });
        return new ComparedRevisions(before, after, new RevisionDifference
        {
            Before = before.Content.Revision,
            After = after.Content.Revision,
            Bindings = bindings,
            Tenants = Tenants(before.Snapshot, after.Snapshot),
            Templates = Templates(before.Snapshot, after.Snapshot),
            Policy = [.. FactComparison.Compare(new Change(ChangeKind.Changed, ChangedPart.Policy, LintPolicy.File), LintFacts.Of(before.Snapshot.Lint), LintFacts.Of(after.Snapshot.Lint))],
            Files = [.. files.Select(file => Reach(file.Key, file.Value, Users(file.Key, bindings, reach))).OrderByDescending(f => f.Changes).ThenByDescending(f => f.Uses).ThenBy(f => f.Path, StringComparer.Ordinal)],
            Diagnostics = collector.ToList(),
        });
    }

    private static SortedDictionary<string, ChangeKind> Files(IReadOnlyDictionary<string, string> before, IReadOnlyDictionary<string, string> after)
    {
        var files = new SortedDictionary<string, ChangeKind>(StringComparer.Ordinal);
        foreach (var (path, text) in after.Where(file => before.GetValueOrDefault(file.Key) != file.Value))
        {
            files[path] = before.ContainsKey(path) ? ChangeKind.Changed : ChangeKind.Added;
        }
        foreach (var path in before.Keys.Where(path => !after.ContainsKey(path)))
        {
            files[path] = ChangeKind.Removed;
        }
        return files;
    }

    private static IEnumerable<BindingDifference> Users(string path, BindingDifference[] bindings, ConcurrentDictionary<string, ConcurrentBag<int>> reach) =>
        path.StartsWith("tenants/", StringComparison.Ordinal) ? bindings.Where(b => path == $"tenants/{b.Key.Scope.Tenant}.yaml")
        : reach.TryGetValue(path, out var users) ? users.Distinct().Select(i => bindings[i])
        : bindings.Where(b => path == $"templates/{b.Key.Template}.yaml.sbn");

    private static FileReach Reach(string path, ChangeKind kind, IEnumerable<BindingDifference> users)
    {
        var (uses, changes, tenants) = (0, 0, new HashSet<TenantId>());
        foreach (var user in users)
        {
            uses++;
            changes += user.IsDifferent ? 1 : 0;
            tenants.Add(user.Key.Scope.Tenant);
        }
        return new FileReach(path, kind, uses, changes, tenants.Count);
    }

    private static IReadOnlyList<TenantDifference> Tenants(CatalogSnapshot before, CatalogSnapshot after) =>
        [.. before.Tenants.Keys.Union(after.Tenants.Keys).OrderBy(id => id.Value, StringComparer.Ordinal)
            .Select(id => new TenantDifference(id, TenantComparison.Compare(before.Tenants.GetValueOrDefault(id), after.Tenants.GetValueOrDefault(id))))
            .Where(tenant => tenant.Changes.Count > 0)];

    private static IReadOnlyList<TemplateDifference> Templates(CatalogSnapshot before, CatalogSnapshot after) =>
        [.. before.Templates.Dashboards.Keys.Union(after.Templates.Dashboards.Keys).Order(StringComparer.Ordinal)
            .Select(name => new TemplateDifference(name, [.. DashboardComparison.Compare(
                new Change(default, ChangedPart.Template, name), before.Templates.Find(name), after.Templates.Find(name), TemplateFacts.Of)]))
            .Where(template => template.Changes.Count > 0)];
}
