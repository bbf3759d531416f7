using CsCheck;
using Portal.Core.Traces;

namespace Portal.Core.Tests.Traces;

public sealed class CriticalPathTests
{
    [Fact]
    public void A_span_alone_is_its_own_path() => Assert.Equal([(1, 0L, 100L)], Path(Spans.Of(1, null, 0, 100)));

    [Fact]
    public void Children_one_after_the_other_are_all_on_the_path() =>
        Assert.Equal([(1, 0L, 10L), (2, 10L, 40L), (1, 40L, 50L), (3, 50L, 90L), (1, 90L, 100L)], Path(Spans.Of(1, null, 0, 100), Spans.Of(2, 1, 10, 30), Spans.Of(3, 1, 50, 40)));

    [Fact]
    public void Of_children_at_the_same_time_the_one_that_finishes_last_counts() =>
        Assert.Equal([(1, 0L, 10L), (3, 10L, 90L), (1, 90L, 100L)], Path(Spans.Of(1, null, 0, 100), Spans.Of(2, 1, 20, 30), Spans.Of(3, 1, 10, 80)));

    [Fact]
    public void Children_are_cut_to_their_parents_time() =>
        Assert.Equal([(2, 0L, 100L)], Path(Spans.Of(1, null, 0, 100), Spans.Of(2, 1, -50, 500)));

    [Fact]
    public void Nobody_waits_for_a_span_that_follows() =>
        Assert.Equal([(1, 0L, 100L)], Path(Spans.Of(1, null, 0, 100), Spans.Of(2, 1, 10, 80) with { FollowsFrom = true }));

    /// <summary>For any tree the sections fill the root's time without a gap and without an overlap.</summary>
    [Fact]
    public void The_path_is_as_long_as_the_root() =>
        Gen.Select(Gen.Int[0, 10], Gen.Int[-20, 120], Gen.Int[0, 120]).Array[0, 12].Sample(parts =>
        {
            var spans = parts.Select((p, i) => Spans.Of(i + 2, (p.Item1 % (i + 1)) + 1, p.Item2, p.Item3)).Prepend(Spans.Of(1, null, 0, 100));
            var path = CriticalPath.Of(TraceTree.Of(spans));

            Assert.Equal((0, 100), (path[0].StartNs, path[^1].EndNs));
            Assert.All(path.Zip(path.Skip(1)), pair => Assert.Equal(pair.First.EndNs, pair.Second.StartNs));
        }, iter: 20_000);

    private static IEnumerable<(int, long, long)> Path(params Span[] spans) =>
        CriticalPath.Of(TraceTree.Of(spans)).Select(section => (Convert.ToInt32(section.Span.Value, 16), section.StartNs, section.EndNs));
}
