using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Portal.Core.Catalog;
using Portal.Tests.Previews;
using static Portal.Tests.History.PastRevisionTests;

namespace Portal.Tests.History;

/// <summary>What is marked over a dashboard's charts.</summary>
public sealed class AnnotationEndpointTests
{
    private const string Address = "/api/v1/dashboards/acme/prod/overview/annotations";

    [Fact]
    public async Task Revisions_that_went_live_and_changed_the_dashboard_are_marks()
    {
        await using var world = await PreviewWorld.StartAsync();
        await CommitAsync(world, ("templates/plain.yaml.sbn", "---\ntitle: Plain\nscope: tenant\n---\ntitle: Plain\npanels:\n  - {title: P, type: text, content: Bye}\n"));
        var changed = await CommitAsync(world, ("templates/partials/up.sbn", "- {title: Up, id: up, type: timeseries, unit: s, queries: [{expr: live_metric}]}"));

        using var answer = await AskAsync(world, Address, new { from = "now-1h", to = "now" });

        var revisions = answer.RootElement.GetProperty("annotations").EnumerateArray().Single();
        var mark = Assert.Single(revisions.GetProperty("marks").EnumerateArray());
        Assert.Equal("revisions", revisions.GetProperty("name").GetString());
        Assert.StartsWith(changed[..8], mark.GetProperty("title").GetString(), StringComparison.Ordinal);
        Assert.Equal(("Ada", "/d/acme/prod/overview/history"), (mark.GetProperty("text").GetString(), mark.GetProperty("href").GetString()));
        Assert.Equal(world.Services.GetRequiredService<ICatalog>().LiveSince!.At.ToUnixTimeMilliseconds(), mark.GetProperty("timeMs").GetInt64());
        // A push of several commits is told by the one that changed this dashboard: the newest may be about another tenant.
        world.Content.Write("templates/partials/up.sbn", "- {title: Up, id: up, type: timeseries, unit: ms, queries: [{expr: live_metric}]}");
        var own = world.Content.Commit("Count milliseconds");
        world.Content.Write("tenants/nova.yaml", world.Tenant("nova").Replace("name: nova", "name: Nova", StringComparison.Ordinal));
        await LiveAsync(world, world.Content.Commit("Nova is told nobody"));
        using var together = await AskAsync(world, Address, new { from = "now-1h", to = "now" });
        Assert.Equal($"{own[..8]} Count milliseconds", together.RootElement.GetProperty("annotations")[0].GetProperty("marks").EnumerateArray().Last().GetProperty("title").GetString());
        Assert.DoesNotContain("Nova", together.RootElement.GetRawText(), StringComparison.Ordinal);

        using var before = await AskAsync(world, Address, new { from = "now-2h", to = "now-1h" });
        Assert.Empty(before.RootElement.GetProperty("annotations")[0].GetProperty("marks").EnumerateArray());
    }

    [Fact]
    public async Task A_declared_annotation_asks_as_the_tenant_and_another_s_marks_are_not_there()
    {
        await using var world = await PreviewWorld.StartAsync();
        var template = await File.ReadAllTextAsync(Path.Combine(world.Content.Folder, "templates/overview.yaml.sbn"), TestContext.Current.CancellationToken);
        await CommitAsync(world, ("templates/overview.yaml.sbn", template.Replace("panels:", "annotations:\n  - {name: deployments, expr: 'deployment_info{tenant=~\".*\"}', title: \"{version}\"}\npanels:", StringComparison.Ordinal)));
        (world.Access.All, world.Access.Viewer) = (false, "acme");

        using var answer = await AskAsync(world, Address, new { annotations = new[] { "deployments" } });

        Assert.Equal("deployments", Assert.Single(answer.RootElement.GetProperty("annotations").EnumerateArray()).GetProperty("name").GetString());
        var asked = world.Live.Requests.Where(request => request["query"]?.Contains("deployment_info", StringComparison.Ordinal) == true).ToList();
        Assert.Contains(asked, request => request["query"] == "deployment_info{tenant=\"acme\",tenant=~\".*\"}");
        // A revision's queries are tried for each tenant that has them, too.
        Assert.All(asked, request => Assert.Matches("^deployment_info\\{tenant=\"(acme|nova)\",", request["query"]));
        Assert.DoesNotContain("deployment_info", answer.RootElement.GetRawText(), StringComparison.Ordinal);
        foreach (var url in new[] { Address.Replace("acme", "nova", StringComparison.Ordinal), Address + "?rev=" + new string('0', 40), Address + "?preview=none" })
        {
            Assert.Equal(HttpStatusCode.NotFound, (await world.Client.PostAsJsonAsync(url, new { })).StatusCode);
        }
        Assert.Equal(HttpStatusCode.BadRequest, (await world.Client.PostAsJsonAsync(Address, new { expr = "up" })).StatusCode);
    }

    private static async Task<JsonDocument> AskAsync(PreviewWorld world, string url, object question) => await JsonAnswer.ReadAsync(await world.Client.PostAsJsonAsync(url, question));
}
