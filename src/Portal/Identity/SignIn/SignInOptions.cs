using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;
using Portal.Configuration;
using Portal.Core.Tenancy;

namespace Portal.Identity.SignIn;

/// <summary>How people sign in. Section <c>SignIn</c>. With neither local accounts nor a provider there is no sign-in, and the portal listens on loopback only.</summary>
internal sealed class SignInOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "SignIn";

    /// <summary>Whether the portal keeps accounts with passwords itself. False by default.</summary>
    public bool Local { get; set; }

    /// <summary>OpenID Connect providers by name. None by default.</summary>
    public Dictionary<string, OpenIdProvider> Providers { get; set; } = [];

    /// <summary>How long someone stays signed in, 5 min to 30 days. 12 h by default.</summary>
    public TimeSpan SessionLength { get; set; } = TimeSpan.FromHours(12);

    /// <summary>How often a provider is asked whether a person is still there, and with which groups; 10 s to 5 min. 5 min by default.</summary>
    public TimeSpan RefreshInterval { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long people stay signed in while their provider cannot be reached, 0 to 1 h. 15 min by default.</summary>
    public TimeSpan OutageGrace { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How far a provider's clock may be off, 0 to 10 min. 2 min by default.</summary>
    public TimeSpan ClockSkew { get; set; } = TimeSpan.FromMinutes(2);
}

/// <summary>An OpenID Connect provider. Section <c>SignIn:Providers:&lt;name&gt;</c>.</summary>
internal sealed class OpenIdProvider
{
    /// <summary>What the button says; the name by default.</summary>
    public string Title { get; set; } = "";

    /// <summary>The issuer's address, https; its discovery document is below it. On loopback it may be http.</summary>
    public string Authority { get; set; } = "";

    /// <summary>The portal's id at the provider.</summary>
    public string ClientId { get; set; } = "";

    /// <summary>The portal's secret at the provider; empty for a public client.</summary>
    public string ClientSecret { get; set; } = "";

    /// <summary>What is asked for. <c>openid profile email offline_access</c> by default; without refresh tokens people are sent to the provider every <see cref="SignInOptions.RefreshInterval"/>.</summary>
    public string Scopes { get; set; } = "openid profile email offline_access";

    /// <summary>The claim with the name that rights are given to. <c>email</c> by default.</summary>
    public string UserClaim { get; set; } = "email";

    /// <summary>Whether an e-mail address counts that the provider does not call verified. False by default.</summary>
    public bool TrustEmail { get; set; }

    /// <summary>The claim with what people read. <c>name</c> by default.</summary>
    public string NameClaim { get; set; } = "name";

    /// <summary>The claim with the groups. <c>groups</c> by default.</summary>
    public string GroupsClaim { get; set; } = "groups";

    /// <summary>The claim with the tenants that a person belongs to; people of this provider are nothing in others. Empty, so that it does not count, by default.</summary>
    public string TenantClaim { get; set; } = "";

    /// <summary>The role that people have in the tenants of <see cref="TenantClaim"/>; empty for none.</summary>
    public string TenantRole { get; set; } = "";

    /// <summary>Stands before the names of this provider's people and groups, so that they are no other's. One provider may have none.</summary>
    public string Prefix { get; set; } = "";
}

/// <summary>Checks <see cref="SignInOptions"/>; each message names its key and none repeats a secret.</summary>
internal sealed partial class SignInOptionsValidator : IValidateOptions<SignInOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, SignInOptions options)
    {
        var problems = new OptionProblems(SignInOptions.Section);
        problems.Range(options.SessionLength, TimeSpan.FromMinutes(5), TimeSpan.FromDays(30), nameof(options.SessionLength));
        problems.Range(options.RefreshInterval, TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(5), nameof(options.RefreshInterval));
        problems.Range(options.OutageGrace, TimeSpan.Zero, TimeSpan.FromHours(1), nameof(options.OutageGrace));
        problems.Range(options.ClockSkew, TimeSpan.Zero, TimeSpan.FromMinutes(10), nameof(options.ClockSkew));
        foreach (var (provider, settings) in options.Providers)
        {
            var key = $"Providers:{provider}";
            problems.When(!ProviderName().IsMatch(provider) || provider is "local" or "demo", key, "a provider's name is 1 to 30 of a-z, 0-9 and -, and neither 'local' nor 'demo'");
            problems.When(!IsAuthority(settings.Authority), $"{key}:Authority", $"'{settings.Authority}' is not the https address of an issuer, without query");
            problems.When(settings.ClientId.Length == 0, $"{key}:ClientId", "it is missing");
            problems.When(!settings.Scopes.Split(' ').Contains("openid"), $"{key}:Scopes", "'openid' is not among them");
            problems.When(settings.UserClaim.Length == 0 || settings.GroupsClaim.Length == 0, key, "UserClaim and GroupsClaim name a claim");
            problems.When(settings.TenantRole.Length > 0 && Roles.Parse(settings.TenantRole) is null, $"{key}:TenantRole", $"'{settings.TenantRole}' is no role; use one of: {string.Join(", ", Roles.Names)}");
            problems.When(settings.TenantRole.Length > 0 && settings.TenantClaim.Length == 0, $"{key}:TenantRole", "it means nothing without TenantClaim");
            problems.When(
                options.Providers.Any(other => other.Key != provider && Overlap(other.Value.Prefix, settings.Prefix)) || PersonPrefixes.Reserved.Any(own => settings.Prefix.Length > 0 && Overlap(own, settings.Prefix)),
                $"{key}:Prefix", $"'{settings.Prefix}' does not keep this provider's people and groups apart from others'; give each provider a prefix of its own, such as '{provider}/'");
        }
        return problems.Result();
    }

    // One empty prefix is the exception: what begins with another's prefix is not taken from that provider.
    private static bool Overlap(string a, string b) =>
        a.Length == 0 || b.Length == 0 ? a.Length == b.Length : a.StartsWith(b, StringComparison.OrdinalIgnoreCase) || b.StartsWith(a, StringComparison.OrdinalIgnoreCase);

    private static bool IsAuthority(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Query.Length == 0 && uri.Fragment.Length == 0 && uri.UserInfo.Length == 0
        && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback));

    [GeneratedRegex(@"^[a-z0-9-]{1,30}\z")]
    private static partial Regex ProviderName();
}

/// <summary>What stands before the names of people who sign in without a provider.</summary>
internal static class PersonPrefixes
{
    /// <summary>Local accounts.</summary>
    public const string Local = "local/";

    /// <summary>Demo personas.</summary>
    public const string Demo = "demo/";

    /// <summary>Both.</summary>
    public static IReadOnlyList<string> Reserved { get; } = [Local, Demo];
}
