using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Portal.Components.Embeds;
using Portal.Identity;

namespace Portal.Embedding;

/// <summary>A page as another site would write it, with panels of the demo: <c>/examples/embedding</c>, where the demo telemetry runs.</summary>
internal static class EmbedExamplePage
{
    /// <summary>Where it is.</summary>
    public const string Path = "/examples/embedding";

    private static readonly EmbedWish Overview = new() { Tenant = "acme", Environment = "prod", Dashboard = "service-overview", Service = "checkout", Lifetime = "1h" };

    /// <summary>Answers the page: 404 for whoever may not issue embeds, or where the machine is asked for by a name that has no other.</summary>
    public static async Task<IResult> ShowAsync(HttpContext context, EmbedIssuer issuer, ClaimsPrincipal person, CancellationToken cancellation)
    {
        var (request, policy) = (context.Request, PagePolicy.Of(context));
        // The same machine by another name is another site to the browser.
        var other = request.Host.Host switch { "localhost" => "127.0.0.1", "127.0.0.1" => "localhost", _ => null };
        if (other is null)
        {
            return Api.ApiProblems.NotFound();
        }
        var (host, portal) = ($"{request.Scheme}://{request.Host}", $"{request.Scheme}://{new HostString(other, request.Host.Port ?? 80)}");
        var examples = new List<EmbedExample>();
        foreach (var (title, text, wish, markup) in All)
        {
            if (await issuer.IssueAsync(person, wish with { Origins = [host] }, cancellation) is not { Token: { } token })
            {
                return Api.ApiProblems.NotFound();
            }
            examples.Add(new EmbedExample(title, text, markup.Replace("{src}", $"{portal}/embed/{token}", StringComparison.Ordinal), token));
        }
        policy.Framed = portal;
        return new RazorComponentResult<EmbedExamples>(new { Host = host, Portal = portal, Examples = examples, policy.Nonce }) { PreventStreamingRendering = true };
    }

    private static IEnumerable<(string Title, string Text, EmbedWish Wish, string Markup)> All =>
    [
        ("A frame", "One panel, refreshed every ten seconds, in the light theme.", Overview with { Panel = "requests-by-route" },
            "<iframe src=\"{src}?theme=light&amp;refresh=10s\" title=\"Requests\" height=\"260\" referrerpolicy=\"no-referrer\"></iframe>"),
        ("An element", "As high as its content, with the page showing through.", Overview with { Panel = "requests" },
            "<portal-panel src=\"{src}\" title=\"Requests\" theme=\"light\" background=\"transparent\" style=\"color-scheme: light\">The portal does not answer.</portal-panel>"),
        ("A snapshot", "Frozen as it was when this page was opened.", Overview with { Panel = "requests-by-route", Snapshot = true },
            "<iframe src=\"{src}?theme=light&amp;titles=0\" title=\"Requests by route\" height=\"300\" referrerpolicy=\"no-referrer\"></iframe>"),
        ("A dashboard", "All of it, in the dark theme.", Overview,
            "<portal-panel src=\"{src}\" title=\"Overview of checkout\" theme=\"dark\"></portal-panel>"),
    ];
}
