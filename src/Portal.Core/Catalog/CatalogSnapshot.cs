using Portal.Core.Diagnostics;
using Portal.Core.Masking;
using Portal.Core.Queries;
using Portal.Core.Tenancy;
using Portal.Core.Templates;

namespace Portal.Core.Catalog;

/// <summary>Names a state of the content: a commit's SHA, or <c>working-tree-</c> and a hash where files are followed.</summary>
/// <param name="Value">The text.</param>
public readonly record struct RevisionId(string Value)
{
    /// <summary>The first 8 characters of a SHA, or the whole.</summary>
    public string Short => Value.Length == 40 ? Value[..8] : Value;

    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>The files of one revision. Paths use <c>/</c> and start at the content's root: <c>templates/…</c>, <c>tenants/…</c>, <c>lint.yaml</c>.</summary>
/// <param name="Revision">Which revision.</param>
/// <param name="Files">Text by path.</param>
/// <param name="Notices">What is to be told of the source itself, such as 'not a Git repository'.</param>
public sealed record ContentTree(RevisionId Revision, IReadOnlyDictionary<string, string> Files, IReadOnlyList<Diagnostic> Notices)
{
    /// <summary>First line of the commit's message; null outside Git.</summary>
    public string? Message { get; init; }

    /// <summary>The commit's author; null outside Git.</summary>
    public string? Author { get; init; }

    /// <summary>When it was committed or read.</summary>
    public DateTimeOffset Time { get; init; }
}

/// <summary>All content of one revision, checked and immutable. Swapped as a whole.</summary>
public sealed class CatalogSnapshot
{
    /// <summary>Which revision.</summary>
    public required RevisionId Revision { get; init; }

    /// <summary>When the revision was made.</summary>
    public DateTimeOffset Time { get; init; }

    /// <summary>First line of the commit's message; null outside Git.</summary>
    public string? Message { get; init; }

    /// <summary>The commit's author; null outside Git.</summary>
    public string? Author { get; init; }

    /// <summary>The tenants by id.</summary>
    public required IReadOnlyDictionary<TenantId, Tenant> Tenants { get; init; }

    /// <summary>The templates and the partials.</summary>
    public required TemplateSet Templates { get; init; }

    /// <summary>What becomes of findings on its queries.</summary>
    public LintPolicy Lint { get; init; } = LintPolicy.Default;

    /// <summary>What was found; errors only in a refused revision.</summary>
    public required IReadOnlyList<Diagnostic> Diagnostics { get; init; }

    /// <summary>How many bindings were validated.</summary>
    public int Bindings { get; init; }

    /// <summary>The same revision, with more that was found in it.</summary>
    public CatalogSnapshot With(IReadOnlyList<Diagnostic> found) => found.Count == 0 ? this : new()
    {
        Revision = Revision, Time = Time, Message = Message, Author = Author, Tenants = Tenants, Templates = Templates, Lint = Lint, Bindings = Bindings, Diagnostics = [.. Diagnostics, .. found],
    };

    /// <summary>Masks what a reader of that role is told of the tenant's telemetry; null where nothing is masked.</summary>
    public Masker? Masker(TenantId tenant, Role reader) => Tenants.GetValueOrDefault(tenant)?.Masking.For(reader);

    /// <summary>The services of an environment: those that its tenant's file names, sorted, or else those that are discovered.</summary>
    public IReadOnlyList<string> Services(Scope scope, Func<Scope, IReadOnlyList<string>> discovered) =>
        Tenants.GetValueOrDefault(scope.Tenant)?.Environment(scope.Environment)?.Services.Names is { } names ? [.. names.Order(StringComparer.Ordinal)] : discovered(scope);

    /// <summary>Whether a reader of that role is told query texts, which hold what variables stand for, and the backends' own words: one who may edit, and for whom nothing is masked.</summary>
    public bool TellsQueries(TenantId tenant, Role reader) => reader.Allows(Right.Edit) && Masker(tenant, reader) is null;
}

/// <summary>One row of what a tenant has: a dashboard instance, without rendering it.</summary>
/// <param name="Key">The binding.</param>
/// <param name="Template">Its template.</param>
/// <param name="Grant">The line of the tenant's file that gives it.</param>
public sealed record Binding(BindingKey Key, DashboardTemplate Template, DashboardGrant Grant);
