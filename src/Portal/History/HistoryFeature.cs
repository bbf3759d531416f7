using Microsoft.Extensions.Options;

namespace Portal.History;

/// <summary>What dashboards were, and who changed them.</summary>
internal static class HistoryFeature
{
    /// <summary>Adds the past. The host adds the content, the database and access.</summary>
    public static IServiceCollection AddPortalHistory(this IServiceCollection services)
    {
        services.AddOptions<HistoryOptions>().BindConfiguration(HistoryOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<HistoryOptions>, HistoryOptionsValidator>();
        return services.AddSingleton<PastRevisions>().AddSingleton<HistoryBook>();
    }
}
