using Microsoft.Extensions.Options;
using Portal.Data;

namespace Portal.Audit;

/// <summary>The record of what matters.</summary>
internal static class AuditFeature
{
    /// <summary>Adds the log and what writes it.</summary>
    public static IServiceCollection AddPortalAudit(this IServiceCollection services)
    {
        services.AddOptions<AuditOptions>().BindConfiguration(AuditOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<AuditOptions>, AuditOptionsValidator>();
        return services.AddSingleton<AuditStore>().AddSingleton<AuditLog>().AddSingleton<AuditDenials>().AddSingleton<AuditReader>().AddHostedService<AuditWriter>();
    }
}
