using CsCheck;
using Portal.Core.Queries;
using Portal.Core.Tenancy;
using Portal.Core.Tests.Traces;
using Portal.Core.Traces;

namespace Portal.Core.Tests.Queries;

public sealed class SpanGuardTests
{
    private static readonly Dictionary<string, string> None = [];
    private static readonly Isolation Acme = new(new Dictionary<string, string> { ["tenant"] = "acme", ["environment"] = "prod" }, None, false);

    [Fact]
    public void A_span_belongs_by_what_its_process_says()
    {
        Assert.True(SpanGuard.Belongs(Spans.Of(1, null, 0, 1, ("tenant", "acme"), ("environment", "prod")), Acme));
        Assert.False(SpanGuard.Belongs(Spans.Of(1, null, 0, 1, ("tenant", "acme"), ("environment", "staging")), Acme));
        Assert.False(SpanGuard.Belongs(Spans.Of(1, null, 0, 1, ("tenant", "acme")), Acme));
        Assert.False(SpanGuard.Belongs(Spans.Of(1, null, 0, 1), Acme));
    }

    [Theory]
    [InlineData("ACME")]
    [InlineData("acme ")]
    [InlineData("acme\0")]
    [InlineData("nova")]
    public void Nearly_the_tenants_value_is_another_one(string value) =>
        Assert.False(SpanGuard.Belongs(Spans.Of(1, null, 0, 1, ("tenant", value), ("environment", "prod")), Acme));

    [Fact]
    public void A_label_that_says_two_things_is_believed_in_neither() =>
        Assert.False(SpanGuard.Belongs(Spans.Of(1, null, 0, 1, ("tenant", "acme"), ("tenant", "nova"), ("environment", "prod")), Acme));

    [Fact]
    public void What_a_span_says_of_itself_does_not_count()
    {
        var span = Spans.Of(1, null, 0, 1) with { Attributes = [new("tenant", AttributeType.Text, "acme"), new("environment", AttributeType.Text, "prod")] };

        Assert.False(SpanGuard.Belongs(span, Acme));
    }

    [Fact]
    public void A_trace_across_tenants_shows_the_own_spans_and_that_others_are_hidden()
    {
        var trace = new Trace(Spans.Trace, [Spans.Of(1, null, 0, 9, ("tenant", "nova"), ("environment", "prod")), Own(2)]) { Warnings = ["span 1 is late"] };

        var own = SpanGuard.Filter(trace, Acme)!;
        Assert.Equal(2, Spans.Number(Assert.Single(own.Spans)));
        Assert.True(own.HidesOthers);
        Assert.Empty(own.Warnings);
    }

    [Fact]
    public void A_trace_of_others_does_not_exist() =>
        Assert.Null(SpanGuard.Filter(new Trace(Spans.Trace, [Spans.Of(1, null, 0, 9, ("tenant", "nova"), ("environment", "prod"))]), Acme));

    [Fact]
    public void A_span_that_another_trace_smuggled_in_is_left_out()
    {
        var own = SpanGuard.Filter(new Trace(Spans.Trace, [Own(1), Own(2) with { TraceId = Spans.Id("2") }]), Acme)!;

        Assert.Single(own.Spans);
    }

    /// <summary>Whatever two traces of others are mixed into a trace, the answer is the same.</summary>
    [Fact]
    public void What_others_do_changes_nothing_but_that_they_are_there() =>
        Gen.Select(Gen.Int[1, 5], Gen.Int[1, 5], Gen.OneOf(Gen.Const("nova"), Gen.Const("acm"), Gen.Const(""))).Sample((mine, theirs, tenant) =>
        {
            var own = Enumerable.Range(1, mine).Select(Own).ToList();
            var foreign = Enumerable.Range(100, theirs).Select(i => Spans.Of(i, null, i, 1, ("tenant", tenant), ("environment", "prod")));
            var answer = SpanGuard.Filter(new Trace(Spans.Trace, [.. foreign, .. own]), Acme)!;

            Assert.Equal(own, answer.Spans);
            Assert.True(answer.HidesOthers);
        });

    private static Span Own(int id) => Spans.Of(id, null, id, 1, ("tenant", "acme"), ("environment", "prod"));
}
