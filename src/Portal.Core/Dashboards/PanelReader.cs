using System.Text.RegularExpressions;
using Portal.Core.Diagnostics;
using Portal.Core.Yaml;

namespace Portal.Core.Dashboards;

/// <summary>Reads a panel.</summary>
internal static partial class PanelReader
{
    /// <summary>The kinds as YAML spells them, in the order of <see cref="PanelKind"/>.</summary>
    internal static readonly string[] Kinds = ["timeseries", "stat", "gauge", "bargauge", "barchart", "table", "heatmap", "piechart", "state-timeline", "text", "logs", "traces", "trace", "servicemap"];

    /// <summary>The panel; null with an error where its kind is not known. Its place is worked out later, as is its id where none is given.</summary>
    public static DraftPanel? Read(YamlMap map)
    {
        if (!map.Has("type"))
        {
            map.Missing("type");
        }
        var kind = Array.IndexOf(Kinds, map.OneOf("type", Kinds));
        var id = ReadId(map);
        var queries = QueryReader.ReadAll(map, kind == (int)PanelKind.Logs ? "loki" : "prometheus");
        var panel = new Panel
        {
            Id = id ?? "",
            Kind = kind < 0 ? PanelKind.Text : (PanelKind)kind,
            Title = map.String("title") ?? "",
            Description = map.String("description") ?? "",
            Grid = default,
            Queries = queries,
            Traces = TracesReader.Read(map, kind < 0 ? null : (PanelKind)kind),
            Display = DisplayReader.Read(map, queries),
            Links = LinkReader.ReadAll(map),
            Mark = map.Node.Start,
        };
        var grid = ReadGrid(map);
        if (kind < 0)
        {
            return null;
        }
        RefuseEmpty(map, panel);
        return new DraftPanel(panel, id is not null, grid);
    }

    private static string? ReadId(YamlMap map)
    {
        var id = map.String("id");
        if (id is null || IdPattern().IsMatch(id))
        {
            return id;
        }
        map.Context.Error(DiagnosticCodes.DashboardInvalid, map.MarkOf("id"), $"'{id}' cannot be a panel's id.", "Use 1 to 64 of a-z, 0-9 and -, not beginning with -, or leave it out.");
        return null;
    }

    private static GridRequest ReadGrid(YamlMap panel)
    {
        if (panel.Map("grid", "a grid") is not { } map)
        {
            return default;
        }
        var grid = new GridRequest(
            map.Integer("x", 0, PanelLayout.Columns - 1),
            map.Integer("y", 0, PanelLayout.MaxY),
            map.Integer("w", 1, PanelLayout.Columns),
            map.Integer("h", 1, PanelLayout.MaxHeight),
            map.Node.Start);
        map.RefuseUnknownKeys();
        if (map.Has("x") != map.Has("y"))
        {
            map.Context.Error(DiagnosticCodes.LayoutInvalid, map.Node.Start, "A place needs both 'x' and 'y'.", "Give both, or leave both out to let the panel flow.");
        }
        return grid;
    }

    private static void RefuseEmpty(YamlMap map, Panel panel)
    {
        if (panel.Kind == PanelKind.Text)
        {
            if (!map.Has("content"))
            {
                map.Missing("content");
            }
        }
        else if (panel.Traces is null && !map.Has("queries"))
        {
            map.Context.Error(DiagnosticCodes.Empty, panel.Mark, "The panel asks nothing.", "Give it 'queries' with an 'expr', or make it 'type: text'.");
        }
    }

    [GeneratedRegex(@"^[a-z0-9][a-z0-9-]{0,63}\z", RegexOptions.CultureInvariant)]
    private static partial Regex IdPattern();
}
