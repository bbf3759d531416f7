using Microsoft.AspNetCore.Components;

namespace Portal.Components.Dashboards;

/// <summary>A button with a box that it opens. Escape, or a press elsewhere, closes it and gives the focus back.</summary>
public sealed partial class Popup : ComponentBase
{
    private bool _toggled;

    /// <summary>Unique in the page.</summary>
    [Parameter, EditorRequired]
    public required string Id { get; set; }

    /// <summary>Names the button and the box to those who do not see them.</summary>
    [Parameter, EditorRequired]
    public required string Label { get; set; }

    /// <summary>What the button shows.</summary>
    [Parameter, EditorRequired]
    public required RenderFragment Button { get; set; }

    /// <summary>What the box holds.</summary>
    [Parameter, EditorRequired]
    public required RenderFragment ChildContent { get; set; }

    /// <summary>The keys that press the button, divided by <c>|</c>.</summary>
    [Parameter]
    public string? Keys { get; set; }

    /// <summary>Shown beside the pointer.</summary>
    [Parameter]
    public string? Title { get; set; }

    /// <summary>More classes.</summary>
    [Parameter]
    public string? Class { get; set; }

    /// <summary>Whether the box ends where the button ends, instead of beginning where it begins.</summary>
    [Parameter]
    public bool AlignEnd { get; set; }

    /// <summary>Whether the box is filled only when it is first opened: for what is costly to draw.</summary>
    [Parameter]
    public bool Lazy { get; set; }

    /// <summary>It was opened or closed.</summary>
    [Parameter]
    public EventCallback OnToggle { get; set; }

    private Task ToggledAsync()
    {
        _toggled = true;
        return OnToggle.InvokeAsync();
    }
}
