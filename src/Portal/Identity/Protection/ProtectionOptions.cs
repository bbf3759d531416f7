using Microsoft.Extensions.Options;
using Portal.Configuration;

namespace Portal.Identity.Protection;

/// <summary>What encrypts the keys that the database holds for cookies, stays and embeds. Section <c>DataProtection</c>.</summary>
internal sealed class ProtectionOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "DataProtection";

    /// <summary>The name of the secret that encrypts them, of 32 characters or more. Empty: whoever reads the database reads them.</summary>
    public string KeySecret { get; set; } = "";

    /// <summary>Names of secrets that encrypted them before, or will after the next change; they decrypt and nothing else. None by default.</summary>
    public List<string> OldKeySecrets { get; set; } = [];
}

/// <summary>Checks <see cref="ProtectionOptions"/>; each message names its key.</summary>
internal sealed class ProtectionOptionsValidator : IValidateOptions<ProtectionOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, ProtectionOptions options)
    {
        const string Wrong = "it is the name of a secret, 1 to 100 of A-Z a-z 0-9 _ . -, not the secret";
        var problems = new OptionProblems(ProtectionOptions.Section);
        problems.When(options.KeySecret.Length > 0 && !SecretStore.IsName(options.KeySecret), nameof(options.KeySecret), Wrong);
        problems.When(options.OldKeySecrets.Any(secret => !SecretStore.IsName(secret)), nameof(options.OldKeySecrets), Wrong);
        return problems.Result();
    }
}
