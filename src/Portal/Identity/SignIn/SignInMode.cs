using Portal.Configuration;

namespace Portal.Identity.SignIn;

/// <summary>Which ways there are to sign in. Read once, when the portal is put together.</summary>
/// <param name="Accounts">Whether there are local accounts.</param>
/// <param name="Providers">The OpenID Connect providers by name.</param>
/// <param name="Demo">Whether demo personas are offered: in demo mode, where there is no other way to sign in.</param>
/// <param name="PublicDemo">Whether the demo may be reached from elsewhere.</param>
internal sealed record SignInMode(bool Accounts, IReadOnlyDictionary<string, OpenIdProvider> Providers, bool Demo, bool PublicDemo)
{
    /// <summary>Whether everyone has to sign in. Else whoever reaches the portal is its administrator, and it listens on loopback only.</summary>
    public bool IsRequired => Accounts || Providers.Count > 0 || PublicDemo;

    /// <summary>Reads it from the configuration.</summary>
    public static SignInMode Read(IConfiguration configuration, IHostEnvironment environment)
    {
        var options = configuration.GetSection(SignInOptions.Section).Get<SignInOptions>() ?? new SignInOptions();
        var demo = !options.Local && options.Providers.Count == 0 && ConfigurationFeature.RunsDemo(configuration, environment);
        return new SignInMode(options.Local, options.Providers, demo, demo && configuration.GetValue<bool>("Demo:Public"));
    }
}
