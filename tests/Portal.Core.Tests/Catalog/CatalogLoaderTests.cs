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
}
