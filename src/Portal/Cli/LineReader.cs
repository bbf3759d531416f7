using System.Buffers;

namespace Portal.Cli;

/// <summary>Reads lines of bytes that end with <c>\n</c> or <c>\r\n</c>. Never waits for more than the next line, and never holds more than one that is allowed.</summary>
/// <param name="input">What is read.</param>
/// <param name="maxBytes">The most bytes that a line may have; the rest of a longer one is passed over.</param>
internal sealed class LineReader(Stream input, int maxBytes)
{
    private readonly byte[] _buffer = new byte[64 * 1024];
    private readonly ArrayBufferWriter<byte> _pending = new();
    private ReadOnlyMemory<byte> _unread;
    private bool _begun;

    /// <summary>Whether a whole line can be had without waiting.</summary>
    public bool HasLine => _unread.Span.Contains((byte)'\n');

    /// <summary>The next line, or null at the end.</summary>
    public async ValueTask<Line?> ReadAsync(CancellationToken cancellation)
    {
        _pending.ResetWrittenCount();
        var (any, tooLong) = (false, false);
        while (true)
        {
            if (_unread.IsEmpty)
            {
                _unread = _buffer.AsMemory(0, await input.ReadAsync(_buffer, cancellation));
                if (_unread.IsEmpty)
                {
                    return any ? Complete(tooLong) : null;
                }
                if (!_begun && _unread.Span.StartsWith("\uFEFF"u8))
                {
                    _unread = _unread[3..];
                }
                _begun = true;
            }
            any = true;
            var end = _unread.Span.IndexOf((byte)'\n');
            var part = end < 0 ? _unread : _unread[..end];
            tooLong |= _pending.WrittenCount + part.Length > maxBytes;
            if (!tooLong)
            {
                _pending.Write(part.Span);
            }
            _unread = _unread[(end < 0 ? part.Length : end + 1)..];
            if (end >= 0)
            {
                return Complete(tooLong);
            }
        }
    }

    private Line Complete(bool tooLong)
    {
        var bytes = _pending.WrittenMemory;
        return new Line(bytes.Span.EndsWith("\r"u8) ? bytes[..^1] : bytes, tooLong);
    }

    /// <summary>A line.</summary>
    /// <param name="Bytes">Without its end; valid until the next one is read.</param>
    /// <param name="TooLong">Whether it was longer than allowed; the bytes are then of no use.</param>
    internal readonly record struct Line(ReadOnlyMemory<byte> Bytes, bool TooLong);
}
