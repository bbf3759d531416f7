using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Portal.Core.Tenancy;
using Portal.Demo;
using Portal.Tests.Demo;
using Portal.Tests.Git;

namespace Portal.Tests.Shipped;

/// <summary>The shipped dashboards over the demo telemetry, through the whole portal.</summary>
public sealed class ShippedDashboardsTests
{
    // One service of each tenant, and for runtimes one on each; the others differ in numbers only.
    private static readonly string?[] Services = [null, "checkout", "transfers"];
    private static readonly string?[] OtherRuntimes = ["catalog", "cards"];

    [Fact]
    public async Task Every_panel_of_every_shipped_dashboard_has_data()
    {
        var time = new ShiftedTime(DemoServerFixture.Now);
        await using var demo = new DemoServer(Options.Create(new DemoTelemetryOptions { Port = 0 }), time, NullLoggerFactory.Instance);
        await demo.StartAsync(TestContext.Current.CancellationToken);
        using var content = new TempContent();
        SourceTree.CopyContent(content.Folder, demo.BaseAddress!.Port);
        await using var factory = new PortalFactory(content.Folder);
        await using var portal = factory.WithWebHostBuilder(b => b.ConfigureTestServices(s => s.AddSingleton<TimeProvider>(time).AddSingleton<IGrants>(new AllGrants())));
        using var client = portal.CreateClient();

        var dashboards = await DashboardsAsync(client);
        var problems = new ConcurrentBag<string>();
        var panels = 0;
        await Parallel.ForEachAsync(dashboards, new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = TestContext.Current.CancellationToken }, async (dashboard, cancellation) =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, dashboard.Url(""));
            request.Headers.Accept.ParseAdd("application/json");
            using var answer = await client.SendAsync(request, cancellation);
            var rendered = await answer.Content.ReadFromJsonAsync<JsonElement>(cancellation);
            foreach (var panel in rendered.GetProperty("rows").EnumerateArray().SelectMany(r => r.GetProperty("panels").EnumerateArray()))
            {
                Interlocked.Increment(ref panels);
                if (panel.GetProperty("type").GetString() != "text" && await ProblemAsync(client, dashboard, panel.GetProperty("id").GetString()!, cancellation) is { } problem)
                {
                    problems.Add(problem);
                }
            }
        });

        Assert.True(problems.IsEmpty, string.Join('\n', problems.Order(StringComparer.Ordinal)));
        Assert.True(panels > 700, $"{dashboards.Count} dashboards with {panels} panels");
    }

    private static async Task<string?> ProblemAsync(HttpClient client, ShippedDashboard dashboard, string panel, CancellationToken cancellation)
    {
        using var answer = await client.PostAsJsonAsync(dashboard.Url($"/panels/{panel}/data"), new { }, cancellation);
        var data = await answer.Content.ReadFromJsonAsync<JsonElement>(cancellation);
        // Where little happens, an hour without a failure is good news.
        if (dashboard.Dashboard == "service-logs" && dashboard.Environment == "dev" && panel is "exceptions-by-type" or "failed-requests-by-route" && data.GetProperty("state").GetString() == "empty")
        {
            return null;
        }
        if (!answer.IsSuccessStatusCode || data.GetProperty("state").GetString() != "ok")
        {
            return $"{dashboard} {panel}: {data}";
        }
        var silent = data.GetProperty("queries").EnumerateArray().Where(q => q.GetProperty("series").GetInt32() == 0).Select(q => q.GetProperty("refId").GetString());
        return silent.Any() ? $"{dashboard} {panel}: no data for query {string.Join(", ", silent)}" : null;
    }

    /// <summary>The dashboards to look at, once the portal knows the services that it has to discover.</summary>
    private static async Task<List<ShippedDashboard>> DashboardsAsync(HttpClient client)
    {
        for (var patience = 0; ; patience++)
        {
            Assert.True(patience < 2400, "the tenants' services are not found");
            var rows = await client.GetFromJsonAsync<List<ShippedDashboard>>("/api/v1/dashboards", TestContext.Current.CancellationToken);
            var scopes = rows!.Where(r => r.Dashboard == "runtime").Select(r => (r.Tenant, r.Environment)).Distinct();
            if (scopes.Count() == 6)
            {
                return [.. rows!.Where(r => Services.Contains(r.Service) || (r.Dashboard == "runtime" && OtherRuntimes.Contains(r.Service)))];
            }
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    private sealed record ShippedDashboard(string Tenant, string Environment, string Dashboard, string? Service)
    {
        public string Url(string rest) => $"/api/v1/dashboards/{Tenant}/{Environment}/{Dashboard}{rest}{(Service is null ? "" : $"?service={Service}")}";

        public override string ToString() => $"{Tenant}/{Environment}/{Service} {Dashboard}";
    }

    /// <summary>Time that passes as it does, from another moment on.</summary>
    private sealed class ShiftedTime(DateTimeOffset start) : TimeProvider
    {
        private readonly TimeSpan _shift = start - System.GetUtcNow();

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + _shift;
    }
}
