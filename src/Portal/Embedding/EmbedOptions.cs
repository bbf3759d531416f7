using Microsoft.Extensions.Options;
using Portal.Configuration;

namespace Portal.Embedding;

/// <summary>Bounds of embeds. Section <c>Embedding</c>.</summary>
internal sealed class EmbedOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Embedding";

    /// <summary>How long an embed that the portal issues may be good, 1 hour to 10 years. 365 days by default.</summary>
    public TimeSpan LongestLifetime { get; set; } = TimeSpan.FromDays(365);

    /// <summary>After how long a tenant's signing key gives way to a new one, 1 to 3,650 days. 90 days by default. What it has signed stays good.</summary>
    public TimeSpan KeyLifetime { get; set; } = TimeSpan.FromDays(90);

    /// <summary>How many embeds of a tenant may be good at once, 1 to 100,000. 1,000 by default.</summary>
    public int MaxEmbeds { get; set; } = 1000;

    /// <summary>How many snapshots of a tenant are kept, 0 to 10,000. 100 by default.</summary>
    public int MaxSnapshots { get; set; } = 100;

    /// <summary>How many bytes of data a snapshot may hold, compressed, 64 KiB to 256 MiB. 8 MiB by default.</summary>
    public long MaxSnapshotBytes { get; set; } = 8 << 20;

    /// <summary>How many requests in a minute an embed may make, all its viewers together, 10 to 1,000,000. 3,000 by default.</summary>
    public int RequestsPerMinute { get; set; } = 3000;

    /// <summary>How many requests in a minute are answered to one address, 10 to 1,000,000. 1,200 by default.</summary>
    public int RequestsPerMinuteAndAddress { get; set; } = 1200;
}

/// <summary>Checks <see cref="EmbedOptions"/>; each message names its key.</summary>
internal sealed class EmbedOptionsValidator : IValidateOptions<EmbedOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, EmbedOptions options)
    {
        var problems = new OptionProblems(EmbedOptions.Section);
        problems.Range(options.LongestLifetime, TimeSpan.FromHours(1), TimeSpan.FromDays(3653), nameof(options.LongestLifetime));
        problems.Range(options.KeyLifetime, TimeSpan.FromDays(1), TimeSpan.FromDays(3650), nameof(options.KeyLifetime));
        problems.Range(options.MaxEmbeds, 1, 100_000, nameof(options.MaxEmbeds));
        problems.Range(options.MaxSnapshots, 0, 10_000, nameof(options.MaxSnapshots));
        problems.Range(options.MaxSnapshotBytes, 64L << 10, 256L << 20, nameof(options.MaxSnapshotBytes));
        problems.Range(options.RequestsPerMinute, 10, 1_000_000, nameof(options.RequestsPerMinute));
        problems.Range(options.RequestsPerMinuteAndAddress, 10, 1_000_000, nameof(options.RequestsPerMinuteAndAddress));
        return problems.Result();
    }
}
