using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Portal.Forges;
using Portal.Tests.Forges;

namespace Portal.EndToEnd.Forges;

/// <summary>Git is how the portal is run: what happens between a push and what its author sees of it.</summary>
public sealed class PushTests : IDisposable
{
    private const string Secret = "secret-of-the-hook";
    private const string Small = "---\ntitle: Small\nscope: environment\n---\ntitle: Small\npanels:\n  - id: up\n    title: Up\n    type: stat\n    queries:\n      - expr: up\n";
    private const string Tenant = "id: acme\nname: Acme\ndefaultEnvironment: prod\nenvironments:\n  - name: prod\n    datasources: [{kind: prometheus, url: 'http://127.0.0.1:9'}]\n    isolation: {labels: {tenant: acme}}\n    services: [checkout]\ndashboards:\n  - template: small\n";
    // Fans out until it is ended after a second.
    private const string Endless = "---\ntitle: Endless\nscope: environment\n---\n{{ func f(n); if n > 0; f(n - 1); f(n - 1); f(n - 1); end; end; f(30) }}\ntitle: Endless\n";

    private readonly string _work = Directory.CreateTempSubdirectory("portal-push-").FullName;
    private int _deliveries;

    private string Bare => Path.Combine(_work, "content.git");

    public void Dispose() => Directory.Delete(_work, recursive: true);

    [Fact]
    public async Task A_push_goes_live_or_is_refused_where_its_author_looks_and_a_killed_delivery_is_handled_after_the_restart()
    {
        await using var forge = await TestForge.StartAsync(ForgeKind.GitHub);
        var author = "";
        await using var portal = await PortalServer.StartAsync(
            folder => Publish(author = folder),
            ("Content:Remote:Url", $"file://{Bare}"), ("Content:Remote:FetchInterval", "1.00:00:00"), ("Content:Revision", "main"),
            ("Webhooks:GitHub:0", "HOOK"), ("Secrets:HOOK", Secret), ("PublicUrl", "https://portal.example.com"),
            ("Forge:Kind", "GitHub"), ("Forge:ApiUrl", forge.Api), ("Forge:Repository", TestForge.Repository), ("Forge:TokenSecret", "TOKEN"), ("Secrets:TOKEN", TestForge.Token),
            ("Notifications:Url", forge.Alerts), ("Grants:acme:Hosts:9", "127.0.0.1:9"));
        var template = Path.Combine(author, "templates", "small.yaml.sbn");
        var good = File.ReadAllText(template);

        File.WriteAllText(template, good + "\n# One comment more.\n");
        var first = Push(author, "main");
        await DeliverAsync(portal, "push", """{"ref": "refs/heads/main", "repository": {"full_name": "acme/dashboards"}}""");
        await PortalServer.UntilAsync(async () => (await CatalogAsync(portal)).Live == first, "the push to be live");
        await PortalServer.UntilAsync(() => forge.Statuses.Any(s => s.Sha == first), "the status of a good commit");
        Assert.Equal("success", Assert.Single(forge.Statuses, s => s.Sha == first).State);
        Assert.StartsWith("Live: ", Assert.Single(forge.Statuses, s => s.Sha == first).Description, StringComparison.Ordinal);

        File.WriteAllText(template, good + "\n{{ no_such_thing }}\n");
        var bad = Push(author, "main");
        await DeliverAsync(portal, "push", """{"ref": "refs/heads/main", "repository": {"full_name": "acme/dashboards"}}""");
        await PortalServer.UntilAsync(async () => (await CatalogAsync(portal)).Refused == bad, "the push to be refused");
        await PortalServer.UntilAsync(() => forge.Statuses.Any(s => s.Sha == bad) && !forge.Notifications.IsEmpty, "the refusal to be told");
        Assert.Equal(first, (await CatalogAsync(portal)).Live);
        var refusal = Assert.Single(forge.Statuses, s => s.Sha == bad);
        Assert.Equal(("failure", "https://portal.example.com/catalog#refused"), (refusal.State, refusal.Link));
        Assert.Contains("in 1 file", refusal.Description, StringComparison.Ordinal);

        await PortalServer.UntilAsync(() => AllTold(author), "all to be told");

        // A pull request that takes a while to be judged, about a second for each of its templates; the portal is killed meanwhile.
        string[] endless = [.. Enumerable.Range(1, 9).Select(i => $"endless-{i}")];
        GitCommand.Run(author, "checkout", "-q", "-b", "feature", first);
        var tenant = Path.Combine(author, "tenants", "acme.yaml");
        var tenantText = File.ReadAllText(tenant);
        foreach (var name in endless)
        {
            File.WriteAllText(Path.Combine(author, "templates", $"{name}.yaml.sbn"), Endless);
        }
        File.WriteAllText(tenant, tenantText.Replace("dashboards:\n", "dashboards:\n" + string.Concat(endless.Select(name => $"  - template: {name}\n")), StringComparison.Ordinal));
        var head = Push(author, "refs/pull/12/head");
        await DeliverAsync(portal, "pull_request", PullRequest("opened"));
        await PortalServer.UntilAsync(() => IsWorking(author), "the delivery to be worked on");
        await portal.RestartAsync();
        await PortalServer.UntilAsync(() => !forge.Comments.IsEmpty, "the comment after the restart");
        var comment = Assert.Single(forge.Comments.Values);
        Assert.Equal(12, comment.Number);
        Assert.Contains("`templates/endless-1.yaml.sbn`", comment.Text, StringComparison.Ordinal);
        await PortalServer.UntilAsync(() => forge.Statuses.Any(s => s.Sha == head), "the status of the pull request");
        Assert.Equal("failure", Assert.Single(forge.Statuses, s => s.Sha == head).State);

        // It is mended: the same comment says so.
        File.WriteAllText(tenant, tenantText);
        foreach (var name in endless)
        {
            File.Delete(Path.Combine(author, "templates", $"{name}.yaml.sbn"));
        }
        File.WriteAllText(template, good + "\n# Another comment.\n");
        Push(author, "refs/pull/12/head");
        await DeliverAsync(portal, "pull_request", PullRequest("synchronize"));
        await PortalServer.UntilAsync(() => forge.Comments.Values.Single().Edits > 0, "the comment to be changed");
        Assert.Equal(comment.Id, Assert.Single(forge.Comments.Values).Id);
        Assert.Contains("**Good: ", forge.Comments.Values.Single().Text, StringComparison.Ordinal);

        GitCommand.Run(author, "checkout", "-q", "-B", "main", bad);
        File.WriteAllText(template, good);
        var mended = Push(author, "main");
        await DeliverAsync(portal, "push", """{"ref": "refs/heads/main", "repository": {"full_name": "acme/dashboards"}}""");
        await PortalServer.UntilAsync(() => forge.Notifications.Count == 2, "the alert to be resolved");
        Assert.True(forge.Notifications.Select(n => n["status"]!.GetValue<string>()).SequenceEqual(["firing", "resolved"]), string.Join('\n', forge.Notifications.Select(n => n.ToJsonString())));
        Assert.Equal((mended, null), await CatalogAsync(portal));
        Assert.All(forge.Statuses.GroupBy(s => (s.Sha, s.State)), told => Assert.Single(told));
    }

    private static string PullRequest(string action) =>
        $$$$"""{"action": "{{{{action}}}}", "number": 12, "repository": {"full_name": "acme/dashboards"}, "pull_request": {"title": "T", "user": {"login": "ada"}, "head": {"ref": "feature", "sha": "0", "repo": {"full_name": "acme/dashboards"}}, "base": {"ref": "main"}}}""";

    /// <summary>Makes a small content a repository, and a bare one of it.</summary>
    private void Publish(string folder)
    {
        foreach (var name in new[] { "templates", "tenants" })
        {
            Directory.Delete(Path.Combine(folder, name), recursive: true);
            Directory.CreateDirectory(Path.Combine(folder, name));
        }
        File.WriteAllText(Path.Combine(folder, "templates", "small.yaml.sbn"), Small);
        File.WriteAllText(Path.Combine(folder, "tenants", "acme.yaml"), Tenant);
        File.WriteAllText(Path.Combine(folder, ".gitignore"), "data/\n");
        GitCommand.Run(folder, "init", "-q", "-b", "main");
        GitCommand.Commit(folder);
        GitCommand.Run(_work, "clone", "-q", "--bare", folder, Bare);
    }

    private string Push(string folder, string target)
    {
        var head = GitCommand.Commit(folder);
        GitCommand.Run(folder, "push", "-q", Bare, $"HEAD:{(target.StartsWith("refs/", StringComparison.Ordinal) ? target : $"refs/heads/{target}")}");
        return head;
    }

    private async Task DeliverAsync(PortalServer portal, string name, string body)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/webhooks/github") { Content = new ByteArrayContent(bytes) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } } };
        request.Headers.Add("X-GitHub-Event", name);
        request.Headers.Add("X-GitHub-Delivery", (++_deliveries).ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("X-Hub-Signature-256", "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), bytes)));
        using var answer = await portal.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
    }

    private static async Task<(string? Live, string? Refused)> CatalogAsync(PortalServer portal)
    {
        using var catalog = JsonDocument.Parse(await portal.Http.GetStringAsync("/api/v1/catalog"));
        return (Revision("live"), Revision("refused"));

        string? Revision(string key) => catalog.RootElement.TryGetProperty(key, out var state) && state.ValueKind == JsonValueKind.Object ? state.GetProperty("revision").GetString() : null;
    }

    private static bool IsWorking(string folder) => Count(folder, "deliveries WHERE State = 'Working'") > 0;

    private static bool AllTold(string folder) => Count(folder, "reports WHERE ToldHash IS NULL OR ToldHash <> Hash") == 0;

    private static long Count(string folder, string rows)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(folder, "data", "portal.db")};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT COUNT(*) FROM {rows}";
        return (long)command.ExecuteScalar()!;
    }
}
