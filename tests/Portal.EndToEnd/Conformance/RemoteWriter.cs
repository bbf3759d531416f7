using System.Buffers.Binary;
using System.Net.Http.Headers;
using System.Text;
using Portal.Demo.Storage;

namespace Portal.EndToEnd.Conformance;

/// <summary>Sends samples to a Prometheus by its remote write protocol: the only way that takes native histograms at given times.</summary>
internal static class RemoteWriter
{
    public static async Task SendAsync(Uri server, IEnumerable<(LabelSet Labels, SampleBuffer Samples)> series)
    {
        using var request = new MemoryStream();
        foreach (var (labels, samples) in series)
        {
            if (samples.Count > 0)
            {
                WriteMessage(request, 1, Series(labels, samples));
            }
        }
        using var client = new HttpClient();
        using var content = new ByteArrayContent(Snappy(request.ToArray()));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-protobuf");
        content.Headers.ContentEncoding.Add("snappy");
        content.Headers.Add("X-Prometheus-Remote-Write-Version", "0.1.0");
        using var answer = await client.PostAsync(new Uri(server, "api/v1/write"), content);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    private static byte[] Series(LabelSet labels, SampleBuffer samples)
    {
        using var message = new MemoryStream();
        foreach (var (name, value) in labels.Pairs)
        {
            using var label = new MemoryStream();
            WriteMessage(label, 1, Encoding.UTF8.GetBytes(name));
            WriteMessage(label, 2, Encoding.UTF8.GetBytes(value));
            WriteMessage(message, 1, label.ToArray());
        }
        for (var i = 0; i < samples.Count; i++)
        {
            if (samples.HistogramAt(i) is { } histogram)
            {
                WriteMessage(message, 4, Histogram(histogram, samples.Times[i]));
                continue;
            }
            using var sample = new MemoryStream();
            WriteDouble(sample, 1, samples.Values[i]);
            WriteVarint(sample, 2, (ulong)samples.Times[i]);
            WriteMessage(message, 2, sample.ToArray());
        }
        return message.ToArray();
    }

    private static byte[] Histogram(FloatHistogram histogram, long timeMs)
    {
        using var message = new MemoryStream();
        WriteDouble(message, 2, histogram.Count);
        WriteDouble(message, 3, histogram.Sum);
        WriteVarint(message, 4, ZigZag(histogram.Schema));
        WriteDouble(message, 5, histogram.ZeroThreshold);
        WriteDouble(message, 7, histogram.ZeroCount);
        var buckets = histogram.Positive.Compact();
        var next = 0;
        for (var i = 0; i < buckets.Length; i++)
        {
            using var span = new MemoryStream();
            WriteVarint(span, 1, ZigZag(buckets.Indexes[i] - next));
            WriteVarint(span, 2, 1);
            WriteMessage(message, 11, span.ToArray());
            next = buckets.Indexes[i] + 1;
        }
        using var counts = new MemoryStream();
        Span<byte> bytes = stackalloc byte[8];
        foreach (var count in buckets.Counts)
        {
            BinaryPrimitives.WriteDoubleLittleEndian(bytes, count);
            counts.Write(bytes);
        }
        WriteMessage(message, 13, counts.ToArray());
        WriteVarint(message, 15, (ulong)timeMs);
        return message.ToArray();
    }

    private static ulong ZigZag(long value) => (ulong)((value << 1) ^ (value >> 63));

    private static void WriteMessage(MemoryStream to, int field, byte[] bytes)
    {
        Varint(to, (ulong)((field << 3) | 2));
        Varint(to, (ulong)bytes.Length);
        to.Write(bytes);
    }

    private static void WriteVarint(MemoryStream to, int field, ulong value)
    {
        Varint(to, (ulong)(field << 3));
        Varint(to, value);
    }

    private static void WriteDouble(MemoryStream to, int field, double value)
    {
        Varint(to, (ulong)((field << 3) | 1));
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteDoubleLittleEndian(bytes, value);
        to.Write(bytes);
    }

    private static void Varint(Stream to, ulong value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            to.WriteByte((byte)(value | 0x80));
        }
        to.WriteByte((byte)value);
    }

    /// <summary>Snappy's block format with literals only: nothing is compressed, every reader reads it.</summary>
    private static byte[] Snappy(byte[] data)
    {
        using var block = new MemoryStream();
        Varint(block, (ulong)data.Length);
        for (var start = 0; start < data.Length; start += 65536)
        {
            var length = Math.Min(65536, data.Length - start);
            block.WriteByte(61 << 2);
            block.WriteByte((byte)(length - 1));
            block.WriteByte((byte)((length - 1) >> 8));
            block.Write(data, start, length);
        }
        return block.ToArray();
    }
}
