using Microsoft.Extensions.Options;
using Portal.Configuration;

namespace Portal.Previews;

/// <summary>What previews may cost. Section <c>Previews</c>.</summary>
internal sealed class PreviewOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Previews";

    /// <summary>How many previews are held in memory, 1 to 100; the one that was looked at longest ago goes first, and is loaded again when it is looked at. 4 by default.</summary>
    public int MaxLoaded { get; set; } = 4;

    /// <summary>How many previews may be open, 1 to 10,000; the one that was looked at longest ago is closed first. 200 by default.</summary>
    public int MaxOpen { get; set; } = 200;

    /// <summary>How long one that nobody looks at stays in memory, 1 min to 1 day. 20 min by default.</summary>
    public TimeSpan KeepLoaded { get; set; } = TimeSpan.FromMinutes(20);

    /// <summary>When a preview closes by itself, counted from when it was last pushed to or looked at, 1 h to 1 year. 14 days by default.</summary>
    public TimeSpan Expiry { get; set; } = TimeSpan.FromDays(14);

    /// <summary>How long loading one may take, 10 s to 1 h. 10 min by default.</summary>
    public TimeSpan LongestLoad { get; set; } = TimeSpan.FromMinutes(10);
}

/// <summary>Checks <see cref="PreviewOptions"/>; each message names its key.</summary>
internal sealed class PreviewOptionsValidator : IValidateOptions<PreviewOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, PreviewOptions options)
    {
        var problems = new OptionProblems(PreviewOptions.Section);
        problems.Range(options.MaxLoaded, 1, 100, nameof(options.MaxLoaded));
        problems.Range(options.MaxOpen, 1, 10_000, nameof(options.MaxOpen));
        problems.Range(options.KeepLoaded, TimeSpan.FromMinutes(1), TimeSpan.FromDays(1), nameof(options.KeepLoaded));
        problems.Range(options.Expiry, TimeSpan.FromHours(1), TimeSpan.FromDays(366), nameof(options.Expiry));
        problems.Range(options.LongestLoad, TimeSpan.FromSeconds(10), TimeSpan.FromHours(1), nameof(options.LongestLoad));
        return problems.Result();
    }
}
