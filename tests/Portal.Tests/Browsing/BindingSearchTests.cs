using Portal.Browsing;
using Portal.Core.Catalog;
using Portal.Core.Queries;
using Portal.Core.Templates;
using Portal.Core.Tenancy;

namespace Portal.Tests.Browsing;

public sealed class BindingSearchTests
{
    [Theory]
    [InlineData("cart", "cart prod, cart staging, shopping-cart prod, cartography prod")]
    [InlineData("cart staging", "cart staging")]
    [InlineData("CART SLO", "")]
    public void What_is_named_so_comes_before_what_only_holds_the_word(string text, string expected)
    {
        BindingEntry[] entries = [Entry("shopping-cart"), Entry("cartography"), Entry("cart", "staging"), Entry("cart"), Entry("web")];

        var (best, found) = BindingSearch.Best(entries, BindingSearch.Words(text), 10);

        var expectedOnes = expected.Split(", ", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(expectedOnes.Length, found);
        Assert.Equal(expectedOnes.Order(), best.Select(Name).Order());
        Assert.Equal(expectedOnes.Take(2), best.Take(2).Select(Name));
    }

    [Fact]
    public void Of_equals_the_earlier_ones_are_kept_in_their_order()
    {
        var (best, found) = BindingSearch.Best(Enumerable.Range(0, 500).Select(i => Entry($"web-{i}")), ["web"], 3);

        Assert.Equal(500, found);
        Assert.Equal(["web-0 prod", "web-1 prod", "web-2 prod"], best.Select(Name));
    }

    [Fact]
    public void Words_are_divided_by_any_space_and_bounded()
    {
        Assert.Equal(["a", "b"], BindingSearch.Words(" a \t b\n"));
        Assert.Empty(BindingSearch.Words(null));
        Assert.Equal(12, BindingSearch.Words(string.Join(' ', Enumerable.Repeat("x", 1000))).Length);
    }

    private static string Name(BindingEntry entry) => $"{entry.Service} {entry.Environment}";

    private static BindingEntry Entry(string service, string environment = "prod")
    {
        var template = new DashboardTemplate { Name = "red", File = "", Source = "", BodyLine = 1, FrontMatter = new FrontMatter { Title = "RED" } };
        var tenant = new Tenant { Id = new TenantId("acme"), Name = "Acme", DefaultEnvironment = "prod", Environments = [], Dashboards = [], Location = default };
        return new BindingEntry(new Binding(new BindingKey(new Scope(tenant.Id, environment), service, "red"), template, new DashboardGrant { Template = "red", Location = default }), tenant);
    }
}
