using Microsoft.AspNetCore.Components;
using Portal.Core.Dashboards;
using Portal.Core.Queries;

namespace Portal.Components.Dashboards;

/// <summary>The controls of a dashboard's variables. Before they are resolved, places of their size are held for them.</summary>
public sealed partial class VariableBar : ComponentBase
{
    /// <summary>Whose variables.</summary>
    [Parameter, EditorRequired]
    public required Dashboard Dashboard { get; set; }

    /// <summary>What can be chosen and what is; null while that is not known.</summary>
    [Parameter]
    public IReadOnlyList<ResolvedVariable>? Resolved { get; set; }

    /// <summary>Whether they are being resolved anew.</summary>
    [Parameter]
    public bool Busy { get; set; }

    /// <summary>The view that is shown.</summary>
    [Parameter, EditorRequired]
    public required ViewState View { get; set; }

    /// <summary>The address of another view.</summary>
    [Parameter, EditorRequired]
    public required Func<ViewState, string> Href { get; set; }

    /// <summary>Another view was chosen by other means than a link.</summary>
    [Parameter]
    public EventCallback<ViewState> OnChosen { get; set; }

    /// <summary>Resolve again.</summary>
    [Parameter]
    public EventCallback OnRetry { get; set; }

    private List<Choice> Choices(ResolvedVariable resolved) =>
        [.. resolved.Options.Select(o => new Choice(o.Text, Href(View.WithVariable(resolved.Variable.Name, [o.Value])), resolved.Selected.Contains(o.Value)))];

    private string Text(Variable variable, ResolvedVariable? resolved) =>
        resolved?.Selected is [var checkedText, ..] ? checkedText
            : View.Variables.TryGetValue(variable.Name, out var chosen) && chosen is [var typed, ..] ? typed
            : variable.Default is [var first, ..] ? first : "";

    private Task ChooseAsync(Variable variable, IReadOnlyList<string> values) => OnChosen.InvokeAsync(View.WithVariable(variable.Name, values));
}
