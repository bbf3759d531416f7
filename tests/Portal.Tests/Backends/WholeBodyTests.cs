using Portal.Backends;
using Portal.Core.Queries;

namespace Portal.Tests.Backends;

/// <summary>Bodies whose length is told by whoever sends them.</summary>
public sealed class WholeBodyTests
{
    [Theory]
    [InlineData(null)]
    [InlineData(0L)]
    [InlineData(3L)]
    [InlineData(1_000_000L)]
    [InlineData(long.MaxValue)]
    public async Task A_body_is_read_whatever_length_is_announced(long? announced)
    {
        using var body = new MemoryStream([1, 2, 3]);

        Assert.Equal([1, 2, 3], (await WholeBody.ReadAsync(body, announced, 1_000, TestContext.Current.CancellationToken)).ToArray());
    }

    [Theory]
    [InlineData(null)]
    [InlineData(1L)]
    [InlineData(long.MaxValue)]
    public async Task More_than_is_allowed_is_refused_whatever_length_is_announced(long? announced)
    {
        using var body = new MemoryStream(new byte[1_001]);

        var refused = await Assert.ThrowsAsync<QueryException>(() => WholeBody.ReadAsync(body, announced, 1_000, TestContext.Current.CancellationToken));
        Assert.Equal(QueryErrorCause.Size, refused.Error.Cause);
    }
}
