using Portal.Core.Catalog;
using Portal.Core.Diagnostics;
using Portal.Core.Queries;
using Portal.Core.Tenancy;
using Portal.Core.Tenancy.Rules;
using Portal.Core.Templates;

namespace Portal.Core.Changes;

/// <summary>A revision to look at: all that could be read of it, and its bindings. Where it has errors, what is not touched by them is there all the same. Never what goes live.</summary>
public sealed class RevisionSide
{
    private readonly Dictionary<BindingKey, BindingWork> _works = [];
    private readonly Dictionary<Scope, IReadOnlyList<string>> _services = [];

    internal RevisionSide(ContentTree content, IGrants grants, Func<Scope, IReadOnlyList<string>> services, LoadMemory? memory = null)
    {
        Content = content;
        Diagnostics.AddRange(content.Notices);
        Snapshot = CatalogLoader.Read(content, Diagnostics, memory);
        Diagnostics.AddRange(TenantRules.Check([.. Snapshot.Tenants.Values], grants));
        foreach (var work in Snapshot.Tenants.Values.SelectMany(tenant => GrantRules.Check(tenant, Snapshot.Templates, services, Diagnostics)))
        {
            _works[work.Binding.Key] = work;
            _services.TryAdd(work.Binding.Key.Scope, work.Services);
        }
    }

    /// <summary>The files.</summary>
    internal ContentTree Content { get; }

    /// <summary>Tenants and templates.</summary>
    public CatalogSnapshot Snapshot { get; }

    /// <summary>What is wrong with the files themselves.</summary>
    internal List<Diagnostic> Diagnostics { get; } = [];

    /// <summary>The services that an environment's dashboards were rendered for, sorted; empty where it has none.</summary>
    public IReadOnlyList<string> Services(Scope scope) => _services.GetValueOrDefault(scope) ?? [];

    /// <summary>The bindings that can be rendered.</summary>
    internal IReadOnlyDictionary<BindingKey, BindingWork> Works => _works;

    /// <summary>Whether a binding that cannot be rendered is meant to be there: then it is broken, not gone.</summary>
    internal bool IsMeant(BindingKey key)
    {
        var file = $"tenants/{key.Scope.Tenant}.yaml";
        if (!Snapshot.Tenants.TryGetValue(key.Scope.Tenant, out var tenant))
        {
            return Content.Files.ContainsKey(file);
        }
        return tenant.Environment(key.Scope.Environment) is { } environment
            && (key.Service is null || environment.Services.Names is not { } names || names.Contains(key.Service))
            && tenant.Dashboards.Any(grant => grant.Template == key.Template && BindingList.Means(grant, key))
            && (Snapshot.Templates.Find(key.Template) is not { } template || template.FrontMatter.Scope == TemplateScope.Service == key.Service is not null);
    }
}
