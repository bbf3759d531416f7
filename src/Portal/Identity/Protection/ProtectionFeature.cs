using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.Options;
using Portal.Data;

namespace Portal.Identity.Protection;

/// <summary>The keys behind cookies, stays and embeds: in the database, encrypted with a secret that is not.</summary>
internal static class ProtectionFeature
{
    /// <summary>Adds them.</summary>
    public static IServiceCollection AddPortalProtection(this IServiceCollection services)
    {
        services.AddOptions<ProtectionOptions>().BindConfiguration(ProtectionOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<ProtectionOptions>, ProtectionOptionsValidator>();
        services.AddSingleton<KeyCipher>().AddSingleton<ProtectionKeyStore>().AddSingleton<StoredKeys>();
        services.AddScoped(provider => provider.GetRequiredService<PortalDatabase>().Open());
        services.AddDataProtection().SetApplicationName("portal").PersistKeysToDbContext<PortalDbContext>();
        services.AddOptions<KeyManagementOptions>().Configure<KeyCipher>((keys, cipher) => keys.XmlEncryptor = cipher.IsOn ? new KeyEncryptor(cipher) : null);
        return services;
    }
}
