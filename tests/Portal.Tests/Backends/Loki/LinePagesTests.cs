using CsCheck;
using Portal.Backends.Loki;
using Portal.Core.Frames;
using Portal.Core.Queries;

namespace Portal.Tests.Backends.Loki;

/// <summary>Pages of lines of which many share a moment.</summary>
public sealed class LinePagesTests
{
    private static readonly Gen<(int Time, int Stream)[]> Lines = Gen.Select(Gen.Int[1, 12], Gen.Int[0, 2]).Array[0, 60];

    [Fact]
    public void No_line_is_lost_and_none_comes_twice() => Gen.Select(Lines, Gen.Int[1, 70], Gen.Int[1, 20], Gen.Bool).Sample((lines, limit, pageSize, backward) =>
    {
        var direction = backward ? LogDirection.Backward : LogDirection.Forward;
        var store = lines.Select((line, index) => (line.Stream, Line: new LogLine(line.Time, $"line {index}", Frame.EmptyLabels))).ToList();
        var pages = new LinePages((start, end, count) => Task.FromResult(Answer(store, start, end, count, direction)), direction);

        var answer = pages.FetchAsync(0, 100, limit, pageSize).GetAwaiter().GetResult();

        var got = answer.Streams.SelectMany(stream => stream.Lines).ToList();
        Assert.Equal(got.Count, got.Select(line => line.Text).Distinct().Count());
        Assert.True(got.Count <= limit);
        var crowd = store.GroupBy(one => one.Line.TimeNs).Select(group => group.Count()).DefaultIfEmpty().Max();
        if (crowd < pageSize)
        {
            Assert.False(pages.Crowded);
            Assert.Equal(Math.Min(limit, store.Count), got.Count);
            // The lines are those nearest to the end that was asked for.
            var times = (backward ? store.OrderByDescending(one => one.Line.TimeNs) : store.OrderBy(one => one.Line.TimeNs)).Take(limit).Select(one => one.Line.TimeNs);
            Assert.Equal(times.Order(), got.Select(line => line.TimeNs).Order());
        }
        else if (got.Count < Math.Min(limit, store.Count))
        {
            Assert.True(pages.Crowded);
        }
        Assert.All(answer.Streams, stream => Assert.Equal(backward ? stream.Lines.OrderByDescending(line => line.TimeNs) : stream.Lines.OrderBy(line => line.TimeNs), stream.Lines));
    }, iter: 2_000);

    private static LogsAnswer Answer(List<(int Stream, LogLine Line)> store, long start, long end, int count, LogDirection direction)
    {
        var all = store.Where(one => one.Line.TimeNs >= start && one.Line.TimeNs < end);
        var chosen = (direction == LogDirection.Backward ? all.OrderByDescending(one => one.Line.TimeNs) : all.OrderBy(one => one.Line.TimeNs)).Take(count);
        return new LogsAnswer([.. chosen.GroupBy(one => one.Stream).Select(group => new LogStream(new Dictionary<string, string> { ["stream"] = $"{group.Key}" }, [.. group.Select(one => one.Line)]))], []);
    }
}
