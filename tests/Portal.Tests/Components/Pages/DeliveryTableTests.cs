using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Portal.Components.Pages;
using Portal.Data;
using Portal.Forges;
using Portal.Tests.Data;
using Portal.Webhooks;

namespace Portal.Tests.Components.Pages;

/// <summary>What forges have delivered and were told, on the catalog page.</summary>
public sealed class DeliveryTableTests : PageTests, IAsyncLifetime
{
    private TestDatabase _database = null!;

    private static CancellationToken Cancellation => Xunit.TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => Forges((_database = await TestDatabase.SqliteAsync()).Reopen());

    [Fact]
    public async Task Deliveries_are_followed_as_they_come_and_redelivered_by_those_who_run_the_portal()
    {
        await LoadAsync();
        var page = Open<CatalogPage>("/catalog");
        page.WaitForAssertion(() => Assert.Contains("None yet.", page.Markup, StringComparison.Ordinal));
        var store = Services.GetRequiredService<DeliveryStore>();
        var pull = new PullRequestEvent(PullRequestChange.Opened, 12) { Title = "<b>Bold</b>" };

        await store.AddAsync(WebhookForge.GitHub, "one", new WebhookEvent(WebhookAsk.Fetch, "pull_request.opened") { Repository = "a/b", PullRequest = pull }, Cancellation);
        var taken = (await store.TakeAsync("worker", Cancellation))!;
        await store.FinishAsync("worker", taken.Id, done: true, "It is good.", Cancellation);
        var deliveries = Services.GetRequiredService<Deliveries>();
        deliveries.Refuse(WebhookForge.Gitea, "X-Gitea-Signature is wrong");

        page.WaitForAssertion(() => Assert.Equal(2, page.FindAll("[aria-labelledby=deliveries] tbody tr").Count));
        Assert.Contains("X-Gitea-Signature is wrong", page.Find("tr:has([data-state=refused])").TextContent, StringComparison.Ordinal);
        var row = page.Find("tr:has([data-state=done])");
        Assert.Contains("#12 <b>Bold</b>", row.TextContent, StringComparison.Ordinal);
        page.Find("tr:has([data-state=done]) button").Click();
        page.WaitForAssertion(() => Assert.NotNull(page.Find("tr:has([data-state=waiting])")));
        Assert.NotNull(await store.TakeAsync("worker", Cancellation));
    }

    [Fact]
    public async Task A_report_tells_why_it_is_not_told_and_one_that_was_given_up_is_tried_again_by_hand()
    {
        await LoadAsync();
        var store = Services.GetRequiredService<ReportStore>();
        await Services.GetRequiredService<Reports>().StatusAsync(new StatusReport(new string('4', 40), CommitVerdict.Failure, "Refused."), Cancellation);
        var page = Open<CatalogPage>("/catalog");
        page.WaitForAssertion(() => Assert.Contains("Status of 44444444", page.Markup, StringComparison.Ordinal));
        await store.FailedAsync((await store.TakeAsync(Cancellation))!, "Gitea answered 500.", null, Cancellation);
        Services.GetRequiredService<Reports>().Tell();

        page.WaitForAssertion(() => Assert.Contains("Gitea answered 500.", page.Find("[aria-labelledby=reports]").TextContent, StringComparison.Ordinal));
        page.Find("[aria-labelledby=reports] button").Click();
        page.WaitForAssertion(() => Assert.NotNull(page.Find("[aria-labelledby=reports] [data-state=waiting]")));
    }

    protected override async ValueTask DisposeAsyncCore()
    {
        await base.DisposeAsyncCore();
        await _database.DisposeAsync();
    }
}
