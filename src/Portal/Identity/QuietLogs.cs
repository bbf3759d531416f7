namespace Portal.Identity;

/// <summary>Keeps secrets that come in addresses out of the log: the framework writes addresses whole where it is told to be talkative.</summary>
internal static class QuietLogs
{
    // Tokens of embeds are in paths; codes and tokens of providers in what these write of their messages.
    private static readonly (string Category, LogLevel Least)[] Talkative =
    [
        ("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning),
        ("Microsoft.AspNetCore.Routing", LogLevel.Information),
        ("Microsoft.AspNetCore.StaticAssets", LogLevel.Information),
        ("Microsoft.AspNetCore.StaticFiles", LogLevel.Information),
        ("Microsoft.AspNetCore.Server.Kestrel", LogLevel.Information),
        ("Microsoft.AspNetCore.Authentication.OpenIdConnect", LogLevel.Information),
    ];

    /// <summary>Adds the bounds, over what the configuration says of these categories.</summary>
    public static IServiceCollection AddQuietLogs(this IServiceCollection services) => services.AddLogging(logging =>
    {
        foreach (var (category, least) in Talkative)
        {
            logging.AddFilter(category, least);
        }
    });
}
