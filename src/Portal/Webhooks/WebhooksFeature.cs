using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using Portal.Identity;
using Portal.Limits;

namespace Portal.Webhooks;

/// <summary>Deliveries of forges: taken, stored, worked off.</summary>
internal static class WebhooksFeature
{
    /// <summary>Adds the endpoints' work and the worker.</summary>
    public static IServiceCollection AddPortalWebhooks(this IServiceCollection services)
    {
        services.AddOptions<WebhookOptions>().BindConfiguration(WebhookOptions.Section).ValidateOnStart();
        return services
            .AddSingleton<IValidateOptions<WebhookOptions>, WebhookOptionsValidator>()
            .AddSingleton<SignatureCheck>()
            .AddSingleton<Deliveries>()
            .AddSingleton<WebhookEndpoint>()
            .AddSingleton<PullRequestWork>()
            .AddSingleton<DeliveryWork>()
            .AddHostedService<DeliveryWorker>();
    }

    /// <summary>Maps <c>POST /webhooks/…</c>. A forge proves itself by its signature; it has no cookie and no origin of ours.</summary>
    public static void MapPortalWebhooks(this IEndpointRouteBuilder routes)
    {
        var limit = routes.ServiceProvider.GetRequiredService<IOptions<WebhookOptions>>().Value.MaxBodyBytes + LimitsFeature.MostBytes;
        var webhooks = routes.MapGroup("/webhooks").WithMetadata(new RequestSizeLimitAttribute(limit)).WithMetadata(new OtherOriginsMayCall()).DisableAntiforgery().AllowAnonymous().ExcludeFromDescription();
        foreach (var forge in Enum.GetValues<WebhookForge>())
        {
            webhooks.MapPost($"/{forge.ToString().ToLowerInvariant()}", (WebhookEndpoint endpoint, HttpContext context) => endpoint.ReceiveAsync(forge, context));
        }
        routes.Map("/webhooks/{**rest}", () => TypedResults.NotFound()).AllowAnonymous().ExcludeFromDescription();
    }
}
