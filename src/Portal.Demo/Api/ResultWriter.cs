using System.Buffers.Text;
using System.Text.Json;
using Portal.Demo.Evaluation;
using Portal.Demo.Storage;

namespace Portal.Demo.Api;

/// <summary>Writes results in the JSON of Prometheus' HTTP API.</summary>
internal static class ResultWriter
{
    public static void Write(Utf8JsonWriter json, EvaluationResult result, bool statistics, int limit)
    {
        json.WriteStartObject();
        json.WriteString("resultType", result.Value switch
        {
            StringValue => "string",
            ScalarValue when !result.IsRange => "scalar",
            VectorValue when !result.IsRange => "vector",
            _ => "matrix",
        });
        json.WritePropertyName("result");
        switch (result.Value)
        {
            case StringValue text:
                WritePoint(json, result.Grid.StartMs, text.Text);
                break;
            case ScalarValue scalar when !result.IsRange:
                WritePoint(json, result.Grid.StartMs, scalar.Values[0]);
                break;
            case ScalarValue scalar:
                WriteScalars(json, scalar, result.Grid);
                break;
            case MatrixValue matrix:
                WriteMatrix(json, matrix, limit);
                break;
            case VectorValue vector:
                WriteVector(json, vector, result, limit);
                break;
        }
        if (statistics)
        {
            json.WriteStartObject("stats");
            json.WriteStartObject("samples");
            json.WriteNumber("totalQueryableSamples", result.SamplesRead);
            json.WriteNumber("peakSamples", result.SamplesRead);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    public static void WriteLabels(Utf8JsonWriter json, LabelSet labels)
    {
        json.WriteStartObject();
        foreach (var (name, value) in labels.Pairs)
        {
            json.WriteString(LabelName.Sendable(name), LabelName.Sendable(value));
        }
        json.WriteEndObject();
    }

    public static void WriteTime(Utf8JsonWriter json, long timeMs)
    {
        Span<byte> text = stackalloc byte[32];
        Utf8Formatter.TryFormat(timeMs / 1000, text, out var length);
        var rest = (int)Math.Abs(timeMs % 1000);
        if (timeMs < 0 && timeMs > -1000)
        {
            text[0] = (byte)'-';
            text[1] = (byte)'0';
            length = 2;
        }
        if (rest != 0)
        {
            text[length++] = (byte)'.';
            text[length++] = (byte)('0' + (rest / 100));
            text[length++] = (byte)('0' + (rest / 10 % 10));
            text[length++] = (byte)('0' + (rest % 10));
        }
        json.WriteRawValue(text[..length], skipInputValidation: true);
    }

    private static void WriteScalars(Utf8JsonWriter json, ScalarValue scalar, Grid grid)
    {
        json.WriteStartArray();
        json.WriteStartObject();
        json.WriteStartObject("metric");
        json.WriteEndObject();
        json.WriteStartArray("values");
        for (var i = 0; i < grid.Count; i++)
        {
            WritePoint(json, grid.At(i), scalar.Values[i]);
        }
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void WriteMatrix(Utf8JsonWriter json, MatrixValue matrix, int limit)
    {
        json.WriteStartArray();
        foreach (var (labels, samples) in limit > 0 ? matrix.Series.Take(limit) : matrix.Series)
        {
            json.WriteStartObject();
            json.WritePropertyName("metric");
            WriteLabels(json, labels);
            WriteSamples(json, samples.Count, i => samples.Times[i], i => samples.Values[i], samples.HistogramAt, _ => true);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteVector(Utf8JsonWriter json, VectorValue vector, EvaluationResult result, int limit)
    {
        json.WriteStartArray();
        foreach (var series in limit > 0 ? vector.Series.Take(limit) : vector.Series)
        {
            json.WriteStartObject();
            json.WritePropertyName("metric");
            WriteLabels(json, series.Labels);
            if (result.IsRange)
            {
                WriteSamples(json, result.Grid.Count, result.Grid.At, i => series.Floats[i], series.HistogramAt, series.Has);
            }
            else if (series.HistogramAt(0) is { } histogram)
            {
                json.WritePropertyName("histogram");
                WritePoint(json, result.Grid.StartMs, histogram);
            }
            else
            {
                json.WritePropertyName("value");
                WritePoint(json, result.Grid.StartMs, series.Floats[0]);
            }
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteSamples(Utf8JsonWriter json, int count, Func<int, long> time, Func<int, double> value, Func<int, FloatHistogram?> histogram, Func<int, bool> has)
    {
        bool anyFloat = false, anyHistogram = false;
        for (var i = 0; i < count; i++)
        {
            anyHistogram |= histogram(i) is not null;
            anyFloat |= has(i) && histogram(i) is null;
        }
        if (anyFloat)
        {
            json.WriteStartArray("values");
            for (var i = 0; i < count; i++)
            {
                if (has(i) && histogram(i) is null)
                {
                    WritePoint(json, time(i), value(i));
                }
            }
            json.WriteEndArray();
        }
        if (anyHistogram)
        {
            json.WriteStartArray("histograms");
            for (var i = 0; i < count; i++)
            {
                if (histogram(i) is { } h)
                {
                    WritePoint(json, time(i), h);
                }
            }
            json.WriteEndArray();
        }
    }

    private static void WritePoint(Utf8JsonWriter json, long timeMs, double value)
    {
        json.WriteStartArray();
        WriteTime(json, timeMs);
        WriteNumber(json, value);
        json.WriteEndArray();
    }

    private static void WritePoint(Utf8JsonWriter json, long timeMs, string text)
    {
        json.WriteStartArray();
        WriteTime(json, timeMs);
        json.WriteStringValue(LabelName.Sendable(text));
        json.WriteEndArray();
    }

    private static void WritePoint(Utf8JsonWriter json, long timeMs, FloatHistogram histogram)
    {
        json.WriteStartArray();
        WriteTime(json, timeMs);
        json.WriteStartObject();
        json.WriteString("count", Numbers.Format(histogram.Count));
        json.WriteString("sum", Numbers.Format(histogram.Sum));
        var buckets = histogram.Buckets();
        if (buckets.Exists(b => b.Count != 0))
        {
            json.WriteStartArray("buckets");
            foreach (var bucket in buckets.Where(b => b.Count != 0))
            {
                json.WriteStartArray();
                json.WriteNumberValue((bucket.LowerInclusive, bucket.UpperInclusive) switch { (true, true) => 3, (false, true) => 0, (true, false) => 1, _ => 2 });
                WriteNumber(json, bucket.Lower);
                WriteNumber(json, bucket.Upper);
                WriteNumber(json, bucket.Count);
                json.WriteEndArray();
            }
            json.WriteEndArray();
        }
        json.WriteEndObject();
        json.WriteEndArray();
    }

    public static void WriteNumber(Utf8JsonWriter json, double value)
    {
        Span<byte> text = stackalloc byte[40];
        if (double.IsFinite(value) && value.TryFormat(text, out var length) && !text[..length].Contains((byte)'E'))
        {
            json.WriteStringValue(text[..length]);
        }
        else
        {
            json.WriteStringValue(Numbers.Format(value));
        }
    }
}
