using System.Diagnostics;
using System.Globalization;
using Portal.Core.Catalog;

namespace Portal.Benchmarks;

/// <summary>Loads of 300 tenants with 50 dashboards each in one process: the first one, and those that know the one before.</summary>
internal static class LoadBenchmark
{
    private const int Tenants = 300;
    private const int Dashboards = 50;

    public static async Task RunAsync()
    {
        var files = Files();
        Dictionary<string, string> Edited(string path, string what, string with) => new(files) { [path] = files[path].Replace(what, with, StringComparison.Ordinal) };
        var loader = new CatalogLoader();
        var memory = new LoadMemory();
        await LoadAsync("nothing known before", loader, files, memory);
        await LoadAsync("the same files again", loader, files, memory);
        await LoadAsync("one tenant's file changed", loader, Edited("tenants/tenant-7.yaml", "name: Tenant 7", "name: Tenant Seven"), memory);
        await LoadAsync("a part changed that one dashboard of each tenant includes", loader, Edited("templates/partials/rare.sbn", "duration 0.99 $1", "duration 0.98 $1"), memory);
        await LoadAsync("one tenant's file changed, the first load after a restart", loader, Edited("tenants/tenant-7.yaml", "name: Tenant 7", "name: Tenant Seven"), await TrustAsync(files));
        await LoadAsync("a part changed that all dashboards include", loader, Edited("templates/lib/http.sbn", "# The head of a sum.", "# The head of any sum."), memory);
    }

    private static async Task LoadAsync(string what, CatalogLoader loader, Dictionary<string, string> files, LoadMemory memory)
    {
        GC.Collect();
        var (bytes, processor, start) = (GC.GetTotalAllocatedBytes(precise: true), Environment.CpuUsage.TotalTime, Stopwatch.GetTimestamp());
        var result = await loader.LoadAsync(new ContentTree(new RevisionId(what), files, []), new AllGrants(), _ => [], CancellationToken.None, memory);
        var (time, used) = (Stopwatch.GetElapsedTime(start), Environment.CpuUsage.TotalTime - processor);
        if (result.Snapshot is null)
        {
            throw new InvalidOperationException(result.Diagnostics[0].ToString());
        }
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"load: {what}: {time.TotalSeconds:F2} s, {used.TotalSeconds:F2} s of processor time, {(GC.GetTotalAllocatedBytes(precise: true) - bytes) / 1048576.0:F0} MiB allocated, {result.Rendered} of {result.Bindings} dashboards rendered"));
    }

    /// <summary>What a restart does with a revision that was judged before.</summary>
    private static async Task<LoadMemory> TrustAsync(Dictionary<string, string> files)
    {
        var (memory, processor, start) = (new LoadMemory(), Environment.CpuUsage.TotalTime, Stopwatch.GetTimestamp());
        var snapshot = await CatalogLoader.TrustAsync(new ContentTree(new RevisionId("trusted"), files, []), new AllGrants(), _ => [], [], CancellationToken.None, memory);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"load: a restart, which takes the judgement that is stored: {Stopwatch.GetElapsedTime(start).TotalSeconds:F2} s, {(Environment.CpuUsage.TotalTime - processor).TotalSeconds:F2} s of processor time, {snapshot!.Bindings} dashboards"));
        return memory;
    }

    /// <summary>The generated content, with one dashboard of each tenant made from a template and a part of its own.</summary>
    private static Dictionary<string, string> Files()
    {
        var folder = Directory.CreateTempSubdirectory("portal-benchmark-").FullName;
        try
        {
            GeneratedContent.Write(folder, Tenants, Dashboards);
            var files = SourceTree.Content(folder);
            files["templates/partials/rare.sbn"] = files["templates/partials/percentiles.sbn"];
            files["templates/rare.yaml.sbn"] = files["templates/service-overview.yaml.sbn"].Replace("partials/percentiles.sbn", "partials/rare.sbn", StringComparison.Ordinal);
            var often = string.Join(", ", Enumerable.Range(0, Dashboards - 1).Select(i => $"service-{i}"));
            foreach (var tenant in files.Keys.Where(path => path.StartsWith("tenants/", StringComparison.Ordinal)).ToList())
            {
                files[tenant] = files[tenant].Replace("- template: service-overview", $"- {{template: service-overview, services: [{often}]}}\n  - {{template: rare, services: [service-{Dashboards - 1}]}}", StringComparison.Ordinal);
            }
            return files;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
