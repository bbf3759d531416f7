using Portal.Core.Dashboards;

namespace Portal.Core.Changes;

/// <summary>Finds each panel again, by its id or by what it says, and tells what has become of it.</summary>
internal static class PanelComparison
{
    /// <summary>What has become of the panels.</summary>
    /// <param name="before">The older dashboard.</param>
    /// <param name="after">The newer dashboard.</param>
    /// <param name="rows">Which row is which.</param>
    /// <param name="language">The language of a datasource's queries.</param>
    public static IEnumerable<Change> Compare(
        Dashboard before, Dashboard after, IReadOnlyList<(DashboardRow? Before, DashboardRow? After)> rows, Func<string, QueryLanguage> language)
    {
        var pairs = Pair(before, after);
        var moved = Moved(pairs, rows);
        foreach (var (older, newer) in pairs)
        {
            var panel = (newer ?? older)!.Panel;
            var part = new Change(ChangeKind.Changed, ChangedPart.Panel, panel.Title.Length > 0 ? panel.Title : panel.Id) { Panel = panel.Id };
            foreach (var change in DashboardComparison.Compare(part, older?.Panel, newer?.Panel, one => PanelFacts.Of(one, language)))
            {
                yield return change;
            }
            if (older is null || newer is null)
            {
                continue;
            }
            if (older.Size != newer.Size)
            {
                yield return part with { Kind = ChangeKind.Resized, Property = "size", Before = older.Size, After = newer.Size };
            }
            if (moved.Contains(newer))
            {
                yield return part with { Kind = ChangeKind.Moved, Property = "place", Before = older.Place, After = newer.Place };
            }
        }
    }

    /// <summary>Which panel is which.</summary>
    public static IEnumerable<(Panel? Before, Panel? After)> Pairs(Dashboard before, Dashboard after) => Pair(before, after).Select(pair => (pair.Before?.Panel, pair.After?.Panel));

    private static IReadOnlyList<(InRow? Before, InRow? After)> Pair(Dashboard before, Dashboard after) => Pairing.Of<InRow>(
        InRow.Of(before), InRow.Of(after),
        place => (place.Panel.Id, place.Panel.Title, place.Says),
        place => place.Panel.Title.Length > 0 && place.Asks.Length > 0 ? (place.Panel.Title, place.Says) : null,
        place => place.Panel.Id,
        place => place.Asks.Length > 0 ? place.Says : null);

    // A panel that only makes room for another one has not moved: what counts is its row, its rank among those that stay, and a place that its author gave it.
    private static HashSet<InRow> Moved(IReadOnlyList<(InRow? Before, InRow? After)> pairs, IReadOnlyList<(DashboardRow? Before, DashboardRow? After)> rows)
    {
        var moved = new HashSet<InRow>(ReferenceEqualityComparer.Instance);
        foreach (var row in pairs.Where(pair => pair is { Before: not null, After: not null }).GroupBy(pair => pair.After!.Row))
        {
            var stays = row.Where(pair => rows.Contains((pair.Before!.Row, row.Key))).ToList();
            moved.UnionWith(row.Except(stays).Select(pair => pair.After!));
            var outside = Pairing.OutOfOrder([.. stays.Select(pair => pair.Before!.Rank)]);
            moved.UnionWith(stays.Where((pair, i) => outside.Contains(i) || IsPlacedElsewhere(pair.Before!.Panel, pair.After!.Panel)).Select(pair => pair.After!));
        }
        return moved;
    }

    private static bool IsPlacedElsewhere(Panel before, Panel after) => before.Placed && after.Placed && (before.Grid.X, before.Grid.Y) != (after.Grid.X, after.Grid.Y);

    /// <summary>A panel with its row and its rank in it.</summary>
    private sealed record InRow(Panel Panel, DashboardRow Row, int Rank)
    {
        public string Asks { get; } = string.Join('\n', [.. Panel.Queries.Select(query => $"{query.Datasource} {query.Expr}"), Panel.Display.Content, .. Panel.Traces?.Texts ?? []]).Trim('\n');

        public (PanelKind, string) Says => (Panel.Kind, Asks);

        public string Size => $"{Panel.Grid.W} × {Panel.Grid.H}";

        public string Place => $"{(Row.Title.Length > 0 ? $"{Row.Title}, " : "")}column {Panel.Grid.X}, line {Panel.Grid.Y}";

        public static IReadOnlyList<InRow> Of(Dashboard dashboard) => [.. dashboard.Rows.SelectMany(row => row.Panels.Select((panel, rank) => new InRow(panel, row, rank)))];
    }
}
