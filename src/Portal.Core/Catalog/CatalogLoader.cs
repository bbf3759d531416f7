using System.Collections.Concurrent;
using Portal.Core.Diagnostics;
using Portal.Core.Tenancy;
using Portal.Core.Tenancy.Rules;
using Portal.Core.Templates;

namespace Portal.Core.Catalog;

/// <summary>The outcome of loading a revision.</summary>
/// <param name="Snapshot">The snapshot; null where any diagnostic is an error: a revision is accepted or refused whole.</param>
/// <param name="Diagnostics">All that was found, over all bindings, deduplicated by place.</param>
/// <param name="Bindings">How many bindings were validated.</param>
public sealed record LoadResult(CatalogSnapshot? Snapshot, IReadOnlyList<Diagnostic> Diagnostics, int Bindings)
{
    /// <summary>How many of them had to be rendered anew; the others are known from an earlier load.</summary>
    public int Rendered { get; init; }
}

/// <summary>Reads all content of a revision, validates every binding and makes a snapshot.</summary>
public sealed class CatalogLoader
{
    private const string TenantsFolder = "tenants/";

    // One that never ends in one binding does not in the next; each costs a second.
    private const int MostEndless = 3;

    private readonly int _parallel = Environment.ProcessorCount;

    /// <summary>Loads a revision. Needs no backend.</summary>
    /// <param name="content">The files.</param>
    /// <param name="grants">What the server allows.</param>
    /// <param name="services">The last stored services of an environment, for those that discover them; empty where there are none: a sample name is used.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <param name="memory">What earlier loads have read and checked, so that the same is not done again; the outcome is the same as without.</param>
    public Task<LoadResult> LoadAsync(ContentTree content, IGrants grants, Func<Scope, IReadOnlyList<string>> services, CancellationToken cancellation, LoadMemory? memory = null) =>
        Task.Run(
            () =>
            {
                var notes = (memory ?? new LoadMemory()).Begin();
                var result = Load(content, grants, services, notes, cancellation);
                memory?.Keep(notes, result.Snapshot is not null);
                return result;
            },
            cancellation);

    /// <summary>Reads the content as it is, without checking isolation, grants or bindings: to look at one dashboard while others have mistakes. Never for what goes live.</summary>
    /// <param name="content">The files.</param>
    /// <param name="diagnostics">Takes what cannot be read.</param>
    /// <param name="memory">What earlier readings have read, so that the same file is not read again; null for none.</param>
    public static CatalogSnapshot Read(ContentTree content, ICollection<Diagnostic> diagnostics, LoadMemory? memory = null)
    {
        var notes = (memory ?? new LoadMemory()).Begin();
        var snapshot = new CatalogSnapshot
        {
            Revision = content.Revision,
            Time = content.Time,
            Message = content.Message,
            Author = content.Author,
            Tenants = ReadTenants(content, diagnostics, (file, text) => notes.Tenant(file, text, ReadTenant)).DistinctBy(t => t.Id).ToDictionary(t => t.Id),
            Templates = TemplateSetReader.Read(content.Files, diagnostics, (file, text) => notes.Template(file, text, TemplateSetReader.ReadFile)),
            Lint = LintPolicyReader.Read(content.Files, diagnostics),
            Diagnostics = [],
        };
        memory?.Keep(notes, good: false);
        return snapshot;
    }

    /// <summary>Makes the snapshot of a revision that was judged good before, by the same rules and grants: all is read and checked but for the dashboards, which are not rendered again.</summary>
    /// <param name="content">The files.</param>
    /// <param name="grants">What the server allows.</param>
    /// <param name="services">The last stored services of an environment.</param>
    /// <param name="found">What the judgement has found.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <param name="memory">Remembers what the judgement says of dashboards, so that the next load renders only what has changed since.</param>
    /// <returns>Null where something is wrong nevertheless, so that it has to be judged anew.</returns>
    public static Task<CatalogSnapshot?> TrustAsync(
        ContentTree content, IGrants grants, Func<Scope, IReadOnlyList<string>> services, IReadOnlyList<Diagnostic> found, CancellationToken cancellation, LoadMemory? memory = null) =>
        Task.Run(() =>
        {
            var notes = (memory ?? new LoadMemory()).Begin();
            var parts = Read(content, grants, services, notes);
            if (parts.Found.HasErrors() || found.HasErrors())
            {
                return null;
            }
            notes.Trust(Clean(parts, found), parts.Templates);
            memory?.Keep(notes, good: true);
            return Snapshot(content, parts, found);
        }, cancellation);

    /// <summary>The bindings of which a judgement of the same files says that nothing is wrong with them. Where services are discovered, it may have been of others.</summary>
    private static IEnumerable<BindingWork> Clean(Parts parts, IReadOnlyList<Diagnostic> found)
    {
        var files = found.Except(parts.Found).Select(diagnostic => diagnostic.Location.File).ToHashSet(StringComparer.Ordinal);
        // What is said of a part may be of any dashboard.
        return files.IsSubsetOf(parts.Templates.Dashboards.Values.Select(template => template.File))
            ? parts.Work.Where(work => work.Environment.Services.Names is not null && !files.Contains(work.Binding.Template.File))
            : [];
    }

    private LoadResult Load(ContentTree content, IGrants grants, Func<Scope, IReadOnlyList<string>> services, LoadNotes notes, CancellationToken cancellation)
    {
        var parts = Read(content, grants, services, notes);
        var collector = new DiagnosticCollector();
        collector.Add(parts.Found, -1);
        ValidateAll(parts.Work, parts.Templates, notes, collector, cancellation);
        var diagnostics = collector.ToList();
        return new LoadResult(diagnostics.HasErrors() ? null : Snapshot(content, parts, diagnostics), diagnostics, parts.Work.Count) { Rendered = notes.Rendered };
    }

    private static Parts Read(ContentTree content, IGrants grants, Func<Scope, IReadOnlyList<string>> services, LoadNotes notes)
    {
        var found = new List<Diagnostic>(content.Notices);
        var tenants = ReadTenants(content, found, (file, text) => notes.Tenant(file, text, ReadTenant));
        found.AddRange(TenantRules.Check(tenants, grants));
        var templates = TemplateSetReader.Read(content.Files, found, (file, text) => notes.Template(file, text, TemplateSetReader.ReadFile));
        var lint = LintPolicyReader.Read(content.Files, found);
        var work = new List<BindingWork>();
        foreach (var tenant in tenants)
        {
            work.AddRange(GrantRules.Check(tenant, templates, services, found));
        }
        return new Parts(tenants, templates, lint, work, found);
    }

    private static CatalogSnapshot Snapshot(ContentTree content, Parts parts, IReadOnlyList<Diagnostic> diagnostics) => new()
    {
        Revision = content.Revision,
        Time = content.Time,
        Message = content.Message,
        Author = content.Author,
        Tenants = parts.Tenants.ToDictionary(t => t.Id),
        Templates = parts.Templates,
        Lint = parts.Lint,
        Diagnostics = diagnostics,
        Bindings = parts.Work.Count,
    };

    private static List<Tenant> ReadTenants(ContentTree content, ICollection<Diagnostic> diagnostics, Func<string, string, ReadTenantFile> read)
    {
        var tenants = new List<Tenant>();
        foreach (var (file, text) in content.Files.Where(f => f.Key.StartsWith(TenantsFolder, StringComparison.Ordinal)).OrderBy(f => f.Key, StringComparer.Ordinal))
        {
            if (file.LastIndexOf('/') != TenantsFolder.Length - 1 || !file.EndsWith(".yaml", StringComparison.Ordinal))
            {
                diagnostics.Add(new Diagnostic(DiagnosticCodes.FileIgnored, Severity.Warning, "The file is not read: tenants are in tenants/<id>.yaml.", new SourceLocation(file)));
            }
            else
            {
                var (tenant, found) = read(file, text);
                foreach (var diagnostic in found)
                {
                    diagnostics.Add(diagnostic);
                }
                if (tenant is not null)
                {
                    tenants.Add(tenant);
                }
            }
        }
        return tenants;
    }

    private static ReadTenantFile ReadTenant(string file, string text)
    {
        var found = new List<Diagnostic>();
        return new ReadTenantFile(TenantFileReader.Read(file, text, found), found);
    }

    private void ValidateAll(List<BindingWork> work, TemplateSet templates, LoadNotes notes, DiagnosticCollector collector, CancellationToken cancellation)
    {
        var endless = new ConcurrentDictionary<string, int>();
        var options = new ParallelOptions { MaxDegreeOfParallelism = _parallel, CancellationToken = cancellation };
        Parallel.For(0, work.Count, options, index =>
        {
            var binding = work[index].Binding;
            if (endless.GetValueOrDefault(binding.Key.Template) >= MostEndless)
            {
                return;
            }
            var found = notes.Check(work[index], templates, cancellation);
            collector.Add(found, index);
            if (found.Any(d => d.Code == DiagnosticCodes.TemplateLimit))
            {
                endless.AddOrUpdate(binding.Key.Template, 1, (_, count) => count + 1);
            }
        });
    }

    private sealed record Parts(List<Tenant> Tenants, TemplateSet Templates, LintPolicy Lint, List<BindingWork> Work, List<Diagnostic> Found);
}
