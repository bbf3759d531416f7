using System.Net;
using System.Net.Http.Json;

namespace Portal.Tests.Attacks;

/// <summary>The store answers everything with the other tenant's data beside the asker's, or fails with words that tell of it: no person who may not see it is shown any of it.</summary>
public sealed class AnswersOfAStoreThatKeepsNobodyApart(AttackedPortal portal) : IClassFixture<AttackedPortal>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("metrics", "plain")]
    [InlineData("metrics", "instant")]
    [InlineData("metrics", "exemplars")]
    [InlineData("metrics", "or-vector")]
    [InlineData("metrics", "regex")]
    [InlineData("logs", "lines")]
    [InlineData("logs", "count")]
    public async Task Series_lines_and_exemplars_of_others_are_dropped_and_told(string dashboard, string panel)
    {
        foreach (var person in (string[])[Persons.Viewer, Persons.Editor, Persons.Administrator])
        {
            var text = await portal.PanelAsync(person, dashboard, panel, "job");
            Assert.DoesNotContain(HostileStore.Theirs, text, StringComparison.Ordinal);
            Assert.Contains("not this tenant\\u0027s", text, StringComparison.Ordinal);
            Assert.Contains("\"state\":\"partial\"", text, StringComparison.Ordinal);
        }
        Assert.Contains(HostileStore.OwnTrace, await portal.PanelAsync(Persons.Viewer, "metrics", "exemplars", ""), StringComparison.Ordinal);
        Assert.Contains("own line", await portal.PanelAsync(Persons.Viewer, "logs", "lines", ""), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_metrics_only_those_that_the_queries_name_are_told()
    {
        using var client = portal.As(Persons.Editor);
        async Task<string> AskAsync(string panel, string value)
        {
            using var answer = await client.PostAsJsonAsync($"/api/v1/dashboards/acme/prod/metrics/panels/{panel}/metrics", new { fresh = true, variables = new { v = (string[])[value] } }, Cancellation);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            return await answer.Content.ReadAsStringAsync(Cancellation);
        }
        Assert.Equal("""{"metrics":[{"name":"up","type":"gauge","unit":"","help":"Own help."}]}""", await AskAsync("plain", "x"));
        Assert.Equal("""{"metrics":[{"name":"other_total","type":"","unit":"","help":""}]}""", await AskAsync("metric", "other"));
        Assert.Equal("""{"metrics":[]}""", await AskAsync("name-regex", ".*"));
    }

    [Fact]
    public async Task Choices_of_variables_hold_nothing_of_others()
    {
        using var client = portal.As(Persons.Viewer);
        using var answer = await client.PostAsJsonAsync("/api/v1/dashboards/acme/prod/metrics/variables", new { fresh = true, variables = new { v = (string[])["x"] } }, Cancellation);
        var text = await answer.Content.ReadAsStringAsync(Cancellation);
        Assert.Contains("up{", text.Replace("\\u0022", "\""), StringComparison.Ordinal);
        Assert.DoesNotContain(HostileStore.Theirs, text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", HttpStatusCode.OK)]
    [InlineData("?service=checkout", HttpStatusCode.OK)]
    [InlineData("?service=theirs-alone", HttpStatusCode.OK)]
    [InlineData("?service=checkout&tag=tenant=nova", HttpStatusCode.BadRequest)]
    [InlineData("?service=checkout&tag=tenant=acme&tag=tenant=nova", HttpStatusCode.BadRequest)]
    [InlineData("?service=checkout&service=theirs-alone", HttpStatusCode.OK)]
    [InlineData("/services", HttpStatusCode.OK)]
    [InlineData("/operations?service=theirs-alone", HttpStatusCode.OK)]
    [InlineData("/operations?service=checkout", HttpStatusCode.OK)]
    [InlineData("/operations?service=..", HttpStatusCode.OK)]
    [InlineData("/operations?service=%2e%2e%2ftraces", HttpStatusCode.OK)]
    [InlineData("/dependencies", HttpStatusCode.OK)]
    [InlineData("/" + HostileStore.OwnTrace, HttpStatusCode.OK)]
    [InlineData("/" + HostileStore.SharedTrace, HttpStatusCode.OK)]
    [InlineData("/" + HostileStore.SharedTrace + "/spans/0000000000000001", HttpStatusCode.OK)]
    [InlineData("/" + HostileStore.SharedTrace + "/spans/0000000000000002", HttpStatusCode.NotFound)]
    [InlineData("/" + HostileStore.SharedTrace + "/search?text=alone", HttpStatusCode.OK)]
    [InlineData("/" + HostileStore.ForeignTrace, HttpStatusCode.NotFound)]
    [InlineData("/0000000000000000" + HostileStore.ForeignTrace, HttpStatusCode.NotFound)]
    [InlineData("/" + HostileStore.ForeignTrace + "/spans/0000000000000003", HttpStatusCode.NotFound)]
    [InlineData("/" + HostileStore.ForeignTrace + "/search?text=alone", HttpStatusCode.NotFound)]
    [InlineData("/..%2f" + HostileStore.ForeignTrace, HttpStatusCode.NotFound)]
    [InlineData("/" + HostileStore.OwnTrace + "%3fx", HttpStatusCode.NotFound)]
    public async Task Of_traces_only_the_tenants_spans_are_told(string address, HttpStatusCode expected)
    {
        using var client = portal.As(Persons.Viewer);
        using var answer = await client.GetAsync($"/api/v1/traces/acme/prod{address}", Cancellation);
        var text = await answer.Content.ReadAsStringAsync(Cancellation);
        Assert.True(expected == answer.StatusCode || (address.Length == 0 && answer.StatusCode == HttpStatusCode.BadRequest), $"{answer.StatusCode} {text}");
        Assert.DoesNotContain(HostileStore.Theirs, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_trace_of_others_answers_to_the_letter_as_an_unknown_one()
    {
        using var client = portal.As(Persons.Viewer);
        async Task<string> AskAsync(string trace) =>
            (await (await client.GetAsync($"/api/v1/traces/acme/prod/{trace}", Cancellation)).Content.ReadAsStringAsync(Cancellation)).Split("\"traceId\"")[0];
        var unknown = await AskAsync("00000000000000dd");
        Assert.Equal(unknown, await AskAsync(HostileStore.ForeignTrace));
        Assert.Equal(unknown, await AskAsync("not-a-trace"));
    }

    [Fact]
    public async Task The_lines_around_a_line_of_others_are_not_told()
    {
        using var client = portal.As(Persons.Viewer);
        foreach (var labels in (Dictionary<string, string>[])[new() { ["tenant"] = "nova", ["app"] = HostileStore.Theirs }, new() { ["app"] = HostileStore.Theirs }, new() { ["tenant"] = "acme", ["app"] = "api\"} or {tenant=\"nova" }])
        {
            portal.Store.Requests.Clear();
            using var answer = await client.PostAsJsonAsync(
                "/api/v1/dashboards/acme/prod/logs/panels/lines/lines", new { around = new { refId = "A", labels, timeNs = "1700000000000000000", before = true } }, Cancellation);
            Assert.NotEqual(HttpStatusCode.OK, answer.StatusCode);
            Assert.DoesNotContain(HostileStore.Theirs, await answer.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
            Assert.All(portal.Store.Requests, Sent.AssertOwn);
        }
    }

    [Fact]
    public async Task A_tail_that_brings_lines_of_others_after_it_reconnected_is_ended()
    {
        portal.Store.Requests.Clear();
        using var client = portal.As(Persons.Viewer);
        using var tail = new StreamReader(await client.GetStreamAsync("/api/v1/dashboards/acme/prod/logs/panels/lines/tail?var-v=x&var-v=nova", Cancellation));
        var text = await tail.ReadToEndAsync(Cancellation);
        Assert.Contains("own line", text, StringComparison.Ordinal);
        Assert.Contains("event: failed", text, StringComparison.Ordinal);
        Assert.DoesNotContain(HostileStore.Theirs, text, StringComparison.Ordinal);
        Assert.Equal(2, portal.Store.Requests.Count);
        Assert.All(portal.Store.Requests, Sent.AssertOwn);
    }

    [Fact]
    public async Task What_is_remembered_for_one_is_not_told_to_another()
    {
        using var client = portal.As(Persons.Administrator);
        async Task<string> AskAsync(string place)
        {
            using var answer = await client.PostAsJsonAsync($"/api/v1/dashboards/{place}/metrics/panels/plain/data", new { from = "1795000000000", to = "1795003600000" }, Cancellation);
            return await answer.Content.ReadAsStringAsync(Cancellation);
        }
        portal.Store.Requests.Clear();
        string[] places = ["acme/prod", "acme/staging", "nova/prod", "hydra/prod", "hydra/staging"];
        var first = new List<string>();
        foreach (var place in places)
        {
            first.Add(await AskAsync(place));
        }
        var asked = portal.Store.Requests.Select(one => (one.Path, Query: one["query"], Scope: one.Headers.GetValueOrDefault("X-Scope-OrgID"))).ToList();
        Assert.Equal(places.Length, asked.Distinct().Count());
        Assert.Equal(["up", "up"], asked.Where(one => one.Scope is not null).Select(one => one.Query));
        // Again, out of memory: each its own.
        for (var i = 0; i < places.Length; i++)
        {
            var again = await AskAsync(places[i]);
            Assert.Equal(first[i].Contains(HostileStore.Theirs, StringComparison.Ordinal), again.Contains(HostileStore.Theirs, StringComparison.Ordinal));
            Assert.Equal(places[i].StartsWith("acme", StringComparison.Ordinal), !again.Contains(HostileStore.Theirs, StringComparison.Ordinal));
        }
        Assert.Equal(places.Length, portal.Store.Requests.Count);
    }

    [Fact]
    public async Task What_a_store_fails_with_tells_viewers_nothing_and_nobody_an_address()
    {
        portal.Hostile.Failure = $"{HostileStore.Theirs} of tenant nova at http://10.1.2.3:9090/api/v1, replica db.internal:5432";
        try
        {
            foreach (var person in (string[])[Persons.Viewer, Persons.Editor])
            {
                using var client = portal.As(person);
                foreach (var panel in (string[])["metrics/panels/plain/data", "metrics/panels/exemplars/data", "metrics/panels/by-service/data", "metrics/variables", "logs/panels/lines/data", "logs/panels/lines/lines", "logs/panels/count/data", "traces/panels/map/data", "traces/panels/found/data"])
                {
                    using var answer = await client.PostAsJsonAsync($"/api/v1/dashboards/acme/prod/{panel}", new { fresh = true, variables = new { v = (string[])["job"] } }, Cancellation);
                    await CheckAsync(person, answer);
                }
                foreach (var address in (string[])["?service=checkout&fresh=true", "/services?fresh=true", "/dependencies?fresh=true", "/operations?service=checkout&fresh=true", $"/{HostileStore.OwnTrace}?fresh=true"])
                {
                    using var answer = await client.GetAsync($"/api/v1/traces/acme/prod{address}", Cancellation);
                    await CheckAsync(person, answer);
                }
            }
        }
        finally
        {
            portal.Hostile.Failure = null;
        }
    }

    private async Task CheckAsync(string person, HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync(Cancellation);
        Assert.DoesNotContain("10.1.2.3", text, StringComparison.Ordinal);
        Assert.DoesNotContain("db.internal", text, StringComparison.Ordinal);
        Assert.DoesNotContain(portal.Store.Address.Authority, text, StringComparison.Ordinal);
        if (person == Persons.Viewer)
        {
            Assert.DoesNotContain(HostileStore.Theirs, text, StringComparison.Ordinal);
        }
    }
}
