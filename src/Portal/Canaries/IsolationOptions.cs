using Microsoft.Extensions.Options;
using Portal.Configuration;

namespace Portal.Canaries;

/// <summary>How the portal finds out whether backends keep tenants apart. Section <c>Isolation</c>.</summary>
internal sealed class IsolationOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Isolation";

    /// <summary>How often each environment's canary runs, 30 s to 1 day, a fifth more or less; also at the start, and at once where an environment was changed. 5 min by default.</summary>
    public TimeSpan CanaryInterval { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a canary waits for a datasource, 1 s to 5 min. 10 s by default.</summary>
    public TimeSpan CanaryTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How many environments' canaries run at once, 1 to 64; each asks one question at a time. 4 by default.</summary>
    public int CanariesAtOnce { get; set; } = 4;
}

/// <summary>Checks <see cref="IsolationOptions"/>; each message names its key.</summary>
internal sealed class IsolationOptionsValidator : IValidateOptions<IsolationOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, IsolationOptions options)
    {
        var problems = new OptionProblems(IsolationOptions.Section);
        problems.Range(options.CanaryInterval, TimeSpan.FromSeconds(30), TimeSpan.FromDays(1), nameof(options.CanaryInterval));
        problems.Range(options.CanaryTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5), nameof(options.CanaryTimeout));
        problems.Range(options.CanariesAtOnce, 1, 64, nameof(options.CanariesAtOnce));
        return problems.Result();
    }
}
