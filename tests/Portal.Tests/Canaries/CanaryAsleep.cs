using Microsoft.Extensions.DependencyInjection;
using Portal.Canaries;

namespace Portal.Tests.Canaries;

/// <summary>For tests of what a portal asks of a store, and of stores that a canary would close: nothing is asked but what the test asks.</summary>
internal static class CanaryAsleep
{
    /// <summary>Leaves the service out that runs the canaries.</summary>
    public static IServiceCollection LetCanarySleep(this IServiceCollection services)
    {
        services.Remove(services.Single(service => service.ImplementationType == typeof(CanaryService)));
        return services;
    }
}
