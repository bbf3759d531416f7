using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Portal.Browsing;
using Portal.Embedding;

namespace Portal.Api;

/// <summary>Embeds issued, listed and revoked.</summary>
internal static class EmbedEndpoints
{
    /// <summary>Maps them.</summary>
    public static void Map(RouteGroupBuilder api)
    {
        var embeds = api.MapGroup("/embeds").WithTags("Embeds");
        embeds.MapPost("", IssueAsync).WithName("IssueEmbed").TakesJson<EmbedWish>().WithSummary("Issues an embed token. It is told once.");
        embeds.MapGet("/{tenant}", ListAsync).WithName("ListEmbeds").WithSummary("The tenant's embeds, the newest first, with their last use.");
        embeds.MapDelete("/{tenant}/{id}", RevokeAsync).WithName("RevokeEmbed").WithSummary("Revokes an embed.");
        embeds.MapGet("/{tenant}/keys", KeysAsync).WithName("ListEmbedKeys").WithSummary("The keys that sign the tenant's embeds.");
        embeds.MapPost("/{tenant}/keys", RotateAsync).WithName("RotateEmbedKey").WithSummary("Makes a new key, which signs from now on. What others have signed stays good.");
        embeds.MapDelete("/{tenant}/keys/{key}", RevokeKeyAsync).WithName("RevokeEmbedKey").WithSummary("Revokes a key, one of the tenant's file as well, and with it all that it has signed.");
    }

    private static async Task<Results<Created<IssuedAnswer>, ProblemHttpResult>> IssueAsync(EmbedIssuer issuer, HttpRequest request, ClaimsPrincipal person, CancellationToken cancellation)
    {
        var (wish, wrong) = await ApiBody.ReadAsync<EmbedWish>(request, ApiBody.QuestionLimit, cancellation);
        if (wrong is not null)
        {
            return wrong;
        }
        if (wish is null)
        {
            return ApiProblems.BadRequest("The body is empty.", "Name a tenant, an environment and a dashboard.");
        }
        var outcome = await issuer.IssueAsync(person, wish, cancellation);
        if (outcome is not { Embed: { } embed, Token: { } token })
        {
            return outcome.Problem is { } problem ? ApiProblems.BadRequest(problem) : ApiProblems.NotFound();
        }
        return TypedResults.Created((string?)null, new IssuedAnswer(embed.Id, token, PortalUrls.Embed(token), embed.ExpiresAt));
    }

    private static async Task<Results<Ok<List<EmbedAnswer>>, ProblemHttpResult>> ListAsync(string tenant, CatalogView view, EmbedIssuer issuer, CancellationToken cancellation) =>
        view.Tenant(tenant) is { } found && await issuer.ListAsync(view.Person, found, cancellation) is { } embeds ? TypedResults.Ok(embeds.Select(EmbedAnswer.From).ToList()) : ApiProblems.NotFound();

    private static async Task<Results<NoContent, ProblemHttpResult>> RevokeAsync(string tenant, string id, CatalogView view, EmbedIssuer issuer, CancellationToken cancellation) =>
        view.Tenant(tenant) is { } found && await issuer.RevokeAsync(view.Person, found.Id, id, cancellation) ? TypedResults.NoContent() : ApiProblems.NotFound();

    private static async Task<Results<Ok<List<EmbedKeyAnswer>>, ProblemHttpResult>> KeysAsync(string tenant, CatalogView view, EmbedIssuer issuer, CancellationToken cancellation) =>
        view.Tenant(tenant) is { } found && await issuer.KeysAsync(view.Person, found, cancellation) is { } keys
            ? TypedResults.Ok(keys.Select(key => new EmbedKeyAnswer(key.Id, key.InFile, key.MadeAt, key.RevokedAt)).ToList()) : ApiProblems.NotFound();

    private static async Task<Results<NoContent, ProblemHttpResult>> RotateAsync(string tenant, CatalogView view, EmbedIssuer issuer, CancellationToken cancellation) =>
        view.Tenant(tenant) is { } found && await issuer.RotateAsync(view.Person, found.Id, cancellation) ? TypedResults.NoContent() : ApiProblems.NotFound();

    private static async Task<Results<NoContent, ProblemHttpResult>> RevokeKeyAsync(string tenant, string key, CatalogView view, EmbedIssuer issuer, CancellationToken cancellation) =>
        view.Tenant(tenant) is { } found && await issuer.RevokeKeyAsync(view.Person, found, key, cancellation) ? TypedResults.NoContent() : ApiProblems.NotFound();
}

/// <summary>An embed that was just issued.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Token">Its token; it is not told again.</param>
/// <param name="Url">The page to frame, on this portal.</param>
/// <param name="ExpiresAt">When it ends.</param>
internal sealed record IssuedAnswer(string Id, string Token, string Url, DateTimeOffset ExpiresAt);

/// <summary>An embed as lists tell it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Title">What it shows.</param>
/// <param name="Key">The key that signed it.</param>
/// <param name="ByHost">Whether the host signed it.</param>
/// <param name="Person">Who issued it.</param>
/// <param name="Claims">What it allows.</param>
/// <param name="IssuedAt">When it was issued, or first seen.</param>
/// <param name="ExpiresAt">When it ends.</param>
/// <param name="UsedAt">When it was last used, to the minute.</param>
/// <param name="RevokedAt">When it was revoked.</param>
internal sealed record EmbedAnswer(
    string Id, string Title, string Key, bool ByHost, string Person, EmbedClaims Claims, DateTimeOffset IssuedAt, DateTimeOffset ExpiresAt, DateTimeOffset? UsedAt, DateTimeOffset? RevokedAt)
{
    /// <summary>The embed as the API tells it.</summary>
    public static EmbedAnswer From(IssuedEmbed e) => new(e.Id, e.Title, e.Key, e.ByHost, e.Person, e.Claims, e.IssuedAt, e.ExpiresAt, e.UsedAt, e.RevokedAt);
}

/// <summary>A key that signs embeds.</summary>
/// <param name="Id">Its id, the <c>kid</c> of tokens.</param>
/// <param name="InFile">Whether the tenant's file has it, for hosts.</param>
/// <param name="MadeAt">When the portal made it; null for one of the file.</param>
/// <param name="RevokedAt">When it was revoked.</param>
internal sealed record EmbedKeyAnswer(string Id, bool InFile, DateTimeOffset? MadeAt, DateTimeOffset? RevokedAt);
