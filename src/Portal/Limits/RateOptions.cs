using Microsoft.Extensions.Options;
using Portal.Configuration;

namespace Portal.Limits;

/// <summary>How often the portal may be asked, in a minute. Section <c>Rates</c>. Static files, <c>/healthz</c>, <c>/readyz</c> and <c>/metrics</c> do not count; embeds have bounds of their own.</summary>
internal sealed class RateOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Rates";

    /// <summary>Requests of a person, those of its tokens among them, 60 to 10,000,000. 12,000 by default: dashboards on several screens, refreshed every few seconds.</summary>
    public int PerPerson { get; set; } = 12_000;

    /// <summary>Requests about a tenant by all who may see it, 60 to 10,000,000. 60,000 by default.</summary>
    public int PerTenant { get; set; } = 60_000;

    /// <summary>Requests from an address, before it is known who asks, 60 to 10,000,000. 60,000 by default, since many may share one.</summary>
    public int PerAddress { get; set; } = 60_000;

    /// <summary>Passwords, and other forms to sign in with, from an address, 5 to 1,000,000. 120 by default.</summary>
    public int SignInsPerAddress { get; set; } = 120;

    /// <summary>Ways to a provider and back from an address, two for each person, 10 to 1,000,000. 2,400 by default: an office that begins to work.</summary>
    public int ProviderVisitsPerAddress { get; set; } = 2_400;

    /// <summary>Deliveries of webhooks from an address, 10 to 1,000,000. 600 by default.</summary>
    public int WebhooksPerAddress { get; set; } = 600;

    /// <summary>Exports of a person, 1 to 1,000,000. 60 by default.</summary>
    public int ExportsPerPerson { get; set; } = 60;

    /// <summary>Pages and streams that a person has open at once, 2 to 100,000. 100 by default.</summary>
    public int OpenPerPerson { get; set; } = 100;
}

/// <summary>Checks <see cref="RateOptions"/>; each message names its key.</summary>
internal sealed class RateOptionsValidator : IValidateOptions<RateOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, RateOptions options)
    {
        var problems = new OptionProblems(RateOptions.Section);
        problems.Range(options.PerPerson, 60, 10_000_000, nameof(options.PerPerson));
        problems.Range(options.PerTenant, 60, 10_000_000, nameof(options.PerTenant));
        problems.Range(options.PerAddress, 60, 10_000_000, nameof(options.PerAddress));
        problems.Range(options.SignInsPerAddress, 5, 1_000_000, nameof(options.SignInsPerAddress));
        problems.Range(options.ProviderVisitsPerAddress, 10, 1_000_000, nameof(options.ProviderVisitsPerAddress));
        problems.Range(options.WebhooksPerAddress, 10, 1_000_000, nameof(options.WebhooksPerAddress));
        problems.Range(options.ExportsPerPerson, 1, 1_000_000, nameof(options.ExportsPerPerson));
        problems.Range(options.OpenPerPerson, 2, 100_000, nameof(options.OpenPerPerson));
        problems.When(options.PerPerson > options.PerTenant, nameof(options.PerPerson), "it is greater than PerTenant, so that one person could take all that a tenant may ask");
        return problems.Result();
    }
}
