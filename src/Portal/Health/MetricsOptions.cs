using Microsoft.Extensions.Options;
using Portal.Configuration;

namespace Portal.Health;

/// <summary>Who reads what the portal tells of itself. Section <c>Metrics</c>.</summary>
internal sealed class MetricsOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Metrics";

    /// <summary>The name of the secret that whoever reads them sends as <c>Authorization: Bearer …</c>. Empty, the default: they are for this machine alone.</summary>
    public string TokenSecret { get; set; } = "";
}

/// <summary>Checks <see cref="MetricsOptions"/>; each message names its key.</summary>
internal sealed class MetricsOptionsValidator : IValidateOptions<MetricsOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, MetricsOptions options)
    {
        var problems = new OptionProblems(MetricsOptions.Section);
        problems.When(options.TokenSecret.Length > 0 && !SecretStore.IsName(options.TokenSecret), nameof(options.TokenSecret), "name the secret that is the token");
        return problems.Result();
    }
}
