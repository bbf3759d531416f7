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
        var result = await Content.LoadAsync([.. SourceTree.Content().Select(file => (file.Key, file.Value))]);

        Assert.True(result.Snapshot is not null, Content.Describe(result.Diagnostics));
        Assert.DoesNotContain(result.Diagnostics, d => d.Severity == Severity.Error);
        Assert.True(result.Bindings > 20);
    }
}
