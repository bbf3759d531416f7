using System.Buffers;
using System.Text.Json;
using Portal.Core.Queries;

namespace Portal.Backends;

/// <summary>Takes JSON token by token, so that an answer is never held as a whole.</summary>
internal abstract class TokenReader
{
    private const int BufferSize = 64 * 1024;
    private const int MaxToken = 1 << 20;

    /// <summary>Takes the next token.</summary>
    /// <exception cref="JsonException">It cannot stand here.</exception>
    public abstract void Token(ref Utf8JsonReader json);

    /// <summary>Reads a stream to its end.</summary>
    /// <returns>How many bytes there were.</returns>
    /// <exception cref="JsonException">It is not JSON, or ends too early.</exception>
    /// <exception cref="QueryException">There are more bytes than allowed.</exception>
    public async Task<long> ReadAsync(Stream stream, int maxBytes, CancellationToken cancellation)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            var state = new JsonReaderState();
            var filled = 0;
            long total = 0;
            int read;
            do
            {
                if (filled == buffer.Length)
                {
                    buffer = Grow(buffer);
                }
                read = await stream.ReadAsync(buffer.AsMemory(filled), cancellation);
                total += read;
                if (total > maxBytes)
                {
                    throw new QueryException(BackendFailures.TooLarge(maxBytes));
                }
                filled = Consume(buffer, filled + read, isEnd: read == 0, ref state);
            }
            while (read > 0);
            return total;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Hands out the whole tokens and moves the rest to the front.</summary>
    private int Consume(byte[] buffer, int length, bool isEnd, ref JsonReaderState state)
    {
        var json = new Utf8JsonReader(buffer.AsSpan(0, length), isEnd, state);
        try
        {
            while (json.Read())
            {
                Token(ref json);
            }
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException)
        {
            // A text that is not Unicode, or a number that is too large for its place.
            throw new JsonException("A value cannot be read.", e);
        }
        state = json.CurrentState;
        var used = (int)json.BytesConsumed;
        buffer.AsSpan(used, length - used).CopyTo(buffer);
        return length - used;
    }

    private static byte[] Grow(byte[] buffer)
    {
        if (buffer.Length >= MaxToken)
        {
            throw new JsonException("A text is too long.");
        }
        var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }
}
