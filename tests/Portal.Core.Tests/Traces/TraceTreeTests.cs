using CsCheck;
using Portal.Core.Traces;

namespace Portal.Core.Tests.Traces;

public sealed class TraceTreeTests
{
    [Fact]
    public void Spans_stand_below_their_parents_and_siblings_by_their_begin()
    {
        var tree = TraceTree.Of([Spans.Of(3, 1, 20, 5), Spans.Of(2, 1, 10, 5), Spans.Of(1, null, 0, 100), Spans.Of(4, 2, 11, 1)]);

        Assert.Equal([(1, 0), (2, 1), (4, 2), (3, 1)], tree.Rows.Select(row => (Spans.Number(row.Span), row.Depth)));
        Assert.Equal([3, 1, 0, 0], tree.Rows.Select(row => row.Descendants));
        Assert.Equal((0, 100), (tree.StartNs, tree.EndNs));
        Assert.False(tree.IsIncomplete);
    }

    [Fact]
    public void A_span_whose_parent_is_missing_is_a_root_that_says_so()
    {
        var tree = TraceTree.Of([Spans.Of(1, null, 0, 10), Spans.Of(2, 99, 5, 1)]);

        Assert.Equal([false, true], tree.Rows.Select(row => row.ParentMissing));
        Assert.True(tree.IsIncomplete);
    }

    [Fact]
    public void Deep_traces_do_not_recurse()
    {
        var tree = TraceTree.Of(Enumerable.Range(1, 50_000).Select(i => Spans.Of(i, i == 1 ? null : i - 1, i, 100_000 - i)));

        Assert.Equal(49_999, tree.Rows[^1].Depth);
        Assert.Equal(49_999, tree.Rows[0].Descendants);
        Assert.Equal(99_999, CriticalPath.Of(tree).Sum(section => section.EndNs - section.StartNs));
    }

    /// <summary>Circles, selves, doubles, missing parents: each span is shown exactly once, and the sums agree.</summary>
    [Fact]
    public void Whatever_the_references_say_each_span_is_there_once() =>
        Gen.Select(Gen.Int[1, 12], Gen.Int[0, 14], Gen.Int[0, 50], Gen.Int[0, 50]).Array[0, 16].Sample(parts =>
        {
            var spans = parts.Select(p => Spans.Of(p.Item1, p.Item2 == 0 ? null : p.Item2, p.Item3, p.Item4)).ToList();
            var tree = TraceTree.Of(spans);

            Assert.Equal(spans.Select(s => s.Id.Value).Distinct().Order(), tree.Rows.Select(row => row.Span.Id.Value).Order());
            Assert.Equal(tree.Rows.Count, tree.Rows.Where(row => row.Depth == 0).Sum(row => row.Descendants + 1));
            for (var i = 0; i < tree.Rows.Count; i++)
            {
                Assert.InRange(tree.Rows[i].Depth, 0, i == 0 ? 0 : tree.Rows[i - 1].Depth + 1);
            }
            foreach (var section in CriticalPath.Of(tree))
            {
                Assert.True(section.EndNs > section.StartNs);
            }
        }, iter: 20_000);
}
