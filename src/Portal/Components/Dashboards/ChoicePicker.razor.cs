using Microsoft.AspNetCore.Components;

namespace Portal.Components.Dashboards;

/// <summary>Chooses one of several, by links that can be searched. The browser searches in what it was given; of more than <see cref="MostShown"/>, the server gives those that match.</summary>
public sealed partial class ChoicePicker : ComponentBase
{
    /// <summary>How many choices are drawn at most.</summary>
    internal const int MostShown = 500;

    private string _search = "";

    /// <summary>Unique in the page.</summary>
    [Parameter, EditorRequired]
    public required string Id { get; set; }

    /// <summary>What is chosen, such as <c>Service</c>.</summary>
    [Parameter, EditorRequired]
    public required string Label { get; set; }

    /// <summary>The choice that is in force.</summary>
    [Parameter, EditorRequired]
    public required string Value { get; set; }

    /// <summary>What can be chosen.</summary>
    [Parameter, EditorRequired]
    public required IReadOnlyList<Choice> Choices { get; set; }

    /// <summary>What is said where there is nothing to choose.</summary>
    [Parameter]
    public string Empty { get; set; } = "There is nothing to choose.";

    /// <summary>The keys that open it, divided by <c>|</c>.</summary>
    [Parameter]
    public string? Keys { get; set; }

    /// <summary>Shown beside the pointer.</summary>
    [Parameter]
    public string? Title { get; set; }

    /// <summary>More classes.</summary>
    [Parameter]
    public string? Class { get; set; }

    /// <summary>Whether the label is shown on the button.</summary>
    [Parameter]
    public bool ShowLabel { get; set; } = true;

    /// <summary>Whether the box ends where the button ends.</summary>
    [Parameter]
    public bool AlignEnd { get; set; }

    /// <summary>Whether the choices are drawn only once it is opened.</summary>
    [Parameter]
    public bool Lazy { get; set; }

    /// <summary>Whether choosing leaves no step to go back to.</summary>
    [Parameter]
    public bool Replaces { get; set; }

    /// <summary>What stands below the choices.</summary>
    [Parameter]
    public RenderFragment? ChildContent { get; set; }

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    private bool Searchable => Choices.Count > 7;

    private int Found => Choices.Count(Matches);

    // Fewer than the most are all given, so that searching needs no way to the server and back.
    private IEnumerable<Choice> Shown => Choices.Count <= MostShown ? Choices : Choices.Where(Matches).Take(MostShown);

    private bool Matches(Choice choice) => Choices.Count <= MostShown || choice.Text.Contains(_search, StringComparison.OrdinalIgnoreCase);

    private void Search(ChangeEventArgs e) => _search = (e.Value as string ?? "").Trim();

    private void Choose(Choice choice)
    {
        if (Replaces && choice.Href is not null)
        {
            Navigation.NavigateTo(choice.Href, replace: true);
        }
    }
}
