using Microsoft.Extensions.Options;

namespace Portal.Configuration;

/// <summary>What tenants may use. Section <c>Grants</c>: <c>Grants:&lt;tenant&gt;:Secrets</c> and <c>Grants:&lt;tenant&gt;:Hosts</c>; the tenant <c>*</c> means all. Read at start.</summary>
internal sealed class GrantOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Grants";

    /// <summary>The tenant that stands for all.</summary>
    public const string Everyone = "*";

    /// <summary>The granted names of secrets by tenant. None by default.</summary>
    public Dictionary<string, List<string>> Secrets { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The granted hosts by tenant: <c>host</c>, <c>host:port</c> or <c>*.example.com</c>. None by default.</summary>
    public Dictionary<string, List<string>> Hosts { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Keys that mean nothing, so that a misspelt one is told and not ignored.</summary>
    public List<string> Unknown { get; } = [];

    /// <summary>Takes the section as it was configured.</summary>
    public void Read(IConfiguration configuration)
    {
        foreach (var tenant in configuration.GetSection(Section).GetChildren())
        {
            if (tenant.Value is not null)
            {
                Unknown.Add(tenant.Key);
            }
            foreach (var list in tenant.GetChildren())
            {
                var target = list.Key.ToUpperInvariant() switch { "SECRETS" => Secrets, "HOSTS" => Hosts, _ => null };
                if (target is null || !string.IsNullOrEmpty(list.Value))
                {
                    Unknown.Add($"{tenant.Key}:{list.Key}");
                    continue;
                }
                target[tenant.Key] = [.. list.GetChildren().Select(item => item.Value ?? "")];
            }
        }
    }
}

/// <summary>Checks <see cref="GrantOptions"/>; each message names its key.</summary>
internal sealed class GrantOptionsValidator : IValidateOptions<GrantOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, GrantOptions options)
    {
        var problems = new OptionProblems(GrantOptions.Section);
        foreach (var key in options.Unknown)
        {
            problems.When(true, key, "give lists named Secrets and Hosts under the tenant's id, such as Grants:acme:Hosts:0");
        }
        foreach (var (tenant, secrets) in options.Secrets)
        {
            foreach (var secret in secrets)
            {
                problems.When(!SecretStore.IsName(secret), $"{tenant}:Secrets", $"'{secret}' is not a secret's name: 1 to 100 of A-Z, a-z, 0-9, '_', '.' and '-', not 'Folder'");
            }
        }
        foreach (var (tenant, hosts) in options.Hosts)
        {
            foreach (var host in hosts)
            {
                problems.When(HostPattern.Parse(host) is null, $"{tenant}:Hosts", $"'{host}' is none of 'host', 'host:port', '*.example.com' and '*.example.com:port'");
            }
        }
        return problems.Result();
    }
}
