using Portal.Core.Diagnostics;
using Portal.Core.Yaml;

namespace Portal.Core.Dashboards;

/// <summary>
/// Places the panels of one row in a grid of 24 columns. Given places stand; the others flow from left to right, line by line, in the text's order, around them.
/// </summary>
internal static class PanelLayout
{
    /// <summary>Width of the grid.</summary>
    public const int Columns = 24;

    /// <summary>Largest height of a panel.</summary>
    public const int MaxHeight = 40;

    /// <summary>Lowest place that can be given.</summary>
    public const int MaxY = 2_000;

    /// <summary>The panels in reading order, each with its place: from the top, then from the left. Given places that leave the grid or overlap are reported; such a panel flows.</summary>
    public static IReadOnlyList<Panel> Arrange(List<DraftPanel> panels, YamlContext context)
    {
        var places = new GridPosition?[panels.Count];
        var taken = new List<GridPosition>(panels.Count);
        for (var i = 0; i < panels.Count; i++)
        {
            if (Given(panels[i], taken, context) is { } place)
            {
                places[i] = place;
                taken.Add(place);
            }
        }
        var flow = new Flow(taken);
        var placed = new Panel[panels.Count];
        for (var i = 0; i < panels.Count; i++)
        {
            placed[i] = panels[i].Panel with { Grid = places[i] ?? flow.Place(Size(panels[i])), Placed = places[i] is not null };
        }
        return [.. placed.OrderBy(p => p.Grid.Y).ThenBy(p => p.Grid.X)];
    }

    private static GridPosition? Given(DraftPanel panel, List<GridPosition> taken, YamlContext context)
    {
        if (panel.Grid is not { X: { } x, Y: { } y })
        {
            return null;
        }
        var (w, h) = Size(panel);
        var place = new GridPosition(x, y, panel.Grid.W ?? Math.Min(w, Columns - x), h);
        if (place.X + place.W > Columns)
        {
            context.Error(
                DiagnosticCodes.LayoutInvalid,
                panel.Grid.Mark,
                $"The panel reaches to column {place.X + place.W}; the grid has {Columns}.",
                $"Make 'w' at most {Columns - place.X}, or 'x' at most {Columns - place.W}.");
            return null;
        }
        foreach (var other in taken)
        {
            if (Overlap(place, other))
            {
                context.Error(
                    DiagnosticCodes.LayoutInvalid,
                    panel.Grid.Mark,
                    $"The panel overlaps the one at x {other.X}, y {other.Y}, w {other.W}, h {other.H}.",
                    "Move one of them, or leave 'x' and 'y' out to let it flow.");
                return null;
            }
        }
        return place;
    }

    private static (int W, int H) Size(DraftPanel panel)
    {
        var (w, h) = panel.Panel.Kind switch
        {
            PanelKind.Stat => (6, 4),
            PanelKind.Gauge => (6, 7),
            PanelKind.PieChart => (8, 8),
            PanelKind.Table => (24, 9),
            PanelKind.StateTimeline => (24, 7),
            PanelKind.Text => (24, 3),
            _ => (12, 8),
        };
        return (panel.Grid.W ?? w, panel.Grid.H ?? h);
    }

    internal static bool Overlap(GridPosition a, GridPosition b) =>
        a.X < b.X + b.W && b.X < a.X + a.W && a.Y < b.Y + b.H && b.Y < a.Y + a.H;

    /// <summary>A cursor that goes from left to right and from line to line, around what is taken.</summary>
    private sealed class Flow(List<GridPosition> taken)
    {
        private int _x;
        private int _y;
        private int _lineEnd;

        public GridPosition Place((int W, int H) size)
        {
            var nearestEnd = int.MaxValue;
            while (true)
            {
                if (_x + size.W > Columns)
                {
                    // Below the panels that flowed into this line; or, where given ones fill it, below the first of them to end.
                    _y = _lineEnd > _y ? _lineEnd : nearestEnd;
                    _x = 0;
                    nearestEnd = int.MaxValue;
                }
                var place = new GridPosition(_x, _y, size.W, size.H);
                if (Blocker(place) is not { } blocker)
                {
                    _x += size.W;
                    _lineEnd = Math.Max(_lineEnd, _y + size.H);
                    taken.Add(place);
                    return place;
                }
                nearestEnd = Math.Min(nearestEnd, blocker.Y + blocker.H);
                _x = blocker.X + blocker.W;
            }
        }

        private GridPosition? Blocker(GridPosition place)
        {
            foreach (var other in taken)
            {
                if (Overlap(place, other))
                {
                    return other;
                }
            }
            return null;
        }
    }
}
