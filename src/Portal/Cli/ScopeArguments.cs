using System.CommandLine;
using Portal.Configuration;
using Portal.Core.Catalog;
using Portal.Core.Diagnostics;
using Portal.Core.Tenancy;
using Portal.Core.Yaml;

namespace Portal.Cli;

/// <summary>Which tenant and environment a verb looks at. Reads that tenant's file alone, so that others' mistakes do not get in the way.</summary>
internal sealed class ScopeArguments
{
    private readonly Option<string> _tenant = new("--tenant") { Description = "The tenant's id.", Required = true, HelpName = "ID" };
    private readonly Option<string?> _environment = new("--environment") { Description = "The environment. By default the tenant's default one.", HelpName = "NAME" };

    /// <summary>Adds the options to a verb.</summary>
    public ScopeArguments(Command command)
    {
        command.Options.Add(_tenant);
        command.Options.Add(_environment);
    }

    /// <summary>Finds the tenant and its environment; null where the tenant's file is wrong, as the diagnostics tell.</summary>
    /// <exception cref="StartupRefusal">There is no such tenant or environment.</exception>
    public (Tenant Tenant, TenantEnvironment Environment)? Find(ParseResult parsed, ContentTree content, ICollection<Diagnostic> diagnostics)
    {
        var id = parsed.GetRequiredValue(_tenant);
        var file = $"tenants/{id}.yaml";
        if (!content.Files.TryGetValue(file, out var text))
        {
            var ids = content.Files.Keys.Where(path => Path.GetDirectoryName(path) == "tenants").Select(path => Path.GetFileNameWithoutExtension(path)).ToList();
            throw Unknown($"there is no tenant '{id}'", id, ids);
        }
        if (TenantFileReader.Read(file, text, diagnostics) is not { } tenant || diagnostics.HasErrors())
        {
            return null;
        }
        var name = parsed.GetValue(_environment) ?? tenant.DefaultEnvironment;
        return tenant.Environment(name) is { } environment
            ? (tenant, environment)
            : throw Unknown($"the tenant '{id}' has no environment '{name}'", name, [.. tenant.Environments.Select(e => e.Name)]);
    }

    /// <summary>A refusal that names what was meant, or else some of what there is.</summary>
    public static StartupRefusal Unknown(string problem, string name, IReadOnlyCollection<string> known) =>
        new([$"{problem}. {Suggestion.DidYouMean(name, known, known.Count == 0 ? "There are none." : $"There are: {string.Join(", ", known.Order(StringComparer.Ordinal).Take(20))}{(known.Count > 20 ? ", …" : "")}.")}"]);
}
