using System.Globalization;

namespace Portal.Demo.Evaluation;

/// <summary>Numbers as Prometheus writes them, and sums that lose no small parts.</summary>
internal static class Numbers
{
    /// <summary>The shortest text that reads back as the same number, without an exponent.</summary>
    public static string Format(double value)
    {
        if (double.IsNaN(value))
        {
            return "NaN";
        }
        if (double.IsInfinity(value))
        {
            return value > 0 ? "+Inf" : "-Inf";
        }
        var text = value.ToString("R", CultureInfo.InvariantCulture);
        var e = text.IndexOf('E', StringComparison.Ordinal);
        return e < 0 ? text : Expand(text, e);
    }

    private static string Expand(string text, int e)
    {
        var exponent = int.Parse(text.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var negative = text[0] == '-';
        var mantissa = text[(negative ? 1 : 0)..e];
        var dot = mantissa.IndexOf('.', StringComparison.Ordinal);
        var digits = mantissa.Replace(".", "", StringComparison.Ordinal);
        var point = (dot < 0 ? mantissa.Length : dot) + exponent;
        var plain = point <= 0 ? "0." + new string('0', -point) + digits
            : point >= digits.Length ? digits.PadRight(point, '0')
            : digits[..point] + "." + digits[point..];
        return negative ? "-" + plain : plain;
    }

    /// <summary>One step of Neumaier's sum.</summary>
    public static void Add(double increment, ref double sum, ref double compensation)
    {
        var total = sum + increment;
        if (double.IsInfinity(total))
        {
            compensation = 0;
        }
        else if (Math.Abs(sum) >= Math.Abs(increment))
        {
            compensation += sum - total + increment;
        }
        else
        {
            compensation += increment - total + sum;
        }
        sum = total;
    }

    /// <summary>The mean of values; falls back to a running mean where the sum overflows.</summary>
    public static double Mean(ReadOnlySpan<double> values)
    {
        var mean = default(RunningMean);
        foreach (var value in values)
        {
            mean.Add(value);
        }
        return mean.Result;
    }

    /// <summary>The φ-quantile with linear interpolation, NaN before all numbers.</summary>
    public static double Quantile(double q, double[] values, int count)
    {
        if (count == 0 || double.IsNaN(q))
        {
            return double.NaN;
        }
        if (q < 0)
        {
            return double.NegativeInfinity;
        }
        if (q > 1)
        {
            return double.PositiveInfinity;
        }
        Array.Sort(values, 0, count);
        var rank = q * (count - 1);
        var lower = (int)Math.Max(0, Math.Floor(rank));
        var upper = Math.Min(count - 1, lower + 1);
        var weight = rank - Math.Floor(rank);
        return (values[lower] * (1 - weight)) + (values[upper] * weight);
    }
}

/// <summary>A mean that survives values whose sum does not fit.</summary>
internal struct RunningMean
{
    private double _sum;
    private double _compensation;
    private bool _incremental;
    private long _count;

    public readonly long Count => _count;

    public readonly double Result => _incremental ? _sum + _compensation : (_sum / _count) + (_compensation / _count);

    public void Add(double value)
    {
        _count++;
        if (_count == 1)
        {
            _sum = value;
            return;
        }
        if (!_incremental)
        {
            double sum = _sum, compensation = _compensation;
            Numbers.Add(value, ref sum, ref compensation);
            if (!double.IsInfinity(sum))
            {
                (_sum, _compensation) = (sum, compensation);
                return;
            }
            _incremental = true;
            _sum /= _count - 1;
            _compensation /= _count - 1;
        }
        var q = (double)(_count - 1) / _count;
        _sum *= q;
        _compensation *= q;
        Numbers.Add(value / _count, ref _sum, ref _compensation);
    }
}
