using Microsoft.Extensions.Options;
using Portal.Configuration;

namespace Portal.Audit;

/// <summary>How long the audit log is kept, and how much is remembered of what is denied. Section <c>Audit</c>.</summary>
internal sealed class AuditOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Audit";

    /// <summary>How long events are kept, 1 day to 100 years. 400 days by default.</summary>
    public TimeSpan Retention { get; set; } = TimeSpan.FromDays(400);

    /// <summary>How many denied accesses of one person are written singly in a minute, 1 to 1,000; the rest are counted. 20 by default.</summary>
    public int DeniedPerMinute { get; set; } = 20;
}

/// <summary>Checks <see cref="AuditOptions"/>; each message names its key.</summary>
internal sealed class AuditOptionsValidator : IValidateOptions<AuditOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, AuditOptions options)
    {
        var problems = new OptionProblems(AuditOptions.Section);
        problems.Range(options.Retention, TimeSpan.FromDays(1), TimeSpan.FromDays(36_500), nameof(options.Retention));
        problems.Range(options.DeniedPerMinute, 1, 1000, nameof(options.DeniedPerMinute));
        return problems.Result();
    }
}
