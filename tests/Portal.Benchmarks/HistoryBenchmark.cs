using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Portal.EndToEnd;

namespace Portal.Benchmarks;

/// <summary>The history of one dashboard in a repository with 1,000 commits, of which every tenth changes it, and the same dashboard as of the oldest of them.</summary>
internal static class HistoryBenchmark
{
    private const int Commits = 1_000;
    private const int Runs = 5;

    public static async Task RunAsync()
    {
        await using var portal = await PortalServer.StartAsync(Prepare, ("Content:Revision", "main"), ("Isolation:CanaryInterval", "1.00:00:00"));
        const string address = "/api/v1/dashboards/acme/prod/service-overview/history?service=checkout";
        var (next, all, pages) = ("", new List<string>(), 0);
        var start = Stopwatch.GetTimestamp();
        do
        {
            using var answer = JsonDocument.Parse(await portal.Http.GetStringAsync($"{address}&limit=100{(next.Length > 0 ? $"&before={next}" : "")}"));
            all.AddRange(answer.RootElement.GetProperty("entries").EnumerateArray().Select(entry => entry.GetProperty("revision").GetString()!));
            next = answer.RootElement.TryGetProperty("next", out var older) ? older.GetString()! : "";
            pages++;
        }
        while (next.Length > 0);
        var whole = Stopwatch.GetElapsedTime(start);
        var first = await Measure.OneAsync(Runs, () => portal.Http.GetStringAsync($"{address}&limit=20"));
        start = Stopwatch.GetTimestamp();
        await portal.Http.GetStringAsync($"/api/v1/dashboards/acme/prod/service-overview?service=checkout&rev={all[^1]}");
        var then = Stopwatch.GetElapsedTime(start);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"history: {Commits} commits, {all.Count} of them of one dashboard: a page of 20 {first.Time.TotalMilliseconds:F0} ms; all, in {pages} pages, {whole.TotalSeconds:F1} s; the dashboard as of the oldest, first time, {then.TotalMilliseconds:F0} ms"));
    }

    private static void Prepare(string folder)
    {
        File.WriteAllText(Path.Combine(folder, ".gitignore"), "data/\n");
        GitCommand.Run(folder, "init", "-q", "-b", "main");
        GitCommand.Commit(folder);
        var (own, other) = (File.ReadAllText(Path.Combine(folder, "templates/service-overview.yaml.sbn")), File.ReadAllText(Path.Combine(folder, "templates/runtime.yaml.sbn")));
        var stream = new StringBuilder();
        for (var i = 1; i <= Commits; i++)
        {
            var (path, text) = i % 10 == 0 ? ("templates/service-overview.yaml.sbn", own.Replace("title: Requests\n", $"title: Requests {i}\n", StringComparison.Ordinal)) : ("templates/runtime.yaml.sbn", other + $"# {i}\n");
            stream.Append(CultureInfo.InvariantCulture, $"commit refs/heads/main\ncommitter Ada <ada@example.org> {1_790_000_000 + (i * 600)} +0000\ndata <<END\nChange {i}\nEND\n{(i == 1 ? "from refs/heads/main^0\n" : "")}M 100644 inline {path}\ndata {Encoding.UTF8.GetByteCount(text)}\n{text}\n");
        }
        GitCommand.Feed(folder, stream.ToString(), "fast-import", "--quiet", "--force");
    }
}
