using System.Text;
using System.Text.Json;

namespace Portal.Tests.Cli;

public sealed class ExplainTests : IDisposable
{
    private readonly CommandLine _portal = new();

    public void Dispose() => _portal.Dispose();

    [Fact]
    public async Task A_query_is_printed_as_it_would_be_sent()
    {
        var outcome = await _portal.RunAsync("query", "explain", "--tenant", "acme", "--environment", "prod", "--language", "promql", "rate(x[5m]) / up");

        Assert.Equal(new Outcome(0, "rate(x{tenant=\"acme\"}[5m]) / up{tenant=\"acme\"}\n", ""), outcome);
    }

    [Fact]
    public async Task A_LogQL_query_is_scoped_in_every_stream_selector()
    {
        AddLoki();

        var outcome = await _portal.RunAsync("query", "explain", "--tenant", "acme", "--language", "logql", "sum(rate({app=\"a\"} |= `b` [5m])) / sum(rate({app=\"c\"}[5m]))");

        Assert.Equal(new Outcome(0, "sum(rate({app=\"a\", tenant=\"acme\"} |= \"b\" [5m])) / sum(rate({app=\"c\", tenant=\"acme\"} [5m]))\n", ""), outcome);
    }

    [Fact]
    public async Task The_place_of_an_error_in_LogQL_is_shown()
    {
        AddLoki();

        var outcome = await _portal.RunAsync("query", "explain", "--tenant", "acme", "--language", "logql", "{app=\"a\"} | nonsense");

        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("^", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LogQL_without_a_log_store_is_told() =>
        Assert.Contains("has no Loki datasource", (await _portal.RunAsync("query", "explain", "--tenant", "acme", "--language", "logql", "{app=\"a\"}")).Error, StringComparison.Ordinal);

    private void AddLoki() => _portal.Edit("tenants/acme.yaml", "      - kind: prometheus\n", "      - kind: loki\n        url: http://loki.internal:3100\n      - kind: prometheus\n");

    [Fact]
    public async Task The_tenant_s_default_environment_is_taken_where_none_is_named() =>
        Assert.Equal("up{tenant=\"acme\"}\n", (await _portal.RunAsync("query", "explain", "--tenant", "acme", "up")).Out);

    [Fact]
    public async Task A_caret_stands_below_the_place_of_an_error()
    {
        var outcome = await _portal.RunAsync("query", "explain", "--tenant", "acme", "sum(\n  rate(x[5m)\n)");

        Assert.Equal(1, outcome.ExitCode);
        Assert.Empty(outcome.Out);
        var lines = outcome.Error.Split('\n');
        Assert.StartsWith("2:12: parse error: ", lines[0], StringComparison.Ordinal);
        Assert.Equal("    rate(x[5m)", lines[1]);
        Assert.Equal("             ^", lines[2]);
    }

    [Fact]
    public async Task A_long_line_is_shown_around_its_error()
    {
        var outcome = await _portal.RunAsync("query", "explain", "--tenant", "acme", $"{new string('a', 500)} ] {new string('b', 500)}");

        var lines = outcome.Error.Split('\n');
        Assert.Equal($"  …{new string('a', 59)} ] {new string('b', 58)}…", lines[1]);
        Assert.Equal(lines[1].IndexOf(']', StringComparison.Ordinal), lines[2].IndexOf('^', StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_would_leak_is_refused_with_a_remedy()
    {
        var outcome = await _portal.RunAsync("query", "explain", "--tenant", "acme", "info(up)");

        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("remedy: Name the labels to add", outcome.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("acm", "prod", "prometheus", "Did you mean 'acme'?")]
    [InlineData("acme", "prd", "prometheus", "Did you mean 'prod'?")]
    [InlineData("acme", "zzzzzz", "prometheus", "There are: prod.")]
    [InlineData("../acme", "prod", "prometheus", "no tenant")]
    [InlineData("acme", "prod", "other", "no Prometheus datasource 'other'")]
    public async Task Names_that_are_unknown_exit_2_and_say_what_was_meant(string tenant, string environment, string datasource, string said)
    {
        var outcome = await _portal.RunAsync("query", "explain", "--tenant", tenant, "--environment", environment, "--datasource", datasource, "up");

        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains(said, outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mistakes_of_other_tenants_do_not_get_in_the_way_but_the_tenant_s_own_do()
    {
        _portal.Content.Write("tenants/broken.yaml", "id: [");
        Assert.Equal(0, (await _portal.RunAsync("query", "explain", "--tenant", "acme", "up")).ExitCode);

        var broken = await _portal.RunAsync("query", "explain", "--tenant", "broken", "up");
        Assert.Equal(1, broken.ExitCode);
        Assert.StartsWith("tenants/broken.yaml:", broken.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lines_are_answered_in_order_and_bad_ones_with_an_error()
    {
        using var lines = CommandLine.Lines(
            """{"id": 1.50, "query": "up"}""", """{"query": "rate(x[5m"}""", "", "nonsense", """["up"]""", """{"id": {"a": [null]}, "query": 5}""",
            "{\"id\": \"half\", \"query\": \"\\ud800\"}", """{"id": "long", "query": "a{b=\"ü\"}", "more": true}""");

        var outcome = await _portal.RunAsync(lines, "query", "explain", "--tenant", "acme", "--jsonl");

        Assert.Equal(0, outcome.ExitCode);
        Assert.Empty(outcome.Error);
        var answers = outcome.Out.TrimEnd('\n').Split('\n');
        Assert.Equal("""{"id":1.50,"scoped":"up{tenant=\"acme\"}"}""", answers[0]);
        using var second = JsonDocument.Parse(answers[1]);
        Assert.Equal(JsonValueKind.Null, second.RootElement.GetProperty("id").ValueKind);
        Assert.StartsWith("1:10: parse error: ", second.RootElement.GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Equal(9, second.RootElement.GetProperty("position").GetInt32());
        Assert.Equal("""{"id":null,"error":"The line is not JSON.","position":0}""", answers[2]);
        Assert.Equal("""{"id":null,"error":"The line is not an object with a text named \"query\".","position":0}""", answers[3]);
        Assert.Equal("""{"id":{"a":[null]},"error":"The line is not an object with a text named \"query\".","position":0}""", answers[4]);
        Assert.StartsWith("""{"id":"half","error":""", answers[5], StringComparison.Ordinal);
        Assert.Equal("""{"id":"long","scoped":"a{b=\"ü\",tenant=\"acme\"}"}""", answers[6]);
        Assert.Equal(7, answers.Length);
    }

    [Fact]
    public async Task A_line_that_is_too_long_or_not_UTF_8_is_answered_and_the_next_one_too()
    {
        using var lines = new MemoryStream();
        lines.Write(Encoding.UTF8.GetBytes("{\"query\": \"" + new string('a', 2 << 20) + "\"}\n"));
        lines.Write([(byte)'"', 0xff, 0xfe, (byte)'"', (byte)'\n']);
        lines.Write(Encoding.UTF8.GetBytes("{\"id\": 2, \"query\": \"up\"}"));
        lines.Position = 0;

        var answers = (await _portal.RunAsync(lines, "query", "explain", "--tenant", "acme", "--jsonl")).Out.TrimEnd('\n').Split('\n');

        Assert.Equal(3, answers.Length);
        Assert.Contains("longer than", answers[0], StringComparison.Ordinal);
        Assert.Contains("\"error\"", answers[1], StringComparison.Ordinal);
        Assert.Equal("""{"id":2,"scoped":"up{tenant=\"acme\"}"}""", answers[2]);
    }

    [Fact]
    public async Task Thousands_of_lines_are_all_answered()
    {
        using var lines = CommandLine.Lines([.. Enumerable.Range(0, 5000).Select(i => $$"""{"id": {{i}}, "query": "rate(m{{i}}[5m])"}""")]);

        var answers = (await _portal.RunAsync(lines, "query", "explain", "--tenant", "acme", "--jsonl")).Out.TrimEnd('\n').Split('\n');

        Assert.Equal(Enumerable.Range(0, 5000).Select(i => $$"""{"id":{{i}},"scoped":"rate(m{{i}}{tenant=\"acme\"}[5m])"}"""), answers);
    }
}
