using Microsoft.Extensions.Options;

namespace Portal.Configuration;

/// <summary>The address at which people reach the portal. The key <c>PublicUrl</c>.</summary>
internal sealed class PublicAddressOptions
{
    /// <summary>Such as <c>https://portal.example.com</c>, for links in what the portal tells elsewhere. Empty: there are none.</summary>
    public string PublicUrl { get; set; } = "";

    /// <summary>The whole address of a page; null where the portal's own is not configured.</summary>
    /// <param name="path">Begins with <c>/</c>.</param>
    public string? Link(string path) => PublicUrl.Length == 0 ? null : PublicUrl.TrimEnd('/') + path;
}

/// <summary>Checks <see cref="PublicAddressOptions"/>; each message names its key.</summary>
internal sealed class PublicAddressOptionsValidator : IValidateOptions<PublicAddressOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, PublicAddressOptions options)
    {
        var problems = new OptionProblems("");
        problems.When(options.PublicUrl.Length > 0 && !WebAddress.IsPlain(options.PublicUrl), nameof(options.PublicUrl), "it is no address such as https://portal.example.com, without user, query or fragment");
        return problems.Result();
    }
}

/// <summary>Addresses that an operator configures.</summary>
internal static class WebAddress
{
    /// <summary>Whether it is an http or https address without user, query or fragment.</summary>
    public static bool IsPlain(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp)
        && address is { UserInfo.Length: 0, Query.Length: 0, Fragment.Length: 0 };
}
