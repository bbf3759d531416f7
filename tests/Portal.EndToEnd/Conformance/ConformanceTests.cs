using System.Text.Json;

namespace Portal.EndToEnd.Conformance;

public sealed class ConformanceTests(ConformanceFixture fixture, ITestOutputHelper output) : IClassFixture<ConformanceFixture>
{
    [Fact]
    public async Task The_demo_answers_its_own_list_of_queries_as_a_real_Prometheus_does()
    {
        var queries = ReadQueries();
        Assert.True(queries.Count >= 100, $"only {queries.Count} queries");
        await CompareAsync(queries, leastPassed: 190);
    }

    [Theory]
    [InlineData("prod", 250)]
    [InlineData("dev", 230)]
    public async Task The_demo_answers_every_query_of_the_shipped_templates_as_a_real_Prometheus_does(string environment, int least)
    {
        var queries = await ShippedQueries.ReadAsync("acme", environment, ConformanceFixture.Now, TestContext.Current.CancellationToken);
        Assert.True(queries.Count >= least, $"only {queries.Count} queries");
        await CompareAsync(queries, leastPassed: queries.Count);
    }

    private static List<string> ReadQueries()
    {
        using var stream = typeof(ConformanceTests).Assembly.GetManifestResourceStream("Conformance.queries.promql")!;
        using var reader = new StreamReader(stream);
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Where(l => l[0] != '#')];
    }

    /// <summary>Runs each query at one time and over an hour on both servers. What Prometheus rejects the demo must not answer with data of a kind that it lacks; it is counted apart.</summary>
    private async Task CompareAsync(IReadOnlyList<string> queries, int leastPassed)
    {
        var now = ConformanceFixture.Now.ToUnixTimeSeconds();
        var passed = 0;
        var rejected = new List<string>();
        var refused = new List<string>();
        var failed = new List<string>();
        using var client = new HttpClient();
        foreach (var query in queries)
        {
            var instant = new Dictionary<string, string> { ["query"] = query, ["time"] = $"{now}" };
            var range = new Dictionary<string, string> { ["query"] = query, ["start"] = $"{now - 3600}", ["end"] = $"{now}", ["step"] = "47" };
            var outcomes = new List<string?>();
            foreach (var (path, form) in ((string, Dictionary<string, string>)[])[("api/v1/query", instant), ("api/v1/query_range", range)])
            {
                using var expected = await AskAsync(client, fixture.Prometheus, path, form);
                using var actual = await AskAsync(client, fixture.Demo, path, form);
                outcomes.Add(Judge(expected.RootElement, actual.RootElement, query.StartsWith("sort", StringComparison.Ordinal) && path == "api/v1/query"));
            }
            if (outcomes.Find(o => o?.StartsWith("differs", StringComparison.Ordinal) == true) is { } difference)
            {
                failed.Add($"{query}: {difference}");
            }
            else if (outcomes.Contains("refused"))
            {
                refused.Add(query);
            }
            else if (outcomes.TrueForAll(o => o == "rejected"))
            {
                rejected.Add(query);
            }
            else
            {
                passed++;
            }
        }
        var summary = $"{fixture.Series} series; {passed} passed, {rejected.Count} rejected by Prometheus, {refused.Count} refused by the demo, {failed.Count} failed";
        output.WriteLine(summary);
        output.WriteLine("rejected:\n" + string.Join('\n', rejected) + "\nrefused:\n" + string.Join('\n', refused));
        Assert.True(failed.Count == 0 && refused.Count == 0, $"{summary}\n{string.Join('\n', failed)}\nrefused:\n{string.Join('\n', refused)}");
        Assert.True(passed >= leastPassed, summary);
    }

    /// <summary>null when both agree on data; else <c>rejected</c>, <c>refused</c> or what differs.</summary>
    private static string? Judge(JsonElement expected, JsonElement actual, bool ordered)
    {
        var (expectedError, actualError) = (Error(expected), Error(actual));
        return (expectedError, actualError) switch
        {
            (null, null) => AnswerComparison.Difference(expected, actual, ordered) is { } difference ? "differs: " + difference : null,
            (not null, _) => "rejected",
            (null, var error) when error!.Contains("is not supported", StringComparison.Ordinal) => "refused",
            (null, var error) => "differs: error " + error,
        };
    }

    private static string? Error(JsonElement answer) => answer.GetProperty("status").GetString() == "error" ? answer.GetProperty("error").GetString() : null;

    private static async Task<JsonDocument> AskAsync(HttpClient client, Uri server, string path, Dictionary<string, string> form)
    {
        using var content = new FormUrlEncodedContent(form);
        using var answer = await client.PostAsync(new Uri(server, path), content);
        return JsonDocument.Parse(await answer.Content.ReadAsStreamAsync());
    }
}
