using Microsoft.Extensions.Options;
using Portal.Configuration;

namespace Portal.Identity.Tokens;

/// <summary>How long tokens for scripts hold. Section <c>Tokens</c>.</summary>
internal sealed class TokenOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Tokens";

    /// <summary>The longest life of a token, 1 day to 10 years. 365 days by default.</summary>
    public TimeSpan LongestLife { get; set; } = TimeSpan.FromDays(365);

    /// <summary>How long a token works after its maker was last signed in, 1 day to 10 years. 90 days by default: rights may hang on groups, which the sign-in alone tells.</summary>
    public TimeSpan MakerSeenWithin { get; set; } = TimeSpan.FromDays(90);
}

/// <summary>Checks <see cref="TokenOptions"/>; each message names its key.</summary>
internal sealed class TokenOptionsValidator : IValidateOptions<TokenOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, TokenOptions options)
    {
        var problems = new OptionProblems(TokenOptions.Section);
        problems.Range(options.LongestLife, TimeSpan.FromDays(1), TimeSpan.FromDays(3650), nameof(options.LongestLife));
        problems.Range(options.MakerSeenWithin, TimeSpan.FromDays(1), TimeSpan.FromDays(3650), nameof(options.MakerSeenWithin));
        return problems.Result();
    }
}
