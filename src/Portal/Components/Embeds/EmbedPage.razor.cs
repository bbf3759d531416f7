using Microsoft.AspNetCore.Components;

namespace Portal.Components.Embeds;

/// <summary>The page that is shown in a frame of another site.</summary>
public sealed partial class EmbedPage : ComponentBase
{
    private static readonly string[] Styles = ["css/base.css", "css/panels.css", "css/dashboard.css", "css/traces.css", "css/logs.css", "css/embed.css"];

    private static readonly string[] Always =
        ["js/embed.js", "Components/Panels/PanelView.razor.js", "js/dom.js", "js/axis.js", "js/queue.js", "js/display.js", "js/units.js", "js/places.js"];

    /// <summary>What is shown.</summary>
    [Parameter, EditorRequired]
    public required EmbedPageModel Model { get; set; }

    /// <summary>What scripts of this answer carry.</summary>
    [Parameter, EditorRequired]
    public required string Nonce { get; set; }

    private IEnumerable<string> Modules => Always.Concat(Model.Panels.Select(p => p.Kind).Where(kind => kind != "text").Distinct().Select(kind => $"js/panels/{kind}.js"));
}
