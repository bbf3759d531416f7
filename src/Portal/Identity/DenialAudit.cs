using System.Security.Claims;
using Portal.Audit;
using Portal.Core.Catalog;
using Portal.Core.Tenancy;
using Portal.Embedding;

namespace Portal.Identity;

/// <summary>Records what was asked for, is there, and was denied. The answer says none of this: it is the one that everything gets that is not there.</summary>
/// <param name="next">The rest.</param>
/// <param name="denials">Where to.</param>
/// <param name="catalog">What is there.</param>
/// <param name="access">Who may what.</param>
internal sealed class DenialAudit(RequestDelegate next, AuditDenials denials, ICatalog catalog, IAccess access)
{
    /// <summary>Answers a request.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        await next(context);
        if (context.Response.StatusCode == StatusCodes.Status404NotFound && context.GetEndpoint() is RouteEndpoint { RoutePattern: var pattern } && Denied(context.User, context.Request.Path, pattern.RawText) is { } tenant)
        {
            denials.Add(context.User, tenant.Value.Length == 0 ? null : tenant, $"{context.Request.Method} {Told(context.Request.Path)}");
        }
    }

    // The address of an embed holds its token.
    private static string Told(PathString path) => path.StartsWithSegments(EmbedDoor.Path) ? $"{EmbedDoor.Path}/…" : path.ToString();

    /// <summary>The tenant that was denied; an empty one for the portal as a whole; null where nothing was.</summary>
    private TenantId? Denied(ClaimsPrincipal person, PathString path, string? pattern)
    {
        var segments = (path.Value ?? "").Split('/', StringSplitOptions.RemoveEmptyEntries);
        for (var i = 0; i < segments.Length; i++)
        {
            if (catalog.Live?.Tenants.GetValueOrDefault(new TenantId(segments[i])) is { } tenant)
            {
                var environment = i + 1 < segments.Length ? tenant.Environment(segments[i + 1])?.Name : null;
                var sees = environment is not null
                    ? access.May(person, Right.View, tenant.Id, environment)
                    : tenant.Environments.Any(e => access.May(person, Right.View, tenant.Id, e.Name));
                return sees ? null : tenant.Id;
            }
        }
        // What matches no page of its own is not there for anyone.
        return pattern?.Contains('*', StringComparison.Ordinal) != true && !access.May(person, Right.Administer) ? new TenantId("") : null;
    }
}
