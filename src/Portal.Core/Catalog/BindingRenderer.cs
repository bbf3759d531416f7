using Portal.Core.Dashboards;
using Portal.Core.Diagnostics;
using Portal.Core.Tenancy;
using Portal.Core.Templates;
using Portal.Core.Validation;

namespace Portal.Core.Catalog;

/// <summary>A binding with all that it is rendered with.</summary>
internal sealed record BindingWork(Binding Binding, Tenant Tenant, TenantEnvironment Environment, IReadOnlyList<string> Services, IReadOnlyDictionary<string, object> Parameters);

/// <summary>The way from a binding to a checked dashboard: render, read, validate.</summary>
internal static class BindingRenderer
{
    /// <summary>Renders, reads and validates. What is wrong is among the diagnostics.</summary>
    public static RenderedDashboard Render(TemplateSet templates, BindingWork work, CancellationToken cancellation)
    {
        var diagnostics = new List<Diagnostic>();
        return Read(Write(templates, work, diagnostics, cancellation), work, diagnostics);
    }

    /// <summary>Renders; null, with an error among the diagnostics, where the template fails.</summary>
    public static RenderedYaml? Write(TemplateSet templates, BindingWork work, ICollection<Diagnostic> diagnostics, CancellationToken cancellation)
    {
        var inputs = new TemplateInputs
        {
            Tenant = work.Tenant,
            Environment = work.Environment.Name,
            Service = work.Binding.Key.Service,
            Services = work.Services,
            Parameters = work.Parameters,
        };
        return DashboardRenderer.Render(templates, work.Binding.Template, inputs, diagnostics, cancellation);
    }

    /// <summary>Reads and validates what was rendered.</summary>
    public static RenderedDashboard Read(RenderedYaml? yaml, BindingWork work, List<Diagnostic> diagnostics)
    {
        var (key, template, _) = work.Binding;
        if (yaml is null)
        {
            return new RenderedDashboard(null, "", [.. diagnostics.Select(d => d with { Binding = key.ToString() })]);
        }
        var context = new RenderedYamlContext(yaml, key.ToString(), template.File, diagnostics);
        var dashboard = DashboardReader.Read(yaml.Text, context);
        if (dashboard is not null)
        {
            DashboardRules.Check(new DashboardCheck(dashboard, key.Scope, work.Environment, context));
        }
        return new RenderedDashboard(diagnostics.HasErrors() ? null : dashboard, yaml.Text, diagnostics);
    }
}
