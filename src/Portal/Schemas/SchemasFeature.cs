using Microsoft.Net.Http.Headers;
using Portal.Core.Schemas;

namespace Portal.Schemas;

/// <summary>Serves the JSON Schemas that editors complete and check with. They tell of no tenant, and editors cannot sign in: they are open to all.</summary>
internal static class SchemasFeature
{
    /// <summary>Maps <c>/schemas/</c> and the schemas below it.</summary>
    public static void MapPortalSchemas(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/schemas", Index).ExcludeFromDescription().AllowAnonymous();
        foreach (var name in ContentSchemas.Titles.Keys)
        {
            var schema = ContentSchemas.Read(name)!;
            routes.MapGet($"/schemas/{name}", (HttpResponse response) =>
            {
                response.Headers[HeaderNames.CacheControl] = "no-cache";
                return Results.Bytes(schema, ContentSchemas.MediaType);
            }).ExcludeFromDescription().AllowAnonymous();
        }
    }

    private static IResult Index(HttpRequest request)
    {
        var root = $"{request.Scheme}://{request.Host}{request.PathBase}/schemas/";
        return Results.Json(ContentSchemas.Titles.Select(schema => new { name = schema.Key, title = schema.Value, url = root + schema.Key }));
    }
}
