namespace Portal.Core.Changes;

/// <summary>A line of two texts side by side.</summary>
/// <param name="Before">The older line's number, from 1; 0 where it is new.</param>
/// <param name="After">The newer line's number, from 1; 0 where it is gone.</param>
/// <param name="Text">The line; of both where it is in both.</param>
public readonly record struct DiffLine(int Before, int After, string Text)
{
    /// <summary>Whether it is in both texts.</summary>
    public bool IsSame => Before > 0 && After > 0;
}

/// <summary>Compares texts line by line: the fewest lines that are gone or new.</summary>
public static class LineDifference
{
    // Beyond this many lines that differ, what is left is told as replaced: nobody reads more, and the search takes the square of it.
    private const int MostEdits = 1_500;

    /// <summary>The lines of both, in order.</summary>
    public static IReadOnlyList<DiffLine> Of(string before, string after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        var (older, newer) = (Lines(before), Lines(after));
        var start = 0;
        while (start < older.Length && start < newer.Length && older[start] == newer[start])
        {
            start++;
        }
        var end = 0;
        while (end < older.Length - start && end < newer.Length - start && older[^(end + 1)] == newer[^(end + 1)])
        {
            end++;
        }
        var lines = new List<DiffLine>(newer.Length + 16);
        lines.AddRange(Enumerable.Range(0, start).Select(i => new DiffLine(i + 1, i + 1, newer[i])));
        lines.AddRange(Middle(older[start..^end], newer[start..^end], start));
        lines.AddRange(Enumerable.Range(1, end).Reverse().Select(i => new DiffLine(older.Length - i + 1, newer.Length - i + 1, newer[^i])));
        return lines;
    }

    private static string[] Lines(string text) => text.Length == 0 ? [] : [.. text.TrimEnd('\n').Split('\n').Select(line => line.TrimEnd('\r'))];

    /// <summary>Myers' search for the shortest way from one text to the other; the ways of each length are kept to walk back.</summary>
    private static List<DiffLine> Middle(string[] older, string[] newer, int offset)
    {
        var most = Math.Min(older.Length + newer.Length, MostEdits);
        var ways = new List<int[]>();
        var far = new int[(2 * most) + 2];
        for (var edits = 0; edits <= most; edits++)
        {
            for (var k = -edits; k <= edits; k += 2)
            {
                var x = k == -edits || (k != edits && far[most + k - 1] < far[most + k + 1]) ? far[most + k + 1] : far[most + k - 1] + 1;
                while (x < older.Length && x - k < newer.Length && older[x] == newer[x - k])
                {
                    x++;
                }
                far[most + k] = x;
                if (x >= older.Length && x - k >= newer.Length)
                {
                    return Walk(older, newer, ways, edits, offset);
                }
            }
            ways.Add(far[(most - edits)..(most + edits + 1)]);
        }
        return [.. older.Select((line, i) => new DiffLine(offset + i + 1, 0, line)), .. newer.Select((line, i) => new DiffLine(0, offset + i + 1, line))];
    }

    private static List<DiffLine> Walk(string[] older, string[] newer, List<int[]> ways, int edits, int offset)
    {
        var lines = new List<DiffLine>();
        var (x, y) = (older.Length, newer.Length);
        for (var d = edits; d > 0; d--)
        {
            var way = ways[d - 1];
            int At(int diagonal) => diagonal < -(d - 1) || diagonal > d - 1 ? -1 : way[diagonal + d - 1];
            var k = x - y;
            var isNew = k == -d || (k != d && At(k - 1) < At(k + 1));
            var from = isNew ? k + 1 : k - 1;
            var (px, py) = (At(from), At(from) - from);
            while (x > (isNew ? px : px + 1) && y > (isNew ? py + 1 : py))
            {
                lines.Add(new DiffLine(offset + x, offset + y, newer[y - 1]));
                (x, y) = (x - 1, y - 1);
            }
            lines.Add(isNew ? new DiffLine(0, offset + y, newer[y - 1]) : new DiffLine(offset + x, 0, older[x - 1]));
            (x, y) = (px, py);
        }
        while (x > 0)
        {
            lines.Add(new DiffLine(offset + x, offset + y, newer[y - 1]));
            (x, y) = (x - 1, y - 1);
        }
        lines.Reverse();
        return lines;
    }
}
