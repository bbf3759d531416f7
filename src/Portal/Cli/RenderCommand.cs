using System.CommandLine;
using Portal.Core.Catalog;
using Portal.Core.Diagnostics;
using Portal.Core.Queries;
using Portal.Core.Tenancy;

namespace Portal.Cli;

/// <summary><c>portal render</c>: the YAML that a template yields for one binding. Sends nothing, so it takes secrets and hosts as granted.</summary>
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
            var loaded = await host.LoadAsync(Only(tree, tenant), new AssumedGrants(host.Grants), cancellation);
            if (loaded.Snapshot is not { } snapshot)
            {
                await console.Error.WriteAsync(DiagnosticText.Format(loaded.Diagnostics));
                return 1;
            }
            var binding = Find(snapshot, tenant, environment, parsed.GetRequiredValue(template), parsed.GetValue(service));
            var rendered = await host.Dashboards.RenderAsync(snapshot, binding, cancellation);
            await console.Error.WriteAsync(DiagnosticText.Format(rendered.Diagnostics));
            await console.Out.WriteAsync(rendered.Yaml);
            return rendered.Diagnostics.HasErrors() ? 1 : 0;
        });
        return command;
    }

    private static ContentTree Only(ContentTree tree, Tenant tenant) =>
        tree with { Files = tree.Files.Where(file => file.Key == tenant.Location.File || !file.Key.StartsWith("tenants/", StringComparison.Ordinal)).ToDictionary() };

    private static Binding Find(CatalogSnapshot snapshot, Tenant tenant, TenantEnvironment environment, string name, string? service)
    {
        if (snapshot.Templates.Find(name) is not { } template)
        {
            throw ScopeArguments.Unknown($"there is no template '{name}'", name, [.. snapshot.Templates.Dashboards.Keys]);
        }
        var place = new Scope(tenant.Id, environment.Name);
        var key = new BindingKey(place, template.FrontMatter.Scope == Core.Templates.TemplateScope.Service ? service : null, name);
        IReadOnlyList<string> Discovered(Scope _) => service is null ? [] : [service];
        if (DashboardService.Find(snapshot, Discovered, key) is { } binding)
        {
            return binding;
        }
        var given = DashboardService.Bindings(snapshot, Discovered, tenant.Id, environment.Name).Where(b => b.Key.Template == name).Select(b => b.Key.Service).OfType<string>().ToList();
        throw given.Count > 0
            ? ScopeArguments.Unknown(service is null ? $"'{name}' is made for a service: name one with --service" : $"{place} is not given '{name}' for a service '{service}'", service ?? "", given)
            : ScopeArguments.Unknown($"{place} is not given '{name}': see 'dashboards' in {tenant.Location.File}", name, [.. DashboardService.Bindings(snapshot, Discovered, tenant.Id, environment.Name).Select(b => b.Key.Template).Distinct()]);
    }
}
