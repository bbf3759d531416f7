using Portal.Core.Diagnostics;

namespace Portal.Core.Tests.Catalog;

public sealed class CatalogLoaderTests
{
    [Fact]
    public async Task Good_content_becomes_a_snapshot_with_every_binding_checked()
    {
        var result = await Content.LoadAsync(("tenants/acme.yaml", Content.Acme), ("templates/overview.yaml.sbn", Content.Overview));

        Assert.True(result.Snapshot is not null, Content.Describe(result.Diagnostics));
        Assert.Equal(2, result.Bindings);
    }

    [Fact]
    public async Task The_content_that_ships_is_accepted()
    {
        var root = Repository.Root;
        var files = new[] { "templates", "tenants" }
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(root, folder), "*", SearchOption.AllDirectories))
            .Select(file => (Path.GetRelativePath(root, file), File.ReadAllText(file)))
            .ToArray();

        var result = await Content.LoadAsync(files);

        Assert.True(result.Snapshot is not null, Content.Describe(result.Diagnostics));
        Assert.DoesNotContain(result.Diagnostics, d => d.Severity == Severity.Error);
        Assert.True(result.Bindings > 20);
    }
}
