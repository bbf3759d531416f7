using Portal.Core.Queries;

namespace Portal.Backends;

/// <summary>Reads a body to its end, as far as is allowed.</summary>
internal static class WholeBody
{
    private const int FirstSize = 64 * 1024;

    /// <summary>The bytes.</summary>
    /// <param name="stream">The body, decompressed.</param>
    /// <param name="expected">How many bytes are announced; null where that is not told.</param>
    /// <param name="maxBytes">The most that are read.</param>
    /// <param name="cancellation">Ends reading.</param>
    /// <exception cref="QueryException">There are more bytes than allowed.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(Stream stream, long? expected, int maxBytes, CancellationToken cancellation)
    {
        // One more, so that the end is seen without growing.
        var buffer = new byte[Math.Min(expected ?? FirstSize, maxBytes) + 1];
        var filled = 0;
        while (true)
        {
            if (filled == buffer.Length)
            {
                if (filled > maxBytes)
                {
                    throw new QueryException(BackendFailures.TooLarge(maxBytes));
                }
                Array.Resize(ref buffer, (int)Math.Min(Math.Max(FirstSize, buffer.Length * 2L), maxBytes + 1L));
            }
            var read = await stream.ReadAsync(buffer.AsMemory(filled), cancellation);
            if (read == 0)
            {
                return buffer.AsMemory(0, filled);
            }
            filled += read;
        }
    }
}
