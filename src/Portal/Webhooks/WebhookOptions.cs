using Microsoft.Extensions.Options;
using Portal.Configuration;

namespace Portal.Webhooks;

/// <summary>Which forges may tell of pushes, and how much of what they told is remembered. Section <c>Webhooks</c>.</summary>
internal sealed class WebhookOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Webhooks";

    /// <summary>How many secrets of an endpoint may be valid at a time: the one in use and the one that follows it.</summary>
    public const int MaxSecrets = 2;

    /// <summary>Names of the secrets that sign for <c>/webhooks/github</c>, at most two. Empty by default: the endpoint refuses everything.</summary>
    public List<string> GitHub { get; set; } = [];

    /// <summary>Names of the secrets of <c>/webhooks/gitlab</c>: secret tokens, or signing tokens that begin with <c>whsec_</c>.</summary>
    public List<string> GitLab { get; set; } = [];

    /// <summary>Names of the secrets that sign for <c>/webhooks/gitea</c>, which Forgejo and Gogs use too.</summary>
    public List<string> Gitea { get; set; } = [];

    /// <summary>Names of the secrets that sign for <c>/webhooks/bitbucket</c>, Cloud and Data Center.</summary>
    public List<string> Bitbucket { get; set; } = [];

    /// <summary>Names of the secrets that sign for <c>/webhooks/generic</c>.</summary>
    public List<string> Generic { get; set; } = [];

    /// <summary>The most bytes of a delivery, 64 KiB to 25 MiB. 5 MiB by default.</summary>
    public int MaxBodyBytes { get; set; } = 5 << 20;

    /// <summary>How far the time of a signed delivery may be from this machine's, 10 s to 1 h. 5 min by default.</summary>
    public TimeSpan Tolerance { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How many deliveries are remembered, 10 to 10,000. 500 by default.</summary>
    public int MaxDeliveries { get; set; } = 500;

    /// <summary>How long a delivery is remembered, 1 h to 365 days. 14 days by default.</summary>
    public TimeSpan KeepFor { get; set; } = TimeSpan.FromDays(14);

    /// <summary>The names of an endpoint's secrets.</summary>
    public IReadOnlyList<string> Secrets(WebhookForge forge) => forge switch
    {
        WebhookForge.GitHub => GitHub,
        WebhookForge.GitLab => GitLab,
        WebhookForge.Gitea => Gitea,
        WebhookForge.Bitbucket => Bitbucket,
        WebhookForge.Generic => Generic,
        _ => [],
    };
}

/// <summary>Checks <see cref="WebhookOptions"/>; each message names its key.</summary>
internal sealed class WebhookOptionsValidator : IValidateOptions<WebhookOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, WebhookOptions options)
    {
        var problems = new OptionProblems(WebhookOptions.Section);
        foreach (var forge in Enum.GetValues<WebhookForge>())
        {
            var secrets = options.Secrets(forge);
            problems.When(secrets.Count > WebhookOptions.MaxSecrets, forge.ToString(), $"{secrets.Count} secrets are more than the {WebhookOptions.MaxSecrets} that may be valid at a time");
            problems.When(secrets.Any(secret => !SecretStore.IsName(secret)), forge.ToString(), "give names of secrets: 1 to 100 of A-Z, a-z, 0-9, '_', '.' and '-', not 'Folder'");
        }
        problems.Range(options.MaxBodyBytes, 64 << 10, 25 << 20, nameof(options.MaxBodyBytes));
        problems.Range(options.Tolerance, TimeSpan.FromSeconds(10), TimeSpan.FromHours(1), nameof(options.Tolerance));
        problems.Range(options.MaxDeliveries, 10, 10_000, nameof(options.MaxDeliveries));
        problems.Range(options.KeepFor, TimeSpan.FromHours(1), TimeSpan.FromDays(365), nameof(options.KeepFor));
        return problems.Result();
    }
}
