using Portal.Core.Catalog;
using Portal.Core.Queries;
using Portal.Core.Tenancy;

namespace Portal.Core.Changes;

/// <summary>How one dashboard differs between two revisions.</summary>
/// <param name="Difference">By name.</param>
/// <param name="Files">The files that differ and that it is made of: its template, parts of it, its tenant's file where that matters to it.</param>
/// <param name="Tenant">What its tenant's file says otherwise of where its data comes from and who gets it. For those who may edit the tenant.</param>
public sealed record BindingChange(BindingDifference Difference, IReadOnlyList<string> Files, IReadOnlyList<Change> Tenant);

/// <summary>One dashboard through many revisions. What stays the same from one to the next is read once. Not safe to use from several threads.</summary>
/// <param name="key">Which.</param>
/// <param name="grants">What the server allows.</param>
/// <param name="services">The services of an environment, for those that discover them.</param>
public sealed class BindingHistory(BindingKey key, IGrants grants, Func<Scope, IReadOnlyList<string>> services)
{
    // A commit is the newer side once, and the older one next.
    private const int MostSides = 4;

    private readonly LoadMemory _memory = new();
    private readonly Dictionary<RevisionId, RevisionSide> _sides = [];

    /// <summary>The file of the dashboard's tenant.</summary>
    public string TenantFile { get; } = $"tenants/{key.Scope.Tenant}.yaml";

    /// <summary>Whether a file can have a say in the dashboard.</summary>
    public bool IsInput(string path) => path == TenantFile || path.StartsWith("templates/", StringComparison.Ordinal);

    /// <summary>How the dashboard differs. Needs no backend.</summary>
    /// <param name="before">The older files: those that <see cref="IsInput"/> means are enough.</param>
    /// <param name="after">The newer files.</param>
    /// <param name="cancellation">Stops the work.</param>
    public BindingChange Compare(ContentTree before, ContentTree after, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        var files = before.Files.Keys.Union(after.Files.Keys).Where(IsInput).Where(path => before.Files.GetValueOrDefault(path) != after.Files.GetValueOrDefault(path)).ToList();
        if (files.TrueForAll(path => IsOfAnother(path, before) && IsOfAnother(path, after)))
        {
            return new BindingChange(new BindingDifference(key, BindingStatus.Unchanged, []), [], []);
        }
        var (older, newer) = (Side(before), Side(after));
        var made = new SortedSet<string>(StringComparer.Ordinal);
        var difference = new BindingComparison(older, newer, files, new DiagnosticCollector()).Compare(key, 0, path => made.Add(path), cancellation);
        if (difference.Status is BindingStatus.Added or BindingStatus.Removed)
        {
            made.UnionWith(files.Where(path => path == $"templates/{key.Template}.yaml.sbn"));
        }
        var tenant = TenantComparison.Compare(older.Snapshot.Tenants.GetValueOrDefault(key.Scope.Tenant), newer.Snapshot.Tenants.GetValueOrDefault(key.Scope.Tenant)).Where(IsOwn).ToList();
        if (files.Contains(TenantFile) && (difference.Status != BindingStatus.Unchanged || tenant.Count > 0))
        {
            made.Add(TenantFile);
        }
        return new BindingChange(difference, [.. made], tenant);
    }

    // Templates with front matter are dashboards, and nothing includes them.
    private bool IsOfAnother(string path, ContentTree content) =>
        path != TenantFile && path != $"templates/{key.Template}.yaml.sbn" && (!content.Files.TryGetValue(path, out var text) || text.StartsWith("---", StringComparison.Ordinal));

    private bool IsOwn(Change change) => change.Part switch
    {
        ChangedPart.Environment => change.Name == key.Scope.Environment,
        ChangedPart.Datasource => change.Name.StartsWith(key.Scope.Environment + "/", StringComparison.Ordinal),
        ChangedPart.Grant => change.Name == key.Template,
        _ => false,
    };

    private RevisionSide Side(ContentTree content)
    {
        if (!_sides.TryGetValue(content.Revision, out var side))
        {
            if (_sides.Count >= MostSides)
            {
                _sides.Clear();
            }
            _sides[content.Revision] = side = new RevisionSide(content, grants, services, _memory);
        }
        return side;
    }
}
