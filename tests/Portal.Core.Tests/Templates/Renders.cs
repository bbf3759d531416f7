using Portal.Core.Diagnostics;
using Portal.Core.Templates;
using Portal.Core.Tenancy;
using Portal.Core.Tests.Catalog;

namespace Portal.Core.Tests.Templates;

/// <summary>Renders a template's text without the rest of a catalog.</summary>
internal static class Renders
{
    public static (RenderedYaml? Yaml, List<Diagnostic> Diagnostics) Render(string body, string? name = null, IReadOnlyDictionary<string, object>? parameters = null, params (string Path, string Text)[] parts)
    {
        var diagnostics = new List<Diagnostic>();
        var files = parts.Append(("templates/t.yaml.sbn", $"---\ntitle: T\n---\n{body}")).ToDictionary(f => f.Item1, f => f.Item2);
        var set = TemplateSetReader.Read(files, diagnostics);
        if (set.Find("t")?.Body is null)
        {
            return (null, diagnostics);
        }
        var tenant = TenantFileReader.Read("tenants/acme.yaml", Content.Acme, diagnostics)!;
        var inputs = new TemplateInputs
        {
            Tenant = name is null ? tenant : tenant with { Name = name }, Environment = "prod", Service = "checkout", Services = ["cart", "checkout"],
            Parameters = parameters ?? new Dictionary<string, object>(),
        };
        return (DashboardRenderer.Render(set, set.Find("t")!, inputs, diagnostics, TestContext.Current.CancellationToken), diagnostics);
    }
}
