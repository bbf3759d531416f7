using Bunit;
using Portal.Components.Layout;
using Portal.Components.Pages;
using Portal.Core.Catalog;

namespace Portal.Tests.Components.Pages;

/// <summary>The catalog page tells where the content comes from and what went live, and lets administrators go back.</summary>
public sealed class LiveHistoryTests : PageTests
{
    private static readonly LiveChange Second = new(2, new RevisionId(new string('b', 40)), new DateTimeOffset(2026, 5, 4, 4, 0, 0, TimeSpan.Zero)) { Message = "Second", Author = "Ada" };
    private static readonly LiveChange Pinned = Second with { Number = 3, Revision = new RevisionId(new string('a', 40)), Person = "Ada L", PinReason = "Smoke <b>rises</b>" };

    [Fact]
    public async Task The_repository_and_its_health_are_told()
    {
        await LoadAsync();
        Control.Origin = Control.Origin with { FetchProblem = "The remote cannot be reached." };

        var page = Open<CatalogPage>("/catalog");

        Assert.Contains("https://git.example.com/dashboards.git", page.Find(".pt-facts").TextContent, StringComparison.Ordinal);
        Assert.Contains("main", page.Find(".pt-facts").TextContent, StringComparison.Ordinal);
        Assert.Contains("cannot be fetched", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_administrator_goes_back_with_a_reason()
    {
        await LoadAsync();
        Control.Changes.Add(Second);
        Catalog.LiveSince = Second;

        var page = Open<CatalogPage>("/catalog");
        await page.Find("#history tbody button").ClickAsync();
        await page.FindAll(".pt-pin input")[1].ChangeAsync("Smoke");
        await page.Find(".pt-pin").SubmitAsync();

        Assert.Equal([$"pin {Second.Revision}: Smoke"], Control.Calls);
    }

    [Fact]
    public async Task Why_it_cannot_be_done_is_told()
    {
        await LoadAsync();
        Control.Outcome = new ControlOutcome("There is no such commit.");

        var page = Open<CatalogPage>("/catalog");
        await page.Find(".pt-pin").SubmitAsync();

        Assert.Equal("There is no such commit.", page.Find("[role=alert]").TextContent);
    }

    [Fact]
    public async Task What_is_held_is_released_and_what_was_rewritten_is_taken()
    {
        await LoadAsync();
        Catalog.LiveSince = Pinned;
        var page = Open<CatalogPage>("/catalog");
        await page.Find(".pt-held button").ClickAsync();

        Catalog.LiveSince = Second;
        Catalog.Waiting = new WaitingRevision(new RevisionId("waits"), true);
        page = Open<CatalogPage>("/catalog");
        await page.Find(".pt-revision-waiting button").ClickAsync();

        Assert.Equal(["release", "take waits"], Control.Calls);
    }

    [Fact]
    public async Task Everybody_sees_that_a_revision_is_held_and_why()
    {
        await LoadAsync();
        Access.IsEditor = false;
        Catalog.LiveSince = Pinned;

        var banner = Open<PinnedBanner>("/").Find(".pt-banner");

        Assert.Contains("Smoke <b>rises</b>", banner.TextContent, StringComparison.Ordinal);
        Assert.Contains("Ada L", banner.TextContent, StringComparison.Ordinal);
        Assert.Empty(banner.QuerySelectorAll("a, b"));
    }

    [Fact]
    public async Task Without_a_held_revision_there_is_no_banner()
    {
        await LoadAsync();
        Catalog.LiveSince = Second;

        Assert.Equal("", Open<PinnedBanner>("/").Markup.Trim());
    }
}
