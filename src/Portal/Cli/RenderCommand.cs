using System.CommandLine;
using Portal.Core.Catalog;
using Portal.Core.Diagnostics;
using Portal.Core.Queries;
using Portal.Core.Tenancy;

namespace Portal.Cli;

/// <summary><c>portal render</c>: the YAML that a template yields for one binding.</summary>
internal static class RenderCommand
{
    public static Command Create()
    {
        var content = new ContentOptions();
        var tenant = new Option<string>("--tenant") { Description = "The tenant's id.", Required = true };
        var environment = new Option<string?>("--environment") { Description = "The environment; the tenant's default one if left out." };
        var service = new Option<string?>("--service") { Description = "The service, for templates of service scope." };
        var template = new Argument<string>("template") { Description = "The template's name, such as service-overview." };
        var command = new Command("render", "Prints the YAML of one dashboard. Exits 1 with the diagnostics if it has errors.") { tenant, environment, service, template };
        content.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            var load = await CliContent.LoadAsync(content.Configuration(parsed), cancellation);
            if (load.Snapshot is not { } snapshot)
            {
                await DiagnosticFormats.WriteAsync(error, "text", load.Diagnostics, load.Bindings, cancellation);
                return 1;
            }
            var id = new TenantId(parsed.GetValue(tenant)!);
            if (!snapshot.Tenants.TryGetValue(id, out var found))
            {
                await error.WriteLineAsync($"portal: there is no tenant '{id}'; there are: {string.Join(", ", snapshot.Tenants.Keys)}");
                return 1;
            }
            var scope = new Scope(id, parsed.GetValue(environment) ?? found.DefaultEnvironment);
            var key = new BindingKey(scope, parsed.GetValue(service), parsed.GetValue(template)!);
            var binding = DashboardService.Find(snapshot, _ => key.Service is null ? [] : [key.Service], key);
            if (binding is null)
            {
                await error.WriteLineAsync($"portal: {scope} is not given '{key.Template}' {(key.Service is null ? "without a service" : $"for the service '{key.Service}'")}; see dashboards in {found.Location.File}");
                return 1;
            }
            var rendered = await new DashboardService().RenderAsync(snapshot, binding, cancellation);
            if (rendered.Diagnostics.Count > 0)
            {
                await DiagnosticFormats.WriteAsync(error, "text", rendered.Diagnostics, 1, cancellation);
            }
            await output.WriteAsync(rendered.Yaml.AsMemory(), cancellation);
            return rendered.Diagnostics.HasErrors() ? 1 : 0;
        });
        return command;
    }
}
