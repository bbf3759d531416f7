using System.Text;
using Portal.Core.Catalog;
using Portal.Core.Tests.Catalog;

namespace Portal.Core.Tests.Templates;

/// <summary>
/// Pairs of content and what comes of it, errors included, in TestData/Templates: sections '#### path' with files, the last one '#### expected' with all diagnostics and, where there
/// are no errors, the YAML of the first binding. PORTAL_GOLDEN=write writes what came into the copy beside the test program.
/// </summary>
public sealed class GoldenTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "TestData", "Templates");

    public static TheoryData<string> Cases => [.. Directory.EnumerateFiles(Folder, "*.txt").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Content_yields_what_is_expected_of_it(string name)
    {
        var file = Path.Combine(Folder, $"{name}.txt");
        var sections = File.ReadAllText(file).Split("#### ", StringSplitOptions.RemoveEmptyEntries)
            .Select(section => section.Split('\n', 2)).Select(parts => (Path: parts[0], Text: parts[1])).ToList();
        var files = sections.Where(s => s.Path != "expected").ToArray();
        if (files.All(f => !f.Path.StartsWith("tenants/", StringComparison.Ordinal)))
        {
            files = [.. files, ("tenants/acme.yaml", Content.Acme)];
        }

        var actual = await DescribeAsync(files);

        if (Environment.GetEnvironmentVariable("PORTAL_GOLDEN") == "write")
        {
            await File.WriteAllTextAsync(file, string.Concat(sections.Where(s => s.Path != "expected").Select(s => $"#### {s.Path}\n{s.Text}")) + "#### expected\n" + actual, TestContext.Current.CancellationToken);
        }
        Assert.Equal(sections.Single(s => s.Path == "expected").Text, actual);
    }

    private static async Task<string> DescribeAsync((string Path, string Text)[] files)
    {
        var result = await Content.LoadAsync(files);
        var text = new StringBuilder();
        foreach (var d in result.Diagnostics)
        {
            text.Append($"{d.Location} {d.Severity} {d.Code} {d.Message}\n");
            text.Append(d.Remedy is null ? "" : $"  remedy: {d.Remedy}\n");
            text.Append(d.RenderedLine is null ? "" : $"  line {d.RenderedLineNumber}: {d.RenderedLine}\n");
            text.Append(d.Binding is null ? "" : $"  {d.Occurrences} times, first in {d.Binding}\n");
        }
        if (result.Snapshot is { } snapshot)
        {
            var catalog = new StillCatalog(snapshot);
            using var service = new DashboardService(catalog, TimeProvider.System);
            var first = DashboardService.Bindings(snapshot, catalog.Services).First();
            text.Append((await service.RenderAsync(snapshot, first, TestContext.Current.CancellationToken)).Yaml);
        }
        return text.ToString().TrimEnd('\n') + "\n";
    }
}
