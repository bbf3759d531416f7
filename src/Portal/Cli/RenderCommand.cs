using System.CommandLine;
using Portal.Browsing;
using Portal.Configuration;
using Portal.Core.Catalog;
using Portal.Core.Diagnostics;
using Portal.Core.Queries;
using Portal.Core.Tenancy;

namespace Portal.Cli;

/// <summary><c>portal render</c>: the YAML that a template yields for one binding. Sends nothing, and looks at nothing else, so that others' mistakes do not get in the way.</summary>
internal static class RenderCommand
{
    /// <summary>Makes the verb.</summary>
    public static Command Create(CliConsole console, IReadOnlyDictionary<string, string?> settings)
    {
        var service = new Option<string?>("--service") { Description = "The service, for templates of service scope.", HelpName = "NAME" };
        var template = new Argument<string>("template") { Description = "The template's name, such as service-overview or infra/node." };
        var command = new Command("render", "Prints the YAML of one dashboard. Exits 1, with the diagnostics, if it has errors.") { template, service };
        var scope = new ScopeArguments(command);
        var content = new ContentArguments(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            using var host = content.Open(parsed, settings);
            var tree = host.Read(cancellation);
            var diagnostics = new List<Diagnostic>(tree.Notices.Where(n => n.Severity == Severity.Error));
            if (diagnostics.Count > 0 || scope.Find(parsed, tree, diagnostics) is not var (tenant, environment))
            {
                await console.Error.WriteAsync(DiagnosticText.Format(diagnostics));
                return 1;
            }
            var read = new List<Diagnostic>();
            var snapshot = CatalogLoader.Read(tree with { Files = tree.Files.Where(file => file.Key == tenant.Location.File || !file.Key.StartsWith("tenants/", StringComparison.Ordinal)).ToDictionary() }, read);
            var name = parsed.GetRequiredValue(template);
            if (read.Where(d => d.Severity == Severity.Error && d.Location.File == $"templates/{name}.yaml.sbn").ToList() is { Count: > 0 } broken)
            {
                await console.Error.WriteAsync(DiagnosticText.Format(broken));
                return 1;
            }
            var services = environment.Services.Names ?? (parsed.GetValue(service) is { } given ? [given] : []);
            var binding = Find(snapshot, tenant, environment, services, name, parsed.GetValue(service));
            using var dashboards = new DashboardService(new StillCatalog(snapshot, _ => services), TimeProvider.System);
            var rendered = await dashboards.RenderAsync(snapshot, binding, cancellation);
            await console.Error.WriteAsync(DiagnosticText.Format([.. rendered.Dashboard is null ? read.Concat(rendered.Diagnostics) : rendered.Diagnostics]));
            await console.Out.WriteAsync(rendered.Yaml);
            return rendered.Dashboard is null ? 1 : 0;
        });
        return command;
    }

    private static Binding Find(CatalogSnapshot snapshot, Tenant tenant, TenantEnvironment environment, IReadOnlyList<string> services, string name, string? service)
    {
        if (snapshot.Templates.Find(name) is not { } template)
        {
            throw ScopeArguments.Unknown($"there is no template '{name}'", name, [.. snapshot.Templates.Dashboards.Keys]);
        }
        var place = new Scope(tenant.Id, environment.Name);
        var key = new BindingKey(place, template.FrontMatter.Scope == Core.Templates.TemplateScope.Service ? service : null, name);
        if (DashboardService.Find(snapshot, _ => services, key) is { } binding)
        {
            return binding;
        }
        var keys = DashboardService.Bindings(snapshot, _ => services, tenant.Id, environment.Name).Select(b => b.Key).ToList();
        var forServices = keys.Where(k => k.Template == name).Select(k => k.Service).OfType<string>().ToList();
        if (forServices.Count == 0 && (template.FrontMatter.Scope != Core.Templates.TemplateScope.Service || service is not null || tenant.Dashboards.All(grant => grant.Template != name)))
        {
            throw ScopeArguments.Unknown($"{place} is not given '{name}': see 'dashboards' in {tenant.Location.File}", name, [.. keys.Select(k => k.Template).Distinct()]);
        }
        throw service is null
            ? new StartupRefusal([$"'{name}' is made for services: name one with --service{(forServices.Count > 0 ? $", such as {forServices[0]}" : "")}."])
            : ScopeArguments.Unknown($"{place} is not given '{name}' for a service '{service}'", service, forServices);
    }
}
