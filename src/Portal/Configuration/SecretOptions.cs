using Microsoft.Extensions.Options;

namespace Portal.Configuration;

/// <summary>Where secrets are. Section <c>Secrets</c>; each further key <c>Secrets:NAME</c> is the secret NAME itself.</summary>
internal sealed class SecretOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Secrets";

    /// <summary>A folder with a file for each secret, named as it is; read anew for each use. Empty: none.</summary>
    public string Folder { get; set; } = "";
}

/// <summary>Checks <see cref="SecretOptions"/>; each message names its key.</summary>
internal sealed class SecretOptionsValidator : IValidateOptions<SecretOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, SecretOptions options)
    {
        var problems = new OptionProblems(SecretOptions.Section);
        problems.When(options.Folder.Length > 0 && !Directory.Exists(options.Folder), nameof(options.Folder), $"there is no folder '{options.Folder}'");
        return problems.Result();
    }
}
