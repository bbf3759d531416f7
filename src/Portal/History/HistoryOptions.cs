using Microsoft.Extensions.Options;
using Portal.Configuration;

namespace Portal.History;

/// <summary>What looking back may cost. Section <c>History</c>.</summary>
internal sealed class HistoryOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "History";

    /// <summary>How many past revisions are held in memory, 1 to 100; the one that was looked at longest ago goes first, and is loaded again when it is looked at. As many may wait to be loaded; further ones are refused meanwhile. 6 by default.</summary>
    public int MaxLoaded { get; set; } = 6;

    /// <summary>How long one that nobody looks at stays in memory, 1 min to 1 day. 20 min by default.</summary>
    public TimeSpan KeepLoaded { get; set; } = TimeSpan.FromMinutes(20);

    /// <summary>How long loading one may take, 5 s to 10 min. 1 min by default.</summary>
    public TimeSpan LongestLoad { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How many commits are looked at for one answer, 10 to 10,000; what is older is a page further. 300 by default.</summary>
    public int MaxCommits { get; set; } = 300;

    /// <summary>How long an answer is looked for, 1 s to 1 min; what was not reached is a page further, or marked with the next look. 5 s by default.</summary>
    public TimeSpan LongestSearch { get; set; } = TimeSpan.FromSeconds(5);
}

/// <summary>Checks <see cref="HistoryOptions"/>; each message names its key.</summary>
internal sealed class HistoryOptionsValidator : IValidateOptions<HistoryOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, HistoryOptions options)
    {
        var problems = new OptionProblems(HistoryOptions.Section);
        problems.Range(options.MaxLoaded, 1, 100, nameof(options.MaxLoaded));
        problems.Range(options.KeepLoaded, TimeSpan.FromMinutes(1), TimeSpan.FromDays(1), nameof(options.KeepLoaded));
        problems.Range(options.LongestLoad, TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(10), nameof(options.LongestLoad));
        problems.Range(options.MaxCommits, 10, 10_000, nameof(options.MaxCommits));
        problems.Range(options.LongestSearch, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1), nameof(options.LongestSearch));
        return problems.Result();
    }
}
