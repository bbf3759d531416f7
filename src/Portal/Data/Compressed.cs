using System.IO.Compression;

namespace Portal.Data;

/// <summary>What is stored compressed, read within a limit: bytes of a few kilobytes can expand to gigabytes.</summary>
internal static class Compressed
{
    private const int Chunk = 81_920;

    /// <summary>The content as it was, to be read from its beginning.</summary>
    /// <param name="content">What was compressed with Brotli.</param>
    /// <param name="most">How many bytes it may expand to.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="InvalidDataException">It expands to more, or is not what was written.</exception>
    public static async Task<MemoryStream> ExpandAsync(byte[] content, int most, CancellationToken cancellation)
    {
        var expanded = new MemoryStream();
        await using var brotli = new BrotliStream(new MemoryStream(content), CompressionMode.Decompress);
        var chunk = new byte[Chunk];
        for (int read; (read = await brotli.ReadAsync(chunk, cancellation)) > 0;)
        {
            if (expanded.Length + read > most)
            {
                throw new InvalidDataException("What is stored expands to more than is allowed.");
            }
            expanded.Write(chunk, 0, read);
        }
        expanded.Position = 0;
        return expanded;
    }
}
