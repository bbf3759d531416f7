using Microsoft.Extensions.Time.Testing;
using Portal.Core.Diagnostics;
using Portal.Core.Frames;
using Portal.Core.Masking;
using Portal.Core.Queries;
using Portal.Core.Queries.Logs;
using Portal.Core.Queries.Masked;
using Portal.Core.Queries.Variables;
using Portal.Core.Tenancy;
using Portal.Core.Tests.Masking;
using Portal.Core.Traces;

namespace Portal.Core.Tests.Queries.Masked;

public sealed class MaskingDeadlineTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly Masker _masker;

    public MaskingDeadlineTests() => _masker = Rules.Support("{detector: phone}").ForAnswer(_time);

    [Fact]
    public async Task A_panel_whose_masking_takes_too_long_says_so_and_shows_nothing_that_was_not_looked_through()
    {
        var world = new MaskedWorld();
        world.World.Backend.Answer = question => Task.FromResult(new BackendAnswer(
            [.. FakeBackend.Series(question, ("job", "api")).Frames.Select(frame => frame with { Labels = new SlowLabels(world.World.Time, ("tenant", "acme"), ("job", "api"), ("pod", "web-1")) })], []));
        var dashboard = PanelWorld.Dashboard(PanelWorld.Query("up"));

        var masked = await world.GetAsync(dashboard, Role.Support);
        var seen = await world.GetAsync(dashboard, Role.Viewer);

        Assert.Equal(["acme", "****", "****"], masked.Frames[0].Labels.Values);
        Assert.Contains(masked.Notices, notice => notice.Severity == Severity.Warning && notice.Text.Contains("took too long", StringComparison.Ordinal) && notice.Text.EndsWith("****.", StringComparison.Ordinal));
        Assert.Equal("web-1", seen.Frames[0].Labels["pod"]);
        Assert.DoesNotContain(seen.Notices, notice => notice.Severity == Severity.Warning);
    }

    [Fact]
    public void Lines_after_the_deadline_are_blank_and_the_answer_says_so()
    {
        var slow = new SlowLabels(_time, ("app", "web"), ("pod", "web-1"));
        var answer = MaskedAnswers.Mask(_masker, new LogsAnswer([new LogStream(new Dictionary<string, string>(), [new LogLine(1, "first 13812341234", slow), new LogLine(2, "second", slow)])], [new Notice(Severity.Info, "remark")]));

        Assert.Equal(["first 138****1234", "****"], answer.Streams[0].Lines.Select(line => line.Text));
        Assert.Equal(["web", "****"], answer.Streams[0].Lines[0].Metadata.Values);
        Assert.Equal("****", answer.Notices[0].Text);
        Assert.Contains("took too long", answer.Notices[1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Lines_that_a_search_did_not_come_to_are_left_out_and_the_page_says_so()
    {
        var (sieve, _) = LineSieve.Of(new LogSearch { Text = "hay" }, [], null);
        var planned = new PlannedQuery(PanelWorld.Query(""), new Dictionary<string, VariableValue>(), default, 0, TimeSpan.Zero) { Sieve = sieve };
        var lines = new LogsAnswer([new LogStream(new Dictionary<string, string>(), [.. Enumerable.Range(1, 5).Select(i => new LogLine(10 - i, "hay", new Dictionary<string, string>()))])], []);
        (int, bool) Find(TimeSpan tick)
        {
            var notices = new List<Notice>();
            var page = LinePage.Of([(planned, lines)], new LineWindow(0, 10, 100, LogDirection.Backward), notices, new TickingTime(tick));
            return (page.Streams.Sum(stream => stream.Lines.Count), notices.Exists(notice => notice.Severity == Severity.Warning && notice.Text.Contains("took too long", StringComparison.Ordinal)));
        }

        Assert.Equal((5, false), Find(TimeSpan.FromMilliseconds(1)));
        Assert.Equal((1, true), Find(TimeSpan.FromSeconds(12)));
    }

    [Fact]
    public void Names_that_cannot_bear_a_remark_are_refused()
    {
        Assert.Equal(["a"], MaskedAnswers.Mask(_masker, ["a"]));
        _time.Advance(AnswerDeadline.Longest + TimeSpan.FromSeconds(1));

        Action[] all =
        [
            () => MaskedAnswers.Mask(_masker, ["a"]), () => MaskedAnswers.Mask(_masker, "app", ["a"]), () => MaskedAnswers.Mask(_masker, [new DetectedField("a", "string", 1, [])]),
            () => MaskedAnswers.Mask(_masker, [new Dictionary<string, string> { ["app"] = "a" }]), () => MaskedAnswers.Mask(_masker, [new Exemplar(1, 1, new Dictionary<string, string> { ["app"] = "a" }, new Dictionary<string, string>())]),
        ];
        Assert.All(all, mask => Assert.Equal(QueryErrorKind.Timeout, Assert.Throws<QueryException>(mask).Error.Kind));
    }

    [Fact]
    public void A_trace_after_the_deadline_is_blank_and_says_so()
    {
        _masker.Text("first");
        _time.Advance(AnswerDeadline.Longest + TimeSpan.FromSeconds(1));
        var id = new TraceId("0000000000000000000000000000000a");

        var trace = MaskedTraces.Mask(_masker, new Trace(id, [new Span { TraceId = id, Id = new SpanId("000000000000000b"), Service = "checkout", Operation = "GET /", StartNs = 1, DurationNs = 1 }]));

        Assert.Equal(("****", "****"), (trace.Spans[0].Service, trace.Spans[0].Operation));
        Assert.Contains("took too long", Assert.Single(trace.Warnings), StringComparison.Ordinal);
    }
}
