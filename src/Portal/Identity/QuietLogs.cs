namespace Portal.Identity;

/// <summary>Keeps secrets that come in addresses out of the log: the framework writes addresses whole where it is told to be talkative.</summary>
internal static class QuietLogs
{
    // Tokens of embeds are in paths; codes and tokens of providers in what these write of their messages.
    private static readonly string[] Talkative =
    [
        "Microsoft.AspNetCore.Hosting.Diagnostics",
        "Microsoft.AspNetCore.Routing",
        "Microsoft.AspNetCore.StaticAssets",
        "Microsoft.AspNetCore.StaticFiles",
        "Microsoft.AspNetCore.Server.Kestrel",
        "Microsoft.AspNetCore.Authentication.OpenIdConnect",
    ];

    /// <summary>Lets them warn, and say no more than that, whatever the configuration says of them.</summary>
    public static IServiceCollection AddQuietLogs(this IServiceCollection services) => services.AddLogging(logging =>
    {
        foreach (var category in Talkative)
        {
            logging.AddFilter(category, LogLevel.Warning);
        }
    });
}
