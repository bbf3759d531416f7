using System.CommandLine;
using Portal.Core.Catalog;
using Portal.Core.Diagnostics;
using Portal.Core.Queries.Canaries;
using Portal.Core.Tenancy;

namespace Portal.Cli;

/// <summary><c>portal isolation check</c>: the canary and attacks by hand against the live backends, and a report. Exit codes: 0 proven, 1 violated, 2 it could not be run.</summary>
internal static class IsolationCheckCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Makes the verb.</summary>
    public static Command Create(CliConsole console, IReadOnlyDictionary<string, string?> settings)
    {
        var tenant = new Option<string?>("--tenant") { Description = "The tenant's id. By default all tenants.", HelpName = "ID" };
        var environment = new Option<string?>("--environment") { Description = "The environment. By default all of the tenant's.", HelpName = "NAME" };
        var format = new Option<string>("--format") { Description = "How to print the report.", DefaultValueFactory = _ => "text", HelpName = "text|json" };
        format.AcceptOnlyFromAmong("text", "json");
        var command = new Command("check", "Asks the live backends whether they keep tenants apart: the canary of each datasource, and attacks through the portal. Exits 0 if it is proven, 1 if it is violated, 2 if it could not be run.") { tenant, environment, format };
        var content = new ContentArguments(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            using var host = content.Open(parsed, settings);
            var tree = host.Read(cancellation);
            var diagnostics = new List<Diagnostic>(tree.Notices.Where(n => n.Severity == Severity.Error));
            var all = Read(tree, diagnostics);
            var chosen = Choose(all, parsed.GetValue(tenant), parsed.GetValue(environment));
            // Others' mistakes do not get in the way of the one that is meant.
            var broken = diagnostics.Where(d => d.Severity == Severity.Error && (parsed.GetValue(tenant) is not { } id || d.Location.File == $"tenants/{id}.yaml")).ToList();
            if (broken.Count > 0)
            {
                await console.Error.WriteAsync(DiagnosticText.Format(broken));
                return 2;
            }
            var reports = new List<IsolationReport>();
            foreach (var (scope, found) in chosen)
            {
                reports.Add(await host.IsolationCheck.RunAsync(scope, found, all, Patience, cancellation));
            }
            await IsolationReportText.WriteAsync(console.Out, parsed.GetRequiredValue(format), reports);
            return reports.Select(report => report.Result).Append(CanaryResult.Proven).Max() switch
            {
                CanaryResult.Violated => 1,
                CanaryResult.Unknown => 2,
                _ => 0,
            };
        });
        return command;
    }

    private static List<(Scope Scope, TenantEnvironment Environment)> Read(ContentTree tree, List<Diagnostic> diagnostics) =>
    [
        .. tree.Files.Where(file => Path.GetDirectoryName(file.Key) == "tenants" && Path.GetExtension(file.Key) == ".yaml").OrderBy(file => file.Key, StringComparer.Ordinal)
            .Select(file => TenantFileReader.Read(file.Key, file.Value, diagnostics)).OfType<Tenant>()
            .SelectMany(tenant => tenant.Environments.Select(environment => (new Scope(tenant.Id, environment.Name), environment))),
    ];

    private static List<(Scope Scope, TenantEnvironment Environment)> Choose(List<(Scope Scope, TenantEnvironment Environment)> all, string? tenant, string? environment)
    {
        var ofTenant = all.Where(one => tenant is null || one.Scope.Tenant.Value == tenant).ToList();
        var chosen = ofTenant.Where(one => environment is null || one.Scope.Environment == environment).ToList();
        return chosen.Count > 0 ? chosen
            : ofTenant.Count > 0 ? throw ScopeArguments.Unknown($"there is no environment '{environment}'", environment!, [.. ofTenant.Select(one => one.Scope.Environment).Distinct()])
            : throw ScopeArguments.Unknown($"there is no tenant '{tenant}'", tenant ?? "", [.. all.Select(one => one.Scope.Tenant.Value).Distinct()]);
    }
}
