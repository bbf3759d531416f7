using Microsoft.Extensions.Options;
using Portal.Configuration;

namespace Portal.Forges;

/// <summary>Who is told, as Alertmanager tells, that a revision was refused, and that a good one is back. Section <c>Notifications</c>.</summary>
internal sealed class NotificationOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Notifications";

    /// <summary>The address that is told. Empty: nobody.</summary>
    public string Url { get; set; } = "";

    /// <summary>The name of a secret that is the address, where that must not be read by others; used instead of <see cref="Url"/>.</summary>
    public string UrlSecret { get; set; } = "";

    /// <summary>The name of the secret that is sent as a bearer token. Empty: none is sent.</summary>
    public string TokenSecret { get; set; } = "";

    /// <summary>The longest that the receiver may take, 1 s to 2 min. 20 s by default.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>Whether anybody is told.</summary>
    public bool IsOn => Url.Length > 0 || UrlSecret.Length > 0;
}

/// <summary>Checks <see cref="NotificationOptions"/>; each message names its key.</summary>
internal sealed class NotificationOptionsValidator : IValidateOptions<NotificationOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, NotificationOptions options)
    {
        var problems = new OptionProblems(NotificationOptions.Section);
        problems.When(
            options.Url.Length > 0 && (!Uri.TryCreate(options.Url, UriKind.Absolute, out var url) || (url.Scheme != Uri.UriSchemeHttps && url.Scheme != Uri.UriSchemeHttp) || url.UserInfo.Length > 0),
            nameof(options.Url), "it is no http or https address without a user");
        problems.When(options.UrlSecret.Length > 0 && !SecretStore.IsName(options.UrlSecret), nameof(options.UrlSecret), "it is no name of a secret");
        problems.When(options.TokenSecret.Length > 0 && !SecretStore.IsName(options.TokenSecret), nameof(options.TokenSecret), "it is no name of a secret");
        problems.Range(options.Timeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(2), nameof(options.Timeout));
        return problems.Result();
    }
}
