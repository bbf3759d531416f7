using Microsoft.AspNetCore.Components;
using Portal.Core.Dashboards;

namespace Portal.Components.Dashboards;

/// <summary>Chooses several. What is ticked counts once the box is closed, so that panels load once and not for every tick.</summary>
public sealed partial class MultiPicker : ComponentBase
{
    private List<string> _draft = [];
    private IReadOnlyList<string> _applied = [];
    private string _search = "";

    /// <summary>Unique in the page.</summary>
    [Parameter, EditorRequired]
    public required string Id { get; set; }

    /// <summary>What is chosen.</summary>
    [Parameter, EditorRequired]
    public required string Label { get; set; }

    /// <summary>What can be chosen, with 'All' where it is offered.</summary>
    [Parameter, EditorRequired]
    public required IReadOnlyList<VariableOption> Options { get; set; }

    /// <summary>The values in force.</summary>
    [Parameter, EditorRequired]
    public required IReadOnlyList<string> Selected { get; set; }

    /// <summary>Why what is in force is not what was asked for, or null.</summary>
    [Parameter]
    public string? Note { get; set; }

    /// <summary>Other values were chosen; none for the default.</summary>
    [Parameter]
    public EventCallback<IReadOnlyList<string>> OnChosen { get; set; }

    private string Value => Summary(Options, Selected);

    private int Found => Options.Count(Matches);

    private IEnumerable<VariableOption> Shown => Options.Count <= ChoicePicker.MostShown ? Options : Options.Where(Matches).Take(ChoicePicker.MostShown);

    /// <summary>The chosen values in a few words.</summary>
    internal static string Summary(IReadOnlyList<VariableOption> options, IReadOnlyList<string> selected)
    {
        var texts = selected.Select(value => options.FirstOrDefault(o => o.Value == value)?.Text ?? (value == ViewState.All ? "All" : value)).ToList();
        return texts switch
        {
            [] => "None",
            [var one] => one.Length == 0 ? "Empty" : one,
            [var one, var two] => $"{one} + {two}",
            _ => $"{texts[0]} + {texts.Count - 1} more",
        };
    }

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        if (!_applied.SequenceEqual(Selected))
        {
            (_applied, _draft) = (Selected, [.. Selected]);
        }
    }

    private bool Matches(VariableOption option) => Options.Count <= ChoicePicker.MostShown || option.Text.Contains(_search, StringComparison.OrdinalIgnoreCase);

    private void Search(ChangeEventArgs e) => _search = (e.Value as string ?? "").Trim();

    private void Toggle(string value, bool on)
    {
        // 'All' and single values exclude each other.
        _draft.RemoveAll(chosen => chosen == value || (on && (value == ViewState.All || chosen == ViewState.All)));
        if (on)
        {
            _draft.Add(value);
        }
    }

    private void Clear() => _draft.Clear();

    private async Task ApplyAsync()
    {
        if (_draft.ToHashSet(StringComparer.Ordinal).SetEquals(_applied))
        {
            return;
        }
        _applied = [.. _draft];
        await OnChosen.InvokeAsync(_applied);
    }
}
