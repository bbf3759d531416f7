using Portal.Core.Catalog;
using Portal.Core.Diagnostics;
using Portal.Core.Queries;
using Portal.Core.Tenancy;

namespace Portal.Core.Changes;

/// <summary>What has become of a dashboard of a tenant, an environment and, at service scope, a service.</summary>
public enum BindingStatus
{
    /// <summary>Proven to be the same: the rendered YAML, or all that it is rendered from, is equal to the last byte.</summary>
    Unchanged,
    /// <summary>The YAML is another, but it shows and asks the same.</summary>
    Reworded,
    /// <summary>It shows or asks something else.</summary>
    Changed,
    /// <summary>It is new.</summary>
    Added,
    /// <summary>It is gone.</summary>
    Removed,
    /// <summary>It has errors now.</summary>
    Broken,
    /// <summary>It has had errors, and still has.</summary>
    StillBroken,
    /// <summary>It has had errors, and has none any more.</summary>
    Mended,
}

/// <summary>What has become of one dashboard.</summary>
/// <param name="Key">Which.</param>
/// <param name="Status">What has become of it.</param>
/// <param name="Changes">How it differs, the first <see cref="MostChanges"/>; empty unless it has changed.</param>
public sealed record BindingDifference(BindingKey Key, BindingStatus Status, IReadOnlyList<Change> Changes)
{
    /// <summary>The most changes that are kept of one dashboard.</summary>
    public const int MostChanges = 100;

    /// <summary>How many further changes there are.</summary>
    public int More { get; init; }

    /// <summary>Whether anything is to be looked at.</summary>
    public bool IsDifferent => Status is not (BindingStatus.Unchanged or BindingStatus.Reworded);
}

/// <summary>A file that was added, removed or changed, and how far that reaches.</summary>
/// <param name="Path">From the content's root.</param>
/// <param name="Kind">What has become of it.</param>
/// <param name="Uses">How many dashboards are made with it, in either revision.</param>
/// <param name="Changes">How many of these are different.</param>
/// <param name="Tenants">How many tenants these belong to.</param>
public sealed record FileReach(string Path, ChangeKind Kind, int Uses, int Changes, int Tenants);

/// <summary>How a tenant's file differs.</summary>
/// <param name="Tenant">Whose it is.</param>
/// <param name="Changes">The differences, those about security first.</param>
public sealed record TenantDifference(TenantId Tenant, IReadOnlyList<Change> Changes);

/// <summary>How the front matter of a template differs.</summary>
/// <param name="Template">Its name.</param>
/// <param name="Changes">The differences.</param>
public sealed record TemplateDifference(string Template, IReadOnlyList<Change> Changes);

/// <summary>How one revision of the content differs from another: what a pull request changes, and for whom.</summary>
public sealed record RevisionDifference
{
    /// <summary>The older revision.</summary>
    public required RevisionId Before { get; init; }

    /// <summary>The newer revision.</summary>
    public required RevisionId After { get; init; }

    /// <summary>All dashboards of both, by tenant, environment, service and template.</summary>
    public required IReadOnlyList<BindingDifference> Bindings { get; init; }

    /// <summary>The tenants whose files differ.</summary>
    public required IReadOnlyList<TenantDifference> Tenants { get; init; }

    /// <summary>The templates whose front matter differs.</summary>
    public required IReadOnlyList<TemplateDifference> Templates { get; init; }

    /// <summary>How the policy for queries differs; it acts only once it is live.</summary>
    public IReadOnlyList<Change> Policy { get; init; } = [];

    /// <summary>The files that differ, the farthest reaching first.</summary>
    public required IReadOnlyList<FileReach> Files { get; init; }

    /// <summary>What is wrong with the newer revision: with its tenants, its templates and those of its dashboards that are not proven unchanged.</summary>
    public required IReadOnlyList<Diagnostic> Diagnostics { get; init; }

    /// <summary>Whether anything differs in what the portal shows, asks or allows.</summary>
    public bool IsEmpty => Tenants.Count == 0 && Templates.Count == 0 && Policy.Count == 0 && Bindings.All(binding => !binding.IsDifferent && binding.Status != BindingStatus.StillBroken);

    /// <summary>How many dashboards have come to that.</summary>
    public int Count(BindingStatus status) => Bindings.Count(binding => binding.Status == status);

    /// <summary>The same, of what a person may see. Whoever may not edit a place is not told what is behind its queries and addresses; files, templates and diagnostics are for editors of the whole.</summary>
    /// <param name="maySee">Whether an environment may be seen.</param>
    /// <param name="mayEdit">Whether its queries may be seen.</param>
    /// <param name="mayEditTenant">Whether a tenant's file may be seen as a whole.</param>
    /// <param name="mayEditAll">Whether the person may edit the content as a whole.</param>
    public RevisionDifference For(Func<Scope, bool> maySee, Func<Scope, bool> mayEdit, Func<TenantId, bool> mayEditTenant, bool mayEditAll)
    {
        var rights = Bindings.Select(binding => binding.Key.Scope).Distinct().Where(maySee).ToDictionary(scope => scope, mayEdit);
        return this with
        {
            Bindings = [.. Bindings.Where(b => rights.ContainsKey(b.Key.Scope)).Select(b => rights[b.Key.Scope] ? b : b with { Changes = [.. b.Changes.Select(change => change.ForViewer())] })],
            Tenants = [.. Tenants.Where(t => mayEditTenant(t.Tenant))],
            Templates = mayEditAll ? Templates : [],
            Policy = mayEditAll ? Policy : [],
            Files = mayEditAll ? Files : [],
            Diagnostics = mayEditAll ? Diagnostics : [],
        };
    }
}
