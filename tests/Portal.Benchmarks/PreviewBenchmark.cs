using System.Globalization;
using Portal.Core.Catalog;
using Portal.Core.Changes;

namespace Portal.Benchmarks;

/// <summary>A preview's overview: two revisions compared, dashboard by dashboard, of which 100 differ.</summary>
internal static class PreviewBenchmark
{
    private const int Runs = 3;

    public static async Task RunAsync()
    {
        await RunAsync(tenants: 2, dashboards: 50, "a part that all of 100 dashboards use is changed", (files, _) => Replace(files, "templates/partials/percentiles.sbn", "duration 0.99 $1", "duration 0.98 $1"));
        await RunAsync(tenants: 300, dashboards: 50, "2 of 300 tenants have another parameter", (files, tenant) => tenant < 2 ? Replace(files, $"tenants/tenant-{tenant}.yaml", "- template: service-overview", "- {template: service-overview, parameters: {latency_target: 2}}") : files);
    }

    private static async Task RunAsync(int tenants, int dashboards, string what, Func<Dictionary<string, string>, int, Dictionary<string, string>> edit)
    {
        var folder = Directory.CreateTempSubdirectory("portal-benchmark-").FullName;
        try
        {
            GeneratedContent.Write(folder, tenants, dashboards);
            var files = SourceTree.Content(folder);
            var changed = Enumerable.Range(0, tenants).Aggregate(new Dictionary<string, string>(files), (all, tenant) => edit(all, tenant));
            var (before, after) = (new ContentTree(new RevisionId("before"), files, []), new ContentTree(new RevisionId("after"), changed, []));
            var different = 0;
            var measured = await Measure.OneAsync(Runs, async () =>
                different = (await RevisionComparison.CompareAsync(before, after, new AllGrants(), _ => [], CancellationToken.None)).Difference.Count(BindingStatus.Changed));
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"preview: {tenants * dashboards} dashboards, {different} of them changed ({what}): {measured.Time.TotalSeconds:F2} s, {measured.Bytes / 1048576.0:F0} MiB allocated"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Dictionary<string, string> Replace(Dictionary<string, string> files, string path, string what, string with)
    {
        files[path] = files[path].Replace(what, with, StringComparison.Ordinal);
        return files;
    }
}
