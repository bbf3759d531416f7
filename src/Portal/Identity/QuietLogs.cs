namespace Portal.Identity;

/// <summary>Keeps secrets that come in addresses out of the log: the framework writes addresses whole where it is told to be talkative, and some beside every line.</summary>
internal static class QuietLogs
{
    // Puts the address beside each line that is written while it is answered, for loggers that show such scopes.
    private const string Silent = "Microsoft.AspNetCore.Hosting.Diagnostics";

    // Tokens of embeds are in paths; codes and tokens of providers in what these write of their messages.
    private static readonly string[] Talkative =
    [
        "Microsoft.AspNetCore.Routing",
        "Microsoft.AspNetCore.StaticAssets",
        "Microsoft.AspNetCore.StaticFiles",
        "Microsoft.AspNetCore.Server.Kestrel",
        "Microsoft.AspNetCore.Authentication.OpenIdConnect",
    ];

    /// <summary>Lets them warn, and say no more than that, whatever the configuration says of them, of a part of them, or of one way to log.</summary>
    public static IServiceCollection AddQuietLogs(this IServiceCollection services) => services.PostConfigure<LoggerFilterOptions>(options =>
    {
        // Whichever rule is chosen for a category, it asks this too; the first is for categories that no other names.
        List<LoggerFilterRule> rules = [new(null, null, options.MinLevel, null), .. options.Rules];
        options.Rules.Clear();
        foreach (var rule in rules)
        {
            options.Rules.Add(new LoggerFilterRule(rule.ProviderName, rule.CategoryName, rule.LogLevel, (provider, category, level) => IsFit(category ?? "", level) && rule.Filter?.Invoke(provider, category, level) != false));
        }
    });

    private static bool IsFit(string category, LogLevel level) =>
        !IsPartOf(category, Silent) && (level >= LogLevel.Warning || !Array.Exists(Talkative, talkative => IsPartOf(category, talkative)));

    private static bool IsPartOf(string category, string whole) => category.StartsWith(whole, StringComparison.OrdinalIgnoreCase);
}
