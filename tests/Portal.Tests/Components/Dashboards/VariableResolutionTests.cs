using Microsoft.Extensions.Time.Testing;
using Portal.Components.Dashboards;
using Portal.Core.Dashboards;
using Portal.Core.Queries;
using Portal.Core.Queries.Traffic;
using Portal.Core.Tenancy;

namespace Portal.Tests.Components.Dashboards;

public sealed class VariableResolutionTests
{
    private static readonly Dashboard Without = ScreenWorld.Dashboard(new DashboardRow("", false, [ScreenWorld.Panel("rate")]));

    private static readonly Dashboard With = Without with
    {
        Variables = [new Variable { Name = "route", Kind = VariableKind.Query, Query = "label_values(http_requests_total, route)" }],
    };

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_was_asked_for_another_dashboard_is_given_up(bool forget)
    {
        var answer = new TaskCompletionSource<IReadOnlyList<string>>(TaskCreationOptions.RunContinuationsAsynchronously);
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 11, 25, 12, 0, 0, TimeSpan.Zero));
        var options = new QueryOptions();
        var data = new PanelDataService(new FakeMetrics { Values = (_, _) => answer.Task }, new NoLogs(), new QueryTraffic(options, clock), options, clock);
        using var resolution = new VariableResolution(data, _ => true, () => { });

        var first = ResolveAsync(resolution, With);
        Assert.True(resolution.IsRunning);
        if (forget)
        {
            resolution.Forget();
        }
        else
        {
            await ResolveAsync(resolution, Without);
        }
        Assert.False(resolution.IsRunning);
        answer.SetResult(["/a"]);
        await first;

        Assert.Equal<int?>(forget ? null : 0, resolution.Resolved?.Count);
        Assert.False(resolution.IsRunning);
    }

    private static Task ResolveAsync(VariableResolution resolution, Dashboard dashboard)
    {
        var opened = ScreenWorld.Open(dashboard);
        return resolution.ResolveAsync(opened.Data, opened.Binding.Key, dashboard, Role.Editor, new ViewState(), "UTC");
    }
}
