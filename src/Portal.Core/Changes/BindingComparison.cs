using System.Collections.Concurrent;
using Portal.Core.Catalog;
using Portal.Core.Diagnostics;
using Portal.Core.Queries;
using Portal.Core.Templates;

namespace Portal.Core.Changes;

/// <summary>Tells what has become of one dashboard after the other. Safe to use from several threads.</summary>
/// <param name="before">The older revision.</param>
/// <param name="after">The newer revision.</param>
/// <param name="files">The files that differ.</param>
/// <param name="collector">Takes what is wrong with the newer dashboards.</param>
internal sealed class BindingComparison(RevisionSide before, RevisionSide after, IReadOnlyCollection<string> files, DiagnosticCollector collector)
{
    // One that never ends in one binding does not in the next; each costs a second.
    private const int MostEndless = 3;

    private readonly HashSet<string> _files = [.. files];
    private readonly bool _anyPart = files.Any(path => path.StartsWith(TemplateSet.Folder, StringComparison.Ordinal) && !IsDashboard(before, path) && !IsDashboard(after, path));
    private readonly ConcurrentDictionary<string, int> _endless = new();
    private readonly ChangeStore _store = new();

    /// <summary>What has become of a binding of either revision.</summary>
    /// <param name="key">Which.</param>
    /// <param name="index">Its number, for the order of diagnostics.</param>
    /// <param name="uses">Told each file that differs and that it is made with.</param>
    /// <param name="cancellation">Stops the work.</param>
    public BindingDifference Compare(BindingKey key, int index, Action<string> uses, CancellationToken cancellation)
    {
        var (older, newer) = (before.Works.GetValueOrDefault(key), after.Works.GetValueOrDefault(key));
        if (older is not null && newer is not null && HasSameInputs(older, newer))
        {
            return new BindingDifference(key, BindingStatus.Unchanged, []);
        }
        var (then, now) = (Write(before, older, cancellation), Write(after, newer, cancellation));
        foreach (var path in Parts(then, now).Where(_files.Contains))
        {
            uses(path);
        }
        var isSameText = then is { Yaml: { } one } && now is { Yaml: { } other } && one.Text == other.Text;
        if (isSameText && HasSameDatasources(older!, newer!))
        {
            return new BindingDifference(key, BindingStatus.Unchanged, []);
        }
        var (was, becomes) = (Read(then), Read(now));
        if (becomes is not null)
        {
            collector.Add(becomes.Diagnostics, index);
        }
        return (was ?? Missing(before, key), becomes ?? Missing(after, key)) switch
        {
            (null, { Dashboard: not null }) => new BindingDifference(key, BindingStatus.Added, []),
            (null, _) => new BindingDifference(key, BindingStatus.Broken, []),
            (_, null) => new BindingDifference(key, BindingStatus.Removed, []),
            ({ Dashboard: null }, { Dashboard: null }) => new BindingDifference(key, BindingStatus.StillBroken, []),
            ({ Dashboard: null }, _) => new BindingDifference(key, BindingStatus.Mended, []),
            (_, { Dashboard: null }) => new BindingDifference(key, BindingStatus.Broken, []),
            _ when isSameText => new BindingDifference(key, BindingStatus.Unchanged, []),
            ({ Dashboard: { } old }, { Dashboard: { } young }) => Compare(key, DashboardComparison.Compare(old, young, newer!.Environment)),
        };
    }

    private BindingDifference Compare(BindingKey key, IReadOnlyList<Change> changes) =>
        new(key, changes.Count == 0 ? BindingStatus.Reworded : BindingStatus.Changed, _store.Keep(changes)) { More = Math.Max(0, changes.Count - BindingDifference.MostChanges) };

    private Written? Write(RevisionSide side, BindingWork? work, CancellationToken cancellation)
    {
        if (work is null)
        {
            return null;
        }
        var diagnostics = new List<Diagnostic>();
        var endless = $"{(ReferenceEquals(side, after) ? "after" : "before")} {work.Binding.Key.Template}";
        if (_endless.GetValueOrDefault(endless) >= MostEndless)
        {
            return new Written(work, null, diagnostics);
        }
        var yaml = BindingRenderer.Write(side.Snapshot.Templates, work, diagnostics, cancellation);
        if (diagnostics.Exists(d => d.Code == DiagnosticCodes.TemplateLimit))
        {
            _endless.AddOrUpdate(endless, 1, (_, count) => count + 1);
        }
        return new Written(work, yaml, diagnostics);
    }

    private static RenderedDashboard? Read(Written? written) => written is null ? null : BindingRenderer.Read(written.Yaml, written.Work, written.Diagnostics);

    /// <summary>What stands for a binding that cannot even be rendered although it is meant to be there.</summary>
    private static RenderedDashboard? Missing(RevisionSide side, BindingKey key) => side.IsMeant(key) ? new RenderedDashboard(null, "", []) : null;

    private static IEnumerable<string> Parts(Written? then, Written? now) =>
        new[] { then, now }.OfType<Written>().SelectMany(written => (written.Yaml?.Parts ?? Enumerable.Empty<string>()).Select(part => TemplateSet.Folder + part).Append(written.Work.Binding.Template.File)).Distinct();

    private bool HasSameInputs(BindingWork older, BindingWork newer) =>
        !_anyPart && !_files.Contains(newer.Binding.Template.File) && HasSameDatasources(older, newer)
        && older.Tenant.Name == newer.Tenant.Name
        && older.Tenant.Environments.Select(e => e.Name).SequenceEqual(newer.Tenant.Environments.Select(e => e.Name))
        && older.Services.SequenceEqual(newer.Services)
        && older.Parameters.Count == newer.Parameters.Count
        && older.Parameters.All(p => newer.Parameters.TryGetValue(p.Key, out var value) && (p.Value is IEnumerable<string> list && value is IEnumerable<string> other ? list.SequenceEqual(other) : p.Value.Equals(value)));

    // What validation looks at in an environment.
    private static bool HasSameDatasources(BindingWork older, BindingWork newer) =>
        older.Environment.Datasources.Select(d => (d.Name, d.Kind, d.ExperimentalSyntax)).SequenceEqual(newer.Environment.Datasources.Select(d => (d.Name, d.Kind, d.ExperimentalSyntax)))
        && older.Environment.Isolation.Labels.OrderBy(l => l.Key).SequenceEqual(newer.Environment.Isolation.Labels.OrderBy(l => l.Key));

    private static bool IsDashboard(RevisionSide side, string path) => side.Snapshot.Templates.Dashboards.Values.Any(template => template.File == path);

    private sealed record Written(BindingWork Work, RenderedYaml? Yaml, List<Diagnostic> Diagnostics);
}
