using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Portal.EndToEnd;

namespace Portal.Benchmarks;

/// <summary>From the delivery of a push's webhook to the new revision being live: delivery stored, repository fetched, what has changed checked, revision stored and shown.</summary>
internal static class PushBenchmark
{
    private const string Secret = "secret-of-the-hook";
    private static readonly byte[] Body = Encoding.UTF8.GetBytes("""{"ref": "refs/heads/main", "repository": {"full_name": "acme/dashboards"}}""");

    public static async Task RunAsync()
    {
        await RunAsync("shipped content, a template of some dashboards changed", 100, _ => { }, (folder, push) => Append(folder, "templates/latency-slo.yaml.sbn", $"\n# {push}\n"));
        await RunAsync("300 tenants x 50 dashboards, one tenant's file changed", 20, folder => GeneratedContent.Write(folder, 300, 50), (folder, push) => Append(folder, $"tenants/tenant-{push}.yaml", "\n# Changed.\n"));
    }

    private static async Task RunAsync(string what, int pushes, Action<string> prepare, Action<string, int> edit)
    {
        var bare = Directory.CreateTempSubdirectory("portal-benchmark-").FullName;
        try
        {
            await using var portal = await PortalServer.StartUnreadyAsync(
                folder =>
                {
                    prepare(folder);
                    File.WriteAllText(Path.Combine(folder, ".gitignore"), "data/\n");
                    GitCommand.Run(folder, "init", "-q", "-b", "main");
                    GitCommand.Commit(folder);
                    GitCommand.Run(bare, "init", "-q", "--bare");
                    GitCommand.Run(folder, "push", "-q", bare, "main");
                },
                ("Content:Remote:Url", $"file://{bare}"), ("Content:Remote:FetchInterval", "1.00:00:00"), ("Content:Revision", "main"), ("Isolation:CanaryInterval", "1.00:00:00"),
                ("Webhooks:GitHub:0", "HOOK"), ("Secrets:HOOK", Secret), ("Grants:*:Hosts:0", "*.internal"));
            var start = Stopwatch.GetTimestamp();
            await UntilAsync(async () => (await portal.Http.GetAsync("/readyz")).IsSuccessStatusCode);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"push: {what}: first load {Stopwatch.GetElapsedTime(start).TotalSeconds:F1} s"));
            var times = new List<double>();
            for (var i = 0; i < pushes; i++)
            {
                edit(portal.Folder, i);
                var head = GitCommand.Commit(portal.Folder);
                GitCommand.Run(portal.Folder, "push", "-q", bare, "main");
                var pushed = Stopwatch.GetTimestamp();
                await DeliverAsync(portal, i);
                await UntilAsync(async () => await LiveAsync(portal) == head);
                times.Add(Stopwatch.GetElapsedTime(pushed).TotalMilliseconds);
            }
            times.Sort();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"push: {what}: median {times[times.Count / 2]:F0} ms, p99 {times[(int)Math.Ceiling(times.Count * 0.99) - 1]:F0} ms, best {times[0]:F0} ms ({times.Count} pushes)"));
        }
        finally
        {
            Directory.Delete(bare, recursive: true);
        }
    }

    private static async Task DeliverAsync(PortalServer portal, int number)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/webhooks/github") { Content = new ByteArrayContent(Body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } } };
        request.Headers.Add("X-GitHub-Event", "push");
        request.Headers.Add("X-GitHub-Delivery", number.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("X-Hub-Signature-256", "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), Body)));
        using var answer = await portal.Http.SendAsync(request);
        answer.EnsureSuccessStatusCode();
    }

    private static async Task<string?> LiveAsync(PortalServer portal)
    {
        using var catalog = JsonDocument.Parse(await portal.Http.GetStringAsync("/api/v1/catalog"));
        return catalog.RootElement.GetProperty("live").GetProperty("revision").GetString();
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        while (!await condition())
        {
            await Task.Delay(5, CancellationToken.None);
        }
    }

    private static void Append(string folder, string path, string text) => File.AppendAllText(Path.Combine(folder, path), text);
}
