using Microsoft.Extensions.Options;
using Portal.Configuration;
using Portal.Core.Tenancy;

namespace Portal.Identity.Rights;

/// <summary>Who runs the portal, and how soon rights that are taken away are gone. Section <c>Access</c>.</summary>
internal sealed class AccessOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Access";

    /// <summary>Roles in the portal as a whole, and with it in every tenant: <c>Access:Platform:0:Role</c>, <c>…:Groups:0</c>, <c>…:Users:0</c>. None by default.</summary>
    public List<PlatformLine> Platform { get; set; } = [];

    /// <summary>How often open pages and streams ask whether they may stay, 1 to 20 s. 15 s by default; with several replicas it may take half as long again.</summary>
    public TimeSpan CheckInterval { get; set; } = TimeSpan.FromSeconds(15);
}

/// <summary>A line that gives people a role in the portal as a whole.</summary>
internal sealed class PlatformLine
{
    /// <summary>The role's name.</summary>
    public string Role { get; set; } = "";

    /// <summary>The groups whose members get it.</summary>
    public List<string> Groups { get; set; } = [];

    /// <summary>The people who get it.</summary>
    public List<string> Users { get; set; } = [];
}

/// <summary>Checks <see cref="AccessOptions"/>; each message names its key.</summary>
internal sealed class AccessOptionsValidator : IValidateOptions<AccessOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, AccessOptions options)
    {
        var problems = new OptionProblems(AccessOptions.Section);
        problems.Range(options.CheckInterval, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(20), nameof(options.CheckInterval));
        for (var i = 0; i < options.Platform.Count; i++)
        {
            var line = options.Platform[i];
            var key = $"{nameof(options.Platform)}:{i}";
            problems.When(Roles.Parse(line.Role) is null, $"{key}:Role", $"'{line.Role}' is no role; use one of: {string.Join(", ", Roles.Names)}");
            problems.When(line.Groups.Concat(line.Users).All(string.IsNullOrWhiteSpace), key, "it gives its role to nobody; name Groups or Users");
        }
        return problems.Result();
    }
}
