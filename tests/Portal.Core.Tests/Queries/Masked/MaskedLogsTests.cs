using Portal.Core.Frames;
using Portal.Core.Queries;
using Portal.Core.Queries.Logs;
using Portal.Core.Queries.Masked;
using Portal.Core.Tenancy;
using Portal.Core.Traces;

namespace Portal.Core.Tests.Queries.Masked;

public sealed class MaskedLogsTests
{
    private static readonly string[] Lines = ["call from 13812341234", "{\"customer\":\"Ann Lee\",\"n\":1}", "customer=Ann ok", "nothing here"];

    private readonly MaskedWorld _world = new();

    public MaskedLogsTests() => _world.World.Logs.Streams.Add(MaskedWorld.Stream(MaskedWorld.Name, Lines));

    private IReadOnlyList<FakeLogs.Question> Asked => _world.World.Logs.Questions;

    [Fact]
    public async Task Lines_labels_and_metadata_are_masked_for_support()
    {
        var seen = await _world.FindAsync(new LogSearch(), Role.Viewer);
        var masked = await _world.FindAsync(new LogSearch(), Role.Support);

        Assert.Contains("call from 13812341234", Texts(seen));
        Assert.Equal(["call from 138****1234", "customer=**** ok", "nothing here", "{\"customer\":\"****\",\"n\":1}"], Texts(masked).Order(StringComparer.Ordinal));
        Assert.Equal("****", masked.Logs!.Streams[0].Labels["customer"]);
        Assert.Equal("138****1234", masked.Logs.Streams[0].Lines[0].Metadata["caller"]);
        Assert.Equal("acme", masked.Logs.Streams[0].Labels["tenant"]);
    }

    [Theory]
    [InlineData("13812341234", TextMatch.Text, 0)]
    [InlineData("1381234", TextMatch.Exact, 0)]
    [InlineData("138\\d", TextMatch.Regex, 0)]
    [InlineData("ann", TextMatch.Text, 0)]
    [InlineData("138****1234", TextMatch.Text, 1)]
    [InlineData("NOTHING", TextMatch.Text, 1)]
    [InlineData("NOTHING", TextMatch.Exact, 0)]
    [InlineData("(?P<x>call|nothing)", TextMatch.Regex, 2)]
    public async Task A_text_is_looked_for_in_what_is_shown_and_the_store_is_not_asked_for_it(string text, TextMatch match, int found)
    {
        var data = await _world.FindAsync(new LogSearch { Text = text, Match = match }, Role.Support);

        Assert.Equal(found, Texts(data).Count);
        Assert.Equal(["{service=~\".+\", tenant=\"acme\"}"], Asked.Select(question => question.Text));
        Assert.Contains(data.Notices, notice => notice.Text.Contains("masked text", StringComparison.Ordinal));
        Assert.Empty(data.Logs!.Volume);
    }

    [Theory]
    [InlineData("13812341234")]
    [InlineData("13800000000")]
    public async Task Lines_without_a_text_are_as_many_whatever_is_hidden(string guess) =>
        Assert.Equal(4, Texts(await _world.FindAsync(new LogSearch { Without = guess }, Role.Support)).Count);

    [Theory]
    // Metadata and labels that are shown as they are may be asked for.
    [InlineData(LinePart.Meta, "level", "info", 4, "{service=~\".+\", tenant=\"acme\"} | level=\"info\"")]
    [InlineData(LinePart.Label, "pod", "web-1", 4, "{service=~\".+\", pod=\"web-1\", tenant=\"acme\"}")]
    [InlineData(LinePart.Label, "customer", "Ann Lee", 0, "{service=~\".+\", tenant=\"acme\"}")]
    [InlineData(LinePart.Label, "customer", "****", 4, "{service=~\".+\", tenant=\"acme\"}")]
    [InlineData(LinePart.Meta, "caller", "13812341234", 0, "{service=~\".+\", tenant=\"acme\"}")]
    [InlineData(LinePart.Meta, "caller", "138****1234", 4, "{service=~\".+\", tenant=\"acme\"}")]
    [InlineData(LinePart.Field, "level", "info", 4, "{service=~\".+\", tenant=\"acme\"} | json | logfmt | drop __error__, __error_details__")]
    public async Task A_condition_on_what_may_be_hidden_is_not_told_to_the_store(LinePart part, string name, string value, int found, string asked)
    {
        var data = await _world.FindAsync(new LogSearch { Conditions = [new LineCondition(part, name, value, false)] }, Role.Support);

        Assert.Equal(found, Texts(data).Count);
        Assert.Equal(asked, Asked.First(question => question.Kind == "lines").Text);
    }

    [Fact]
    public async Task A_trace_s_id_and_a_service_are_texts_too()
    {
        await _world.FindAsync(new LogSearch { Trace = new TraceId("00000000000000000000013812341234") }, Role.Support);
        await _world.FindAsync(new LogSearch { Service = MaskedWorld.Phone }, Role.Support);

        Assert.All(Asked, question => Assert.DoesNotContain("138", question.Text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_search_looks_through_a_page_at_a_time_and_goes_on()
    {
        _world.World.Logs.Streams.Clear();
        _world.World.Logs.Streams.Add(MaskedWorld.Stream("x", [.. Enumerable.Range(0, LineSieve.Scanned + 500).Select(i => i % 1_000 == 1 ? "needle" : "hay")]));
        var dashboard = new LogSearch { Text = "needle" }.Open(MaskedWorld.Environment(_world.Snapshot)).Dashboard!;

        var first = await _world.World.GetAsync(dashboard, new PanelDataRequest { PanelId = LogSearch.PanelId }, reader: Role.Support);
        var next = await _world.Lines.LinesAsync(
            _world.Snapshot, PanelWorld.Acme, dashboard, new PanelLinesRequest { Panel = new PanelDataRequest { PanelId = LogSearch.PanelId }, Cursor = first.Logs!.Next }, Role.Support, TestContext.Current.CancellationToken);

        Assert.Equal((5, 1), (Texts(first).Count, next.Logs.Streams.Sum(stream => stream.Lines.Count)));
        Assert.Null(next.Logs.Next);
        Assert.Contains(first.Notices, notice => notice.Text.Contains("4999 lines were looked through", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Lines_around_one_are_found_by_the_labels_that_were_told_and_masked()
    {
        Task<PanelLines> Around(string customer) => _world.Lines.LinesAsync(
            _world.Snapshot, PanelWorld.Acme, new LogSearch().Open(MaskedWorld.Environment(_world.Snapshot)).Dashboard!,
            new PanelLinesRequest
            {
                Panel = new PanelDataRequest { PanelId = LogSearch.PanelId },
                Around = new LineContext("A", new Dictionary<string, string> { ["service"] = "api", ["tenant"] = "acme", ["customer"] = customer }, MaskedWorld.Time + 3, true, 100),
            },
            Role.Support, TestContext.Current.CancellationToken);

        var lines = (await Around("****")).Logs;

        Assert.DoesNotContain(MaskedWorld.Phone, string.Join('\n', lines.Streams.SelectMany(stream => stream.Lines).Select(line => line.Text)), StringComparison.Ordinal);
        Assert.Equal(4, lines.Streams.Sum(stream => stream.Lines.Count));
        Assert.Contains(Asked, question => question.Text.Contains("customer=\"Ann Lee\"", StringComparison.Ordinal));
        Assert.Equal(QueryErrorKind.NotFound, (await Assert.ThrowsAsync<QueryException>(() => Around(MaskedWorld.Name))).Error.Kind);
    }

    [Fact]
    public async Task A_tail_is_masked_and_sifted()
    {
        _world.World.Logs.Tails.AddRange([new LogTail([MaskedWorld.Stream("Bo", "from 13812341234")], 0, false), new LogTail([MaskedWorld.Stream("Bo", "else")], 0, false), new LogTail([], 3, false)]);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var came = new List<LogTail>();

        await foreach (var tail in _world.Lines.TailAsync(
            _world.Snapshot, PanelWorld.Acme, new LogSearch { Text = "138****1234" }.Open(MaskedWorld.Environment(_world.Snapshot)).Dashboard!, new PanelDataRequest { PanelId = LogSearch.PanelId }, Role.Support, end.Token))
        {
            came.Add(tail);
            if (came.Count == 2)
            {
                break;
            }
        }

        Assert.Equal("from 138****1234", came[0].Streams.Single().Lines.Single().Text);
        Assert.Equal("****", came[0].Streams[0].Labels["customer"]);
        Assert.Equal((0, 3L), (came[1].Streams.Count, came[1].Dropped));
    }

    [Fact]
    public async Task What_ends_a_tail_is_told_masked()
    {
        _world.World.Logs.Tails.Add(new LogTail([], 1, false));
        _world.World.Logs.BetweenTails = () => throw new QueryException(new QueryError(QueryErrorKind.Execution, $"lost for {MaskedWorld.Phone}"));
        var came = new List<LogTail>();

        var failure = await Assert.ThrowsAsync<QueryException>(async () =>
        {
            await foreach (var tail in _world.Lines.TailAsync(
                _world.Snapshot, PanelWorld.Acme, new LogSearch().Open(MaskedWorld.Environment(_world.Snapshot)).Dashboard!, new PanelDataRequest { PanelId = LogSearch.PanelId }, Role.Support,
                TestContext.Current.CancellationToken))
            {
                came.Add(tail);
            }
        });

        Assert.Equal("lost for 138****1234", failure.Error.Message);
        Assert.Single(came);
    }

    [Fact]
    public async Task Values_are_masked_and_those_that_look_the_same_are_one()
    {
        _world.World.Logs.Numbers = question => new BackendAnswer([.. new[] { "Ann", "Bo" }.Select((name, i) => new Frame("", [new TimeField("Time", [1]), new NumberField("Value", [i + 1])]) { Labels = new Dictionary<string, string> { ["customer"] = name } })], []);

        var values = await _world.Search.ValuesAsync(_world.Snapshot, PanelWorld.Acme.Scope, new LogSearch(), LinePart.Label, "customer", PanelWorld.Ask(), Role.Support, TestContext.Current.CancellationToken);

        Assert.Equal([new Weighted("****", 3)], values);
    }

    [Theory]
    [InlineData("13812341234", 0)]
    [InlineData("138****1234", 1)]
    public async Task Values_among_lines_with_a_text_are_counted_here(string text, int lines)
    {
        var values = await _world.Search.ValuesAsync(_world.Snapshot, PanelWorld.Acme.Scope, new LogSearch { Text = text }, LinePart.Meta, "caller", PanelWorld.Ask(), Role.Support, TestContext.Current.CancellationToken);

        Assert.Equal(lines == 0 ? [] : [new Weighted(MaskedWorld.Shown, lines)], values);
        Assert.All(Asked, question => Assert.Equal(("lines", "{service=~\".+\", tenant=\"acme\"}"), (question.Kind, question.Text)));
    }

    [Fact]
    public async Task Names_are_surveyed_without_what_a_person_looks_for()
    {
        await _world.Search.SurveyAsync(
            _world.Snapshot, PanelWorld.Acme.Scope, new LogSearch { Text = MaskedWorld.Phone, Conditions = [new LineCondition(LinePart.Label, "customer", MaskedWorld.Name, false)] }, PanelWorld.Ask(), Role.Support,
            TestContext.Current.CancellationToken);

        Assert.NotEmpty(Asked);
        Assert.All(Asked, question => Assert.Equal("{service=~\".+\", tenant=\"acme\"}", question.Text));
    }

    private static List<string> Texts(PanelData data) => [.. data.Logs!.Streams.SelectMany(stream => stream.Lines).Select(line => line.Text)];
}
