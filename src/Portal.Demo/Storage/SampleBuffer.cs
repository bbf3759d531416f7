namespace Portal.Demo.Storage;

/// <summary>Samples of one series in the order of time; a growing buffer that is used again for the next series.</summary>
internal sealed class SampleBuffer
{
    public long[] Times = new long[256];
    public double[] Values = new double[256];

    /// <summary>Native histograms beside <see cref="Values"/>; null while there is none.</summary>
    public FloatHistogram?[]? Histograms;

    public int Count;

    public void Clear()
    {
        if (Histograms is not null)
        {
            Array.Clear(Histograms, 0, Count);
            Histograms = null;
        }
        Count = 0;
    }

    public void Add(long time, double value, FloatHistogram? histogram = null)
    {
        if (Count == Times.Length)
        {
            Array.Resize(ref Times, Count * 2);
            Array.Resize(ref Values, Count * 2);
            if (Histograms is not null)
            {
                Array.Resize(ref Histograms, Count * 2);
            }
        }
        Times[Count] = time;
        Values[Count] = value;
        if (histogram is not null)
        {
            Histograms ??= new FloatHistogram?[Times.Length];
        }
        if (Histograms is not null)
        {
            Histograms[Count] = histogram;
        }
        Count++;
    }

    public FloatHistogram? HistogramAt(int index) => Histograms?[index];

    /// <summary>The first index whose time is after the given one.</summary>
    public int IndexAfter(long time)
    {
        int low = 0, high = Count;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (Times[middle] > time)
            {
                high = middle;
            }
            else
            {
                low = middle + 1;
            }
        }
        return low;
    }
}
