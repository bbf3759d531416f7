using System.Net;
using System.Security.Claims;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;
using Portal.Browsing;
using Portal.Core.Catalog;
using Portal.Core.Tenancy;
using Portal.Embedding;
using Portal.Identity;

namespace Portal.Limits;

/// <summary>How often the portal was asked: by address before it is known who asks, then by person and by tenant. A tenant's count is moved by those alone who may see it.</summary>
/// <param name="options">How often it may be.</param>
/// <param name="catalog">What is live.</param>
/// <param name="access">Who may see it.</param>
internal sealed class Rates(IOptions<RateOptions> options, ICatalog catalog, IAccess access) : IDisposable
{
    private readonly PartitionedRateLimiter<string?> _addresses = RateWindows.PerMinute(options.Value.PerAddress);
    private readonly PartitionedRateLimiter<string?> _signIns = RateWindows.PerMinute(options.Value.SignInsPerAddress);
    private readonly PartitionedRateLimiter<string?> _visits = RateWindows.PerMinute(options.Value.ProviderVisitsPerAddress);
    private readonly PartitionedRateLimiter<string?> _webhooks = RateWindows.PerMinute(options.Value.WebhooksPerAddress);
    private readonly PartitionedRateLimiter<string?> _people = RateWindows.PerMinute(options.Value.PerPerson);
    private readonly PartitionedRateLimiter<string?> _exports = RateWindows.PerMinute(options.Value.ExportsPerPerson);
    private readonly PartitionedRateLimiter<string?> _open = RateWindows.AtOnce(options.Value.OpenPerPerson);
    private readonly PartitionedRateLimiter<string?> _tenants = RateWindows.PerMinute(options.Value.PerTenant);

    /// <summary>Counts a request when it arrives.</summary>
    public PartitionedRateLimiter<HttpContext> Arriving() => Chain(
        (_addresses, context => IsOfEmbed(context) ? null : Address(context)),
        (_signIns, context => IsSignIn(context.Request, out _) && HttpMethods.IsPost(context.Request.Method) ? Address(context) : null),
        (_visits, context => IsSignIn(context.Request, out var rest) && (rest.StartsWithSegments("/with") || rest.StartsWithSegments("/callback")) ? Address(context) : null),
        (_webhooks, context => context.Request.Path.StartsWithSegments("/webhooks") ? Address(context) : null));

    /// <summary>Counts a request of which it is known who asks. Those that stay open hold their place until they end.</summary>
    public PartitionedRateLimiter<HttpContext> Asking() => Chain(
        (_people, Person),
        (_exports, context => Is(context, BoundedAs.Export) ? Person(context) : null),
        (_open, context => Is(context, BoundedAs.Open) || IsOpenPage(context) ? Person(context) : null),
        (_tenants, context => context.Request.RouteValues["tenant"] is string tenant && !IsOfEmbed(context) ? Tenant(context.User, tenant) : null));

    /// <summary>Whether a person may ask something of a tenant once more: for what comes over an open page, and is no request.</summary>
    public bool Admits(ClaimsPrincipal person, TenantId tenant) => _people.Take(Key(person)) && _tenants.Take(Tenant(person, tenant.Value));

    /// <summary>Who is counted as one: a person, and of those who are nobody in particular an address.</summary>
    public static string Key(ClaimsPrincipal person) => person.Identity?.IsAuthenticated == true
        ? $"person {PersonId.Of(person)}"
        : $"address {RateWindows.Key(IPAddress.TryParse(person.FindFirstValue(PersonClaims.Address), out var address) ? address : null)}";

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var counted in new[] { _addresses, _signIns, _visits, _webhooks, _people, _exports, _open, _tenants })
        {
            counted.Dispose();
        }
    }

    private static PartitionedRateLimiter<HttpContext> Chain(params (PartitionedRateLimiter<string?> Counted, Func<HttpContext, string?> Key)[] parts) =>
        PartitionedRateLimiter.CreateChained([.. parts.Select(part => part.Counted.WithTranslatedKey(part.Key, leaveOpen: true))]);

    private static bool IsSignIn(HttpRequest request, out PathString rest) => request.Path.StartsWithSegments("/sign-in", out rest);

    // The circuit of an open page; what is said before and after it has addresses of its own.
    private static bool IsOpenPage(HttpContext context) => (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText?.Trim('/') == "_blazor";

    private static bool IsOfEmbed(HttpContext context) => context.Request.Path.StartsWithSegments(EmbedDoor.Path);

    private static bool Is(HttpContext context, BoundedAs kind) => context.GetEndpoint()?.Metadata.GetMetadata<BoundedAs>() == kind;

    private static string Address(HttpContext context) => RateWindows.Key(context.Connection.RemoteIpAddress);

    private static string? Person(HttpContext context) => IsOfEmbed(context) ? null : Key(context.User);

    private string? Tenant(ClaimsPrincipal person, string tenant) => new CatalogView(catalog, access, person).Tenant(tenant)?.Id.Value;
}
