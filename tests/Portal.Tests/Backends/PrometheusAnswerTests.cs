using Portal.Core.Diagnostics;
using Portal.Core.Frames;
using Portal.Core.Queries;

namespace Portal.Tests.Backends;

public sealed class PrometheusAnswerTests
{
    [Fact]
    public async Task A_matrix_becomes_a_frame_for_each_series()
    {
        var answer = await AnswerAsync("""
            {"status":"success","data":{"resultType":"matrix","result":[
              {"metric":{"__name__":"up","job":"a","instance":"x"},"values":[[1700000000,"1"],[1700000015.5,"NaN"],[1700000030,"+Inf"],[1700000045.001,"-Inf"]]},
              {"metric":{"job":"b"},"values":[[1700000000,"1.5e-7"]]}]}}
            """);

        Assert.Equal(2, answer.Frames.Count);
        var (first, second) = (answer.Frames[0], answer.Frames[1]);
        Assert.Equal(("A", "up"), (first.RefId, first.Metric));
        Assert.Equal(new Dictionary<string, string> { ["job"] = "a", ["instance"] = "x" }, first.Labels);
        Assert.Equal([1700000000000, 1700000015500, 1700000030000, 1700000045001], Times(first));
        Assert.Equal([1, double.NaN, double.PositiveInfinity, double.NegativeInfinity], Values(first));
        Assert.Null(second.Metric);
        Assert.Equal([1.5e-7], Values(second));
        Assert.InRange(answer.Bytes, 200, 400);
    }

    [Fact]
    public async Task A_vector_becomes_frames_of_one_value()
    {
        var answer = await AnswerAsync("""{"status":"success","data":{"resultType":"vector","result":[{"metric":{"__name__":"up"},"value":[1700000000.123,"0"]}]}}""");

        var frame = Assert.Single(answer.Frames);
        Assert.Equal([1700000000123], Times(frame));
        Assert.Equal([0.0], Values(frame));
    }

    [Theory]
    [InlineData("""{"status":"success","data":{"resultType":"scalar","result":[1,"42"]}}""")]
    [InlineData("""{"data":{"result":[1,"42"],"resultType":"scalar"},"status":"success"}""")]
    public async Task A_scalar_is_a_frame_without_labels_wherever_its_type_is_told(string body)
    {
        var frame = Assert.Single((await AnswerAsync(body)).Frames);

        Assert.Empty(frame.Labels);
        Assert.Equal([1000], Times(frame));
        Assert.Equal([42.0], Values(frame));
    }

    [Fact]
    public async Task A_string_is_a_column_of_texts()
    {
        var frame = Assert.Single((await AnswerAsync("""{"status":"success","data":{"resultType":"string","result":[1,"4\u00322"]}}""")).Frames);

        Assert.Equal(["422"], Assert.IsType<StringField>(frame.Fields[1]).Values);
    }

    [Fact]
    public async Task Native_histograms_keep_their_buckets()
    {
        var frame = Assert.Single((await AnswerAsync("""
            {"status":"success","data":{"resultType":"matrix","result":[{"metric":{},"histograms":[
              [1,{"count":"12.5","sum":"42.1","buckets":[[0,"0.7","1","5"],[3,"-0.001","0.001","7.5"]]}],
              [2,{"count":"0","sum":"0"}]]}]}}
            """)).Frames);

        var histograms = Assert.IsType<HistogramField>(frame.Fields[1]).Values;
        Assert.Equal((12.5, 42.1), (histograms[0]!.Count, histograms[0]!.Sum));
        Assert.Equal([new HistogramBucket(0, 0.7, 1, 5), new HistogramBucket(3, -0.001, 0.001, 7.5)], histograms[0]!.Buckets);
        Assert.Empty(histograms[1]!.Buckets);
    }

    [Fact]
    public async Task A_series_that_has_turned_into_histograms_becomes_two_frames()
    {
        var answer = await AnswerAsync("""
            {"status":"success","data":{"resultType":"matrix","result":[{"metric":{"a":"b"},"values":[[1,"2"]],"histograms":[[3,{"count":"1","sum":"2","buckets":[]}]]}]}}
            """);

        Assert.Equal([typeof(NumberField), typeof(HistogramField)], answer.Frames.Select(f => f.Fields[1].GetType()));
        Assert.All(answer.Frames, frame => Assert.Equal("b", frame.Labels["a"]));
    }

    [Fact]
    public async Task Warnings_and_infos_come_along_without_addresses()
    {
        var answer = await AnswerAsync("""
            {"status":"success","warnings":["store 10.0.0.7:10901 is gone"],"infos":["metric might not be a counter: \"foo\" (1:6)"],"data":{"resultType":"vector","result":[]}}
            """);

        Assert.Equal(
            [new Notice(Severity.Warning, "store [address] is gone"), new Notice(Severity.Info, "metric might not be a counter: \"foo\" (1:6)")],
            answer.Notices);
        Assert.Empty(answer.Frames);
    }

    [Fact]
    public async Task Unknown_keys_are_passed_over()
    {
        var answer = await AnswerAsync("""
            {"x":{"result":[[1]]},"status":"success","isPartial":false,"data":{"stats":{"result":[{"metric":1}]},"resultType":"vector","result":[{"group":{"value":[1,"9"]},"metric":{"a":"b"},"value":[1,"2"],"exemplars":[[1,{"count":"3"}]]}]},"trace":[1,[2]]}
            """);

        Assert.Equal([2.0], Values(Assert.Single(answer.Frames)));
    }

    [Fact]
    public async Task An_answer_in_small_pieces_is_the_same()
    {
        var series = string.Join(',', Enumerable.Range(0, 40).Select(i => $$"""{"metric":{"__name__":"m","i":"ä{{i}}"},"values":[[1700000000,"{{i}}"],[1700000015,"{{i}}.5"]]}"""));
        var body = System.Text.Encoding.UTF8.GetBytes($$$"""{"status":"success","data":{"resultType":"matrix","result":[{{{series}}}]}}""");
        var reader = new Portal.Backends.Prometheus.QueryDataReader("A", 1000);

        await new Portal.Backends.Prometheus.PrometheusAnswer(reader).ReadAsync(new Trickle(body, 7), int.MaxValue, CancellationToken.None);

        Assert.Equal(Enumerable.Range(0, 40).Select(i => $"ä{i}"), reader.Frames().Select(f => f.Labels["i"]));
        Assert.Equal(Enumerable.Range(0, 40).SelectMany(i => new[] { i, i + 0.5 }), reader.Frames().SelectMany(Values));
        reader.Dispose();
    }

    [Theory]
    [InlineData("")]
    [InlineData("hello")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"data":{"resultType":"vector","result":[]}}""")]
    [InlineData("""{"status":"success"}""")]
    [InlineData("""{"status":"success","data":null}""")]
    [InlineData("""{"status":"success","data":"x"}""")]
    [InlineData("""{"status":"success","data":{"resultType":"vector","result":{}}}""")]
    [InlineData("""{"status":"success","data":{"resultType":"vector","result":[[1]]}}""")]
    [InlineData("""{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1,"x"]}]}}""")]
    [InlineData("""{"status":"success","data":{"resultType":"vector","result":[{"metric":{"a":1},"value":[1,"1"]}]}}""")]
    [InlineData("""{"status":"success","data":{"resultType":"vector","result":[{"metric":{"a":"\uD800"},"value":[1,"1"]}]}}""")]
    [InlineData("""{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1e300,"1"]}]}}""")]
    [InlineData("""{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"histogram":[1,{"buckets":[[99999999999,"1","1","1"]]}]}]}}""")]
    [InlineData("""{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1,"1"]}""")]
    public async Task What_is_not_the_API_s_answer_is_an_error_and_no_crash(string body)
    {
        await using var backend = await FakeBackend.StartAsync(body);
        await using var client = new ClientFixture();

        Assert.Equal(QueryErrorKind.Internal, (await client.ErrorAsync(ClientFixture.Source(backend.Address))).Kind);
    }

    private static async Task<BackendAnswer> AnswerAsync(string body)
    {
        await using var backend = await FakeBackend.StartAsync(body);
        await using var client = new ClientFixture();
        return await client.InstantAsync(ClientFixture.Source(backend.Address));
    }

    private static long[] Times(Frame frame) => Assert.IsType<TimeField>(frame.Fields[0]).Values;

    private static double[] Values(Frame frame) => Assert.IsType<NumberField>(frame.Fields[1]).Values;

    private sealed class Trickle(byte[] bytes, int piece) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => base.ReadAsync(buffer[..Math.Min(piece, buffer.Length)], cancellationToken);
    }
}
