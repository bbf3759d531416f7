using Portal.Core.Diagnostics;
using Portal.Core.Queries;
using Portal.Core.Tenancy;
using Portal.Core.Templates;
using Portal.Core.Yaml;

namespace Portal.Core.Catalog;

/// <summary>Holds the dashboards that a tenant's file gives it to the templates that there are.</summary>
internal static class GrantRules
{
    /// <summary>Reports what is wrong with the grants, and answers the bindings of those that are right.</summary>
    public static IEnumerable<BindingWork> Check(Tenant tenant, TemplateSet templates, Func<Scope, IReadOnlyList<string>> services, ICollection<Diagnostic> diagnostics)
    {
        var keys = new HashSet<BindingKey>();
        foreach (var grant in tenant.Dashboards)
        {
            var before = diagnostics.Count;
            CheckEnvironments(tenant, grant, diagnostics);
            if (FindTemplate(grant, templates, diagnostics) is not { } template)
            {
                continue;
            }
            var parameters = ParameterValues.Resolve(template, grant, diagnostics.Add);
            if (diagnostics.Count > before || template.Body is null)
            {
                continue;
            }
            var clash = false;
            foreach (var (environment, known, service) in BindingList.Expand(tenant, grant, template, scope => Known(tenant, scope, grant, template, services, diagnostics)))
            {
                var key = new BindingKey(new Scope(tenant.Id, environment.Name), service, template.Name);
                if (keys.Add(key))
                {
                    yield return new BindingWork(new Binding(key, template, grant), tenant, environment, known, parameters);
                }
                else if (!clash)
                {
                    clash = true;
                    diagnostics.Add(new Diagnostic(DiagnosticCodes.TenantDuplicate, Severity.Error, $"'{template.Name}' is given twice to {key.Scope}{(service is null ? "" : $"/{service}")}.", grant.Location)
                    {
                        Remedy = "Let 'environments' and 'services' of the two exclude each other.",
                    });
                }
            }
        }
    }

    private static void CheckEnvironments(Tenant tenant, DashboardGrant grant, ICollection<Diagnostic> diagnostics)
    {
        var names = tenant.Environments.Select(e => e.Name).ToList();
        foreach (var name in (grant.Environments ?? []).Where(name => !names.Contains(name)))
        {
            diagnostics.Add(new Diagnostic(DiagnosticCodes.UnknownEnvironment, Severity.Error, $"The tenant '{tenant.Id}' has no environment '{name}'.", grant.Location)
            {
                Remedy = Suggestion.DidYouMean(name, names, $"It has: {string.Join(", ", names)}."),
            });
        }
    }

    private static DashboardTemplate? FindTemplate(DashboardGrant grant, TemplateSet templates, ICollection<Diagnostic> diagnostics)
    {
        var template = templates.Find(grant.Template);
        if (template is null && grant.Template.Length > 0 && !templates.Broken.Contains(grant.Template))
        {
            var isPart = templates.Partials.ContainsKey($"{grant.Template}.yaml.sbn");
            diagnostics.Add(new Diagnostic(
                DiagnosticCodes.UnknownTemplate, Severity.Error, isPart ? $"The template '{grant.Template}' has no front matter." : $"There is no template '{grant.Template}'.", grant.Location)
            {
                Remedy = isPart ? "Begin the file with '---', 'title: …' and '---'." : Suggestion.DidYouMean(grant.Template, [.. templates.Dashboards.Keys], $"Add templates/{grant.Template}.yaml.sbn."),
            });
        }
        return template;
    }

    /// <summary>The services of an environment, or made-up ones that the grant means where none are known yet.</summary>
    private static IReadOnlyList<string> Known(Tenant tenant, Scope scope, DashboardGrant grant, DashboardTemplate template, Func<Scope, IReadOnlyList<string>> services, ICollection<Diagnostic> diagnostics)
    {
        var listed = tenant.Environment(scope.Environment)!.Services.Names;
        IReadOnlyList<string> known = listed is null ? services(scope) : [.. listed.Order(StringComparer.Ordinal)];
        if (known.Count == 0)
        {
            var samples = (grant.Services ?? []).Select(pattern => pattern.Replace("*", "x", StringComparison.Ordinal)).Where(ServiceNames.IsValid).Distinct().ToList();
            return samples.Count > 0 ? samples : [ServiceNames.Sample];
        }
        foreach (var pattern in (grant.Services ?? []).Where(pattern => template.FrontMatter.Scope == TemplateScope.Service && !known.Any(name => ServiceNames.Matches(pattern, name))))
        {
            diagnostics.Add(new Diagnostic(DiagnosticCodes.ServiceName, Severity.Warning, $"'{pattern}' names no service of {scope}.", grant.Location) { Remedy = Suggestion.DidYouMean(pattern, known) });
        }
        return known;
    }
}
