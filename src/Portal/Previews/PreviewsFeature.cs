using Microsoft.Extensions.Options;
using Portal.Data;

namespace Portal.Previews;

/// <summary>Revisions beside the live one.</summary>
internal static class PreviewsFeature
{
    /// <summary>Adds previews. The host adds the content, the database, access and the audit log.</summary>
    public static IServiceCollection AddPortalPreviews(this IServiceCollection services)
    {
        services.AddOptions<PreviewOptions>().BindConfiguration(PreviewOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<PreviewOptions>, PreviewOptionsValidator>();
        return services
            .AddSingleton<PreviewStore>()
            .AddSingleton<LoadedPreviews>()
            .AddSingleton<MissingHeads>()
            .AddSingleton<PreviewBook>()
            .AddSingleton<PreviewLint>()
            .AddHostedService<PreviewExpiry>();
    }
}
