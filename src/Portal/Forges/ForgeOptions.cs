using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;
using Portal.Configuration;

namespace Portal.Forges;

/// <summary>The forges that the portal can report to.</summary>
internal enum ForgeKind
{
    /// <summary>None: nothing is reported.</summary>
    None,
    /// <summary>GitHub and GitHub Enterprise Server.</summary>
    GitHub,
    /// <summary>GitLab.</summary>
    GitLab,
    /// <summary>Gitea and Forgejo.</summary>
    Gitea,
    /// <summary>Bitbucket Cloud.</summary>
    BitbucketCloud,
    /// <summary>Bitbucket Data Center.</summary>
    BitbucketDataCenter,
}

/// <summary>Where the portal tells authors what it thinks of their commits. Section <c>Forge</c>.</summary>
internal sealed partial class ForgeOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Forge";

    /// <summary>Which kind of forge has the repository; <c>None</c> by default.</summary>
    public ForgeKind Kind { get; set; }

    /// <summary>The address of its API. Empty: that of github.com, gitlab.com or bitbucket.org.</summary>
    public string ApiUrl { get; set; } = "";

    /// <summary>The repository as the forge names it: <c>owner/name</c>, <c>group/sub/name</c> or <c>PROJECT/slug</c>. Webhooks of others are ignored.</summary>
    public string Repository { get; set; } = "";

    /// <summary>The name of the secret that is the token. With an <see cref="AppId"/> none is needed.</summary>
    public string TokenSecret { get; set; } = "";

    /// <summary>The id of a GitHub App; 0, the default, for none.</summary>
    public long AppId { get; set; }

    /// <summary>The name of the secret that is the App's private key, as PEM.</summary>
    public string AppKeySecret { get; set; } = "";

    /// <summary>What the status is called, so that several portals can report on one repository: 1 to 40 of A-Z a-z 0-9 _ . -. <c>portal</c> by default.</summary>
    public string Context { get; set; } = "portal";

    /// <summary>The longest that a request may take, 1 s to 2 min. 20 s by default.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>The address of the API, with a <c>/</c> at its end.</summary>
    public Uri Api => new((ApiUrl.Length > 0 ? ApiUrl : Default(Kind)).TrimEnd('/') + "/");

    /// <summary>Whether <see cref="Context"/> is one.</summary>
    public bool HasContext => ContextPattern().IsMatch(Context);

    /// <summary>The address of a kind's public instance; empty where there is none.</summary>
    public static string Default(ForgeKind kind) => kind switch
    {
        ForgeKind.GitHub => "https://api.github.com",
        ForgeKind.GitLab => "https://gitlab.com/api/v4",
        ForgeKind.BitbucketCloud => "https://api.bitbucket.org/2.0",
        _ => "",
    };

    [GeneratedRegex(@"^[A-Za-z0-9_.-]{1,40}\z")]
    private static partial Regex ContextPattern();
}

/// <summary>Checks <see cref="ForgeOptions"/>; each message names its key.</summary>
/// <param name="address">Some forges take no report without a link.</param>
internal sealed class ForgeOptionsValidator(IOptions<PublicAddressOptions> address) : IValidateOptions<ForgeOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, ForgeOptions options)
    {
        var problems = new OptionProblems(ForgeOptions.Section);
        problems.Range(options.Timeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(2), nameof(options.Timeout));
        problems.When(!options.HasContext, nameof(options.Context), "give 1 to 40 of A-Z a-z 0-9 _ . -");
        var parts = options.Repository.Split('/');
        problems.When(
            options.Repository.Length > 0 && (parts.Length < 2 || parts.Any(part => part.Length == 0 || part is "." or ".." || part.Any(c => char.IsControl(c) || c is ' ' or '?' or '#' or '%' or '\\'))),
            nameof(options.Repository), "it is no owner/name");
        if (options.Kind == ForgeKind.None)
        {
            return problems.Result();
        }
        problems.When(options.Repository.Length == 0, nameof(options.Repository), "name the repository, such as owner/name");
        problems.When(options.Kind != ForgeKind.GitLab && parts.Length > 2, nameof(options.Repository), "it is no owner/name");
        problems.When(options.ApiUrl.Length == 0 && ForgeOptions.Default(options.Kind).Length == 0, nameof(options.ApiUrl), "it has no default for this kind: such as https://git.example.com/api/v1 (Gitea), https://bitbucket.example.com/rest (Data Center)");
        problems.When(options.ApiUrl.Length > 0 && !WebAddress.IsPlain(options.ApiUrl), nameof(options.ApiUrl), "it is no address such as https://git.example.com/api/v1, without user, query or fragment");
        problems.When(options.AppId != 0 && options.Kind != ForgeKind.GitHub, nameof(options.AppId), "only GitHub has Apps");
        problems.When(options.AppId != 0 && !SecretStore.IsName(options.AppKeySecret), nameof(options.AppKeySecret), "name the secret that is the App's private key");
        problems.When(options.AppId == 0 && !SecretStore.IsName(options.TokenSecret), nameof(options.TokenSecret), "name the secret that is the token");
        problems.When(
            options.Kind is ForgeKind.BitbucketCloud or ForgeKind.BitbucketDataCenter && address.Value.PublicUrl.Length == 0, nameof(options.Kind), "Bitbucket takes no status without a link: set PublicUrl");
        return problems.Result();
    }
}
