using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Portal.Core.Tenancy;
using Portal.Demo;
using Portal.Git;

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
        services.PostConfigure<ContentOptions>(content => content.Revision = content.Revision.Length > 0 ? content.Revision : development && !IsRemote(builder.Configuration) ? ContentOptions.WorkingTree : "");

        services.AddOptions<RemoteOptions>().BindConfiguration(RemoteOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<RemoteOptions>, RemoteOptionsValidator>();

        services.AddOptions<DatabaseOptions>().BindConfiguration(DatabaseOptions.Section)
            .Configure<IConfiguration>((database, configuration) =>
            {
                database.Folder = configuration["Data:Folder"] ?? "";
                database.Replicas = configuration.GetValue("Replicas", 1);
            })
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<DatabaseOptions>, DatabaseOptionsValidator>();
        services.TryAddSingleton(provider => DataFolder.Find(
            provider.GetRequiredService<IOptions<DatabaseOptions>>().Value.Folder,
            IsRemote(builder.Configuration) ? null : ContentFolder.Find(provider.GetRequiredService<IOptions<ContentOptions>>().Value.Path)));

        services.AddOptions<SecretOptions>().BindConfiguration(SecretOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<SecretOptions>, SecretOptionsValidator>();
        services.AddSingleton<SecretStore>();

        services.AddOptions<GrantOptions>().Configure<IConfiguration>((grants, configuration) => grants.Read(configuration)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<GrantOptions>, GrantOptionsValidator>();
        services.TryAddSingleton<IGrants>(provider => new Grants(
            provider.GetRequiredService<IOptions<GrantOptions>>().Value,
            development && RunsDemo(builder.Configuration, builder.Environment) ? provider.GetRequiredService<IOptions<DemoTelemetryOptions>>().Value : null));

        services.AddOptions<DemoTelemetryOptions>().BindConfiguration(DemoTelemetryOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        if (RunsDemo(builder.Configuration, builder.Environment))
        {
            services.AddHostedService<DemoServer>();
        }
    }

    /// <summary>Whether the demo telemetry runs in this process: the key <c>Demo:Enabled</c>; true in Development by default.</summary>
    public static bool RunsDemo(IConfiguration configuration, IHostEnvironment environment) =>
        configuration.GetValue<bool?>($"{DemoTelemetryOptions.Section}:Enabled") ?? environment.IsDevelopment();

    private static bool IsRemote(IConfiguration configuration) => configuration[$"{RemoteOptions.Section}:{nameof(RemoteOptions.Url)}"] is { Length: > 0 };
}
