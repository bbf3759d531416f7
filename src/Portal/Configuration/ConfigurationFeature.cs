using Microsoft.Extensions.Options;
using Portal.Demo;

namespace Portal.Configuration;

/// <summary>Binds the configuration to options that are checked at start, all of them before anything else runs.</summary>
internal static class ConfigurationFeature
{
    /// <summary>Adds the options of the host.</summary>
    public static void AddPortalConfiguration(this IHostApplicationBuilder builder)
    {
        var development = builder.Environment.IsDevelopment();
        var services = builder.Services;
        services.AddOptions<ContentOptions>().BindConfiguration(ContentOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<ContentOptions>, ContentOptionsValidator>();
        services.PostConfigure<ContentOptions>(content => content.Revision = content.Revision.Length > 0 ? content.Revision : development ? ContentOptions.WorkingTree : "");

        services.AddOptions<DatabaseOptions>().BindConfiguration(DatabaseOptions.Section)
            .Configure<IConfiguration>((database, configuration) =>
            {
                database.Folder = configuration["Data:Folder"] ?? "";
                database.Replicas = configuration.GetValue("Replicas", 1);
            })
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<DatabaseOptions>, DatabaseOptionsValidator>();

        services.AddOptions<DemoTelemetryOptions>().BindConfiguration(DemoTelemetryOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        if (builder.Configuration.GetValue<bool?>($"{DemoTelemetryOptions.Section}:Enabled") ?? development)
        {
            services.AddHostedService<DemoServer>();
        }
    }
}
