using System.Net.Http.Json;
using Portal.Core.LogQL;
using Portal.Core.PromQL;

namespace Portal.Tests.Attacks;

/// <summary>
/// A viewer gives values that would be syntax. Whatever the place and the format of the variable: what reaches the store has as many selectors as the author wrote, each with the tenant's matchers,
/// or nothing reaches it at all; and what comes back holds nothing of the other tenant.
/// </summary>
public sealed class ValuesThatCarrySyntax(AttackedPortal portal, ITestOutputHelper output) : IClassFixture<AttackedPortal>
{
    /// <summary>What an attacker would give.</summary>
    public static TheoryData<string> Values =>
    [
        // Out of a string, and into another selector.
        "x\"} or up{tenant=\"nova", "x\", tenant=\"nova", "x\",tenant=~\".*", "x'} or up{tenant='nova", "x`} or up{tenant=`nova", "\"", "'", "`", "\\", "\\\"} or up{x=\"", "\\\\\"} or up #", "x\\", "\\x22} or up{a=\\x22", "\\u0022} or up",
        // Comments, line breaks and what some parsers take for an end.
        "x\"} # ", "x\"}\n or up{tenant=\"nova\"", "x\r\n} or up", "\0", "x\0\"} or up", "# nova", "/* */", "x\u2028} or up", "x\u0085} or up",
        // Letters that look like quotes or braces, or become such when somebody normalises them.
        "x\u201d} or up{tenant=\u201dnova", "x\uff02\uff5d or up", "x\u02ba", "\ufeff\"} or up", "\u202e\"} or up", "\ud83d\ude00\"} or up",
        // Regular expressions.
        ".*", ".+", ".*|nova", "a|b", ")|(.*", "(?i)NOVA", "[^x]", "x{0}", "^$", "a)(?:b", "\\Q.*\\E", "\\", "[", "(", "$", "(?P<tenant>nova)", "a.*|", "|",
        // Whole expressions, where a number, a name or a duration is wanted.
        "5m] or up[5m", "5m])) or sum(rate(up{tenant=\"nova\"}[5m", "5m:1m", "1h offset 1d", "-1h", "5m @ end()", "1) or up or topk(1", "1, up) or topk(1", "scalar(up)", "scalar(up{tenant=\"nova\"})", "up", "up{tenant=\"nova\"}", "1e400", "0x1p4", "NaN", "Inf", "1h30", "999999999999y",
        "tenant", "tenant) (up) or sum by (job", "job, tenant", "__name__", "\"tenant\"", "tenant=\"nova\",job", "job=\"a\"} or up{job", "{__name__=~\".+\"}", "a.b", "größe", "sum", "by", "bool", "or",
        "nova", "acme\"", "theirs-alone",
        // Variables and macros within values, all values, and templates of others.
        "$v", "${v}", "[[v]]", "$__all", "$__range", "${__from:date}", "$choice", "{{tenant}}", "{{ .tenant }}", "{{`", "}}", "{{/*", "{%{x}%}", "<_>", "<tenant>", "<", "%s", "%22%7D%20or%20up", "&quot;} or up", "+", "&query=up", "?match[]=up",
        // LogQL's own.
        "x\"} |= \"", "x` or `", "x\" or ip(\"0.0.0.0/0", "| json", "x\" | label_format tenant=\"nova", "5m] offset -1h", "20MB or tenant=\"nova\"",
        // Large.
        new string('(', 2000), new string('"', 2000), new string('x', 20_000),
    ];

    [Theory]
    [MemberData(nameof(Values))]
    public async Task A_value_stays_a_value(string value)
    {
        using var client = portal.As(Persons.Viewer);
        var (asked, refused) = (0, 0);
        foreach (var (dashboard, panel, query) in AttackedContent.MetricQueries.Select(one => ("metrics", one.Panel, one.Query)).Concat(AttackedContent.LogQueries.Select(one => ("logs", one.Panel, one.Query))))
        {
            var sent = await AskAsync(client, $"{dashboard}/panels/{panel}/data", value);
            var queries = sent.Where(one => one.Path.EndsWith("/query_range", StringComparison.Ordinal) || one.Path.EndsWith("/query", StringComparison.Ordinal)).Select(one => one["query"]!).ToList();
            Assert.All(queries, one => Assert.Equal(Selectors(dashboard, Placeholder(dashboard, query)), Selectors(dashboard, one)));
            asked += queries.Count > 0 ? 1 : 0;
            refused += queries.Count == 0 ? 1 : 0;
        }
        foreach (var panel in (string[])["found", "tagged", "operation", "one", "map"])
        {
            await AskAsync(client, $"traces/panels/{panel}/data", value);
        }
        await AskAsync(client, "metrics/panels/by-service/data", value, "known");
        await AskAsync(client, "metrics/panels/by-choice/data", value, "choice");
        await AskAsync(client, "metrics/variables", value);
        output.WriteLine($"panels asked: {asked}, refused before they were: {refused}, foreign results: 0");
        Assert.True(asked + refused == AttackedContent.MetricQueries.Length + AttackedContent.LogQueries.Length && asked > 0);
    }

    private async Task<List<Backends.FakeBackend.Asked>> AskAsync(HttpClient client, string path, string value, string variable = "v")
    {
        portal.Store.Requests.Clear();
        using var answer = await client.PostAsJsonAsync(
            $"/api/v1/dashboards/acme/prod/{path}", new { from = "now-1h", to = "now", fresh = true, variables = new Dictionary<string, string[]> { [variable] = [value] } }, TestContext.Current.CancellationToken);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True((int)answer.StatusCode is 200 or 400, $"{path}: {answer.StatusCode} {text}");
        // A label that the query itself writes proves nothing, so there the store's wrong answer is not seen; that it was not asked for is.
        var writesTheLabel = value == "tenant" && (path.Contains("text-label", StringComparison.Ordinal) || path.Contains("count-values", StringComparison.Ordinal));
        Assert.True(writesTheLabel || value.Contains(HostileStore.Theirs, StringComparison.Ordinal) || !text.Contains(HostileStore.Theirs, StringComparison.Ordinal), $"{path}: {text}");
        List<Backends.FakeBackend.Asked> sent = [.. portal.Store.Requests];
        Assert.All(sent, Sent.AssertOwn);
        return sent;
    }

    private static int Selectors(string dashboard, string query) =>
        dashboard == "logs" ? LogQLTree.Selectors(LogQLParser.Parse(query).Expression!).Count : PromQLTree.Selectors(PromQLParser.Parse(query).Expression!).Count();

    /// <summary>The author's query with the most harmless value that the place takes.</summary>
    private static string Placeholder(string dashboard, string query) => ((string[])["5m", "1", "x"])
        .Select(value => query.Replace("${v:regex}", value).Replace("${v:pipe}", value).Replace("${v:csv}", value).Replace("${v}", value).Replace("$v", value))
        .First(filled => dashboard == "logs" ? LogQLParser.Parse(filled).Expression is not null : PromQLParser.Parse(filled).Expression is not null);
}
