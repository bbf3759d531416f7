using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Portal.Demo;

/// <summary>Registers the demo telemetry with a host.</summary>
public static class DemoServices
{
    /// <summary>Runs a <see cref="DemoServer"/> beside the application. Reads the section <c>Demo</c>; values out of range stop the start.</summary>
    /// <param name="services">Where to register.</param>
    /// <param name="configuration">The application's configuration.</param>
    public static IServiceCollection AddDemoTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        services.AddOptions<DemoTelemetryOptions>().Bind(configuration.GetSection(DemoTelemetryOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<DemoServer>();
        services.AddHostedService(provider => provider.GetRequiredService<DemoServer>());
        return services;
    }
}
