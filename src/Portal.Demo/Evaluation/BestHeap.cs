namespace Portal.Demo.Evaluation;

/// <summary>
/// Keeps the best k of a step's series, the worst of them on top. Which of several equal values stays is seen in panels, so this is the same binary heap, with the same
/// moves, that Prometheus uses.
/// </summary>
internal sealed class BestHeap(int capacity, int step, bool largest)
{
    private readonly List<EvalSeries> _items = new(Math.Min(capacity, 64));

    public void Offer(EvalSeries series)
    {
        if (_items.Count < capacity)
        {
            _items.Add(series);
            Up(_items.Count - 1);
            return;
        }
        var (worst, value) = (Value(_items[0]), Value(series));
        if ((largest ? worst < value : worst > value) || (double.IsNaN(worst) && !double.IsNaN(value)))
        {
            _items[0] = series;
            Down();
        }
    }

    /// <summary>What was kept, the best first, NaN last.</summary>
    public IEnumerable<EvalSeries> Ordered() =>
        _items.OrderBy(s => double.IsNaN(Value(s))).ThenBy(s => largest ? -Value(s) : Value(s));

    private double Value(EvalSeries series) => series.Floats[step];

    private bool Less(int i, int j)
    {
        var (a, b) = (Value(_items[i]), Value(_items[j]));
        return double.IsNaN(a) || (largest ? a < b : a > b);
    }

    private void Up(int j)
    {
        while (j > 0 && Less(j, (j - 1) / 2))
        {
            Swap(j, (j - 1) / 2);
            j = (j - 1) / 2;
        }
    }

    private void Down()
    {
        for (var i = 0; ;)
        {
            var child = (2 * i) + 1;
            if (child >= _items.Count)
            {
                return;
            }
            if (child + 1 < _items.Count && Less(child + 1, child))
            {
                child++;
            }
            if (!Less(child, i))
            {
                return;
            }
            Swap(i, child);
            i = child;
        }
    }

    private void Swap(int i, int j) => (_items[i], _items[j]) = (_items[j], _items[i]);
}
