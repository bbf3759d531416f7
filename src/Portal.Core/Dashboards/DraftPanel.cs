using Portal.Core.Yaml;

namespace Portal.Core.Dashboards;

/// <summary>What a panel's grid says: all of a place, only a size, or nothing.</summary>
/// <param name="X">Column; null for automatic.</param>
/// <param name="Y">From the row's top; null for automatic.</param>
/// <param name="W">Width; null for what suits the kind.</param>
/// <param name="H">Height; null for what suits the kind.</param>
/// <param name="Mark">Where it stands.</param>
internal readonly record struct GridRequest(int? X, int? Y, int? W, int? H, YamlMark Mark);

/// <summary>A panel as it was read, before the panels beside it are known.</summary>
internal sealed class DraftPanel(Panel panel, bool named, GridRequest grid)
{
    /// <summary>The panel; its id, unless <see cref="Named"/>, and its place are not worked out yet.</summary>
    public Panel Panel { get; set; } = panel;

    /// <summary>Whether the author gave the id.</summary>
    public bool Named { get; } = named;

    /// <summary>The place that the author wants.</summary>
    public GridRequest Grid { get; } = grid;
}
