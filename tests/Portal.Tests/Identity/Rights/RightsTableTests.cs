using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticAssets;
using Microsoft.Extensions.DependencyInjection;
using Portal.Core.Tenancy;
using Portal.Identity.SignIn;
using Portal.Identity.Tokens;
using Portal.Tests.Identity.SignIn;

namespace Portal.Tests.Identity.Rights;

/// <summary>Walks every page and endpoint as every role of every tenant, as nobody, and with a token.</summary>
public sealed partial class RightsTableTests(ITestOutputHelper output)
{
    private static readonly string[] Personas =
    [
        "demo/acme-support", "demo/acme-viewer", "demo/acme-editor", "demo/acme-administrator",
        "demo/nova-support", "demo/nova-viewer", "demo/nova-editor", "demo/nova-administrator", "demo/root",
    ];

    [Fact]
    public async Task Every_page_and_endpoint_answers_each_person_as_the_table_says_and_what_is_denied_looks_like_what_is_not_there()
    {
        await using var portal = await TwoTenants.StartAsync(
            ("Demo:Enabled", "true"), ("Demo:Public", "true"), ("Demo:Port", "0"), ("Access:Platform:0:Role", "administrator"), ("Access:Platform:0:Users:0", "demo/root"), ("Audit:DeniedPerMinute", "1000"));
        var endpoints = portal.Services.GetServices<EndpointDataSource>().SelectMany(s => s.Endpoints).OfType<RouteEndpoint>().Distinct().ToList();
        var assets = endpoints.Where(e => e.Metadata.GetMetadata<StaticAssetDescriptor>() is not null).ToList();
        var routes = endpoints.Except(assets).SelectMany(Keys).Distinct().Order(StringComparer.Ordinal).ToList();
        Assert.All(assets, asset => Assert.NotNull(asset.Metadata.GetMetadata<IAllowAnonymous>()));
        List<string> differences =
        [
            .. routes.Except(RightsTable.Rows.Keys).Select(r => $"{r} is not in RightsTable: say there who may call it"),
            .. RightsTable.Rows.Keys.Except(routes).Select(r => $"{r} is in RightsTable and not there"),
        ];
        Assert.True(differences.Count == 0, string.Join('\n', differences));
        var pages = typeof(PortalHost).Assembly.GetTypes().SelectMany(t => t.GetCustomAttributes(typeof(RouteAttribute), false).Cast<RouteAttribute>()).Select(r => $"page {r.Template}").ToList();
        Assert.Empty(pages.Except(routes));

        var wrong = new List<string>();
        var (asked, allowed, denied) = (0, 0, 0);
        foreach (var (who, client) in await ClientsAsync(portal))
        {
            using (client)
            {
                foreach (var route in routes)
                {
                    var (need, path) = RightsTable.Rows[route];
                    using var answer = await SendAsync(client, route, path);
                    var (expected, got) = (Expected(who, need), Got(answer));
                    asked++;
                    (allowed, denied) = expected == "in" ? (allowed + 1, denied) : (allowed, denied + 1);
                    if (expected != got)
                    {
                        wrong.Add($"{who}: {route} is {got} ({(int)answer.StatusCode}) and should be {expected}");
                    }
                    else if (got == "missing" && path.Contains("/acme", StringComparison.Ordinal))
                    {
                        using var unknown = await SendAsync(client, route, path.Replace("/acme", "/none", StringComparison.Ordinal));
                        if (await BodyAsync(unknown) != await BodyAsync(answer))
                        {
                            wrong.Add($"{who}: {route} tells that it is there");
                        }
                    }
                }
            }
        }
        output.WriteLine($"{routes.Count} endpoints, {pages.Count} of them pages, and {assets.Count} static assets; {Personas.Length + 3} people; {asked} answers: {allowed} allowed, {denied} denied, {wrong.Count} wrong");
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    private static async Task<List<(string Who, HttpClient Client)>> ClientsAsync(TwoTenants portal)
    {
        var clients = new List<(string, HttpClient)> { ("nobody", portal.Client()) };
        foreach (var persona in Personas)
        {
            var client = portal.Client();
            await TwoTenants.AsPersonaAsync(client, persona);
            clients.Add((persona, client));
        }
        var tokens = portal.Services.GetRequiredService<ApiTokens>();
        foreach (var (who, persona, right, tenant) in new[] { ("a token of acme's administrator to view acme", "demo/acme-administrator", Right.View, "acme"), ("a token of root for nova", "demo/root", Right.Administer, "nova") })
        {
            var client = portal.Client();
            var person = portal.Services.GetRequiredService<DemoPersonas>().Find(persona)!;
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
                "Bearer", await tokens.MakeAsync(person.ToPrincipal(Sessions.Scheme), "test", new TenantId(tenant), right, TimeSpan.FromDays(1), CancellationToken.None));
            clients.Add((who, client));
        }
        return clients;
    }

    private static string Expected(string who, Need need)
    {
        bool Is(params string[] names) => names.Any(name => who == $"demo/{name}");
        if (need == Need.Nothing)
        {
            return "in";
        }
        if (need == Need.Address)
        {
            return "missing";
        }
        if (need == Need.Signature || who == "nobody")
        {
            return "out";
        }
        return need switch
        {
            Need.SignedIn => true,
            Need.View => who.StartsWith("demo/acme-", StringComparison.Ordinal) || Is("root") || who == "a token of acme's administrator to view acme",
            Need.Administer => Is("acme-administrator", "root"),
            Need.Edit => Is("acme-editor", "acme-administrator", "root"),
            Need.AdministerAny => Is("acme-administrator", "nova-administrator", "root") || who == "a token of root for nova",
            Need.EditAll or Need.AdministerAll => Is("root"),
            _ => false,
        } ? "in" : "missing";
    }

    private static string Got(HttpResponseMessage answer) => answer.StatusCode switch
    {
        HttpStatusCode.Unauthorized => "out",
        HttpStatusCode.Redirect when answer.Headers.Location?.ToString().StartsWith("/sign-in", StringComparison.Ordinal) == true => "out",
        HttpStatusCode.NotFound => "missing",
        _ => "in",
    };

    private static Task<HttpResponseMessage> SendAsync(HttpClient client, string route, string path)
    {
        var method = route.Split(' ')[0] is "page" or "*" ? HttpMethod.Get : HttpMethod.Parse(route.Split(' ')[0]);
        var request = new HttpRequestMessage(method, path);
        if (request.Method == HttpMethod.Post && path.StartsWith("/api", StringComparison.Ordinal))
        {
            request.Content = JsonContent.Create(new { });
        }
        else if (request.Method == HttpMethod.Post && path.StartsWith("/sign-", StringComparison.Ordinal))
        {
            request.Content = new FormUrlEncodedContent([]);
        }
        return client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    private static async Task<string> BodyAsync(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync();
        return answer.Content.Headers.ContentType?.MediaType == "application/problem+json"
            ? string.Join(',', JsonDocument.Parse(text).RootElement.EnumerateObject().Where(p => p.Name != "traceId").Select(p => p.ToString()))
            : Changing().Replace(text, "").Replace("/none", "/acme", StringComparison.Ordinal);
    }

    private static IEnumerable<string> Keys(RouteEndpoint endpoint)
    {
        var route = "/" + endpoint.RoutePattern.RawText!.TrimStart('/');
        return endpoint.Metadata.GetMetadata<ComponentTypeMetadata>() is not null ? [$"page {route}"]
            : endpoint.Metadata.GetMetadata<IHttpMethodMetadata>() is { HttpMethods: { Count: > 0 and < 4 } methods } ? methods.Where(m => m != "HEAD").Select(m => $"{m} {route}")
            : [$"* {route}"];
    }

    // The state of the page and its forms, which each answer has anew.
    [GeneratedRegex("<!--Blazor.*?-->|nonce=\"[^\"]*\"|name=\"__RequestVerificationToken\" value=\"[^\"]*\"|_bl_[0-9a-f-]+", RegexOptions.Singleline)]
    private static partial Regex Changing();
}
