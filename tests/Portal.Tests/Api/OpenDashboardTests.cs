using Portal.Api;
using Portal.Core.Catalog;
using Portal.Core.Masking;
using Portal.Core.Tenancy;
using Portal.Tests.Components.Dashboards;

namespace Portal.Tests.Api;

public sealed class OpenDashboardTests
{
    [Theory]
    [InlineData(Role.Viewer, false, false)]
    [InlineData(Role.Editor, true, false)]
    [InlineData(Role.Administrator, true, true)]
    public void The_backends_own_words_are_for_editors_for_whom_nothing_is_masked(Role reader, bool mayEdit, bool told)
    {
        var opened = ScreenWorld.Open(ScreenWorld.Dashboard());
        var rule = new MaskingRule { Fields = ["customer"], Given = new Dictionary<Role, MaskEffect> { [Role.Editor] = MaskEffect.Blank }, Location = default };
        var snapshot = new CatalogSnapshot
        {
            Revision = opened.Snapshot.Revision,
            Tenants = opened.Snapshot.Tenants.ToDictionary(pair => pair.Key, pair => pair.Value with { Masking = new MaskingRules([rule], new HashSet<string>()) }),
            Templates = opened.Snapshot.Templates,
            Diagnostics = [],
        };

        var found = new OpenDashboard(snapshot, opened.Binding, opened.Dashboard, "", reader);

        Assert.Equal((mayEdit, told), (found.MayEdit, found.ForEditor));
    }
}
