using Microsoft.AspNetCore.WebUtilities;
using Portal.Browsing;
using Portal.Components.Dashboards;
using Portal.Components.Explore;
using Portal.Components.Layout;
using Portal.Components.Panels;
using Portal.Core.Dashboards;
using Portal.Core.Queries.Logs;

namespace Portal.Components.Pages;

/// <summary>Looks for lines of an environment. What was found is shown by the panel of logs, as in dashboards.</summary>
public sealed partial class LogsPage
{
    private static readonly IReadOnlyDictionary<string, IReadOnlyList<string>> NoVariables = new Dictionary<string, IReadOnlyList<string>>();

    private LogSearch _search = new();
    private ViewState _view = new();
    private PanelModel? _panel;
    private IReadOnlyList<Crumb> _trail = [];
    private string? _text;
    private string? _without;
    private TextMatch _match;
    private int _asked;

    private protected override string Path => PortalUrls.Logs(Place!.Scope);

    private string DataUrl => QueryHelpers.AddQueryString($"{PortalUrls.LogsApi(Place!.Scope)}/data", Words(_search with { Display = new LogsDisplay { Order = _search.Display.Order } }, _view));

    private PanelQueryState State => new(_view.Range(Usual).From, _view.Range(Usual).To, _view.Zone(Usual), NoVariables, _asked, _asked > 0);

    // How lines are shown is nothing to what there is to choose from.
    private SearchSettings Settings => new(
        PortalUrls.LogsApi(Place!.Scope), QueryHelpers.AddQueryString("", Words(_search with { Display = new LogsDisplay() }, _view)), _view.Range(Usual).From, _view.Range(Usual).To, _view.Zone(Usual), _asked);

    private List<Choice> Environments =>
    [
        .. View!.Environments(Place!.Tenant).Select(environment => (environment.Name, Scope: Place.Scope with { Environment = environment.Name }))
            .Select(other => View.LogsOf(other.Scope) is null ? new Choice(other.Name, null, Note: "has no logs")
                : new Choice(other.Name, QueryHelpers.AddQueryString(PortalUrls.Logs(other.Scope) + _view.Reduce(Usual).ToQuery(), Words(_search, _view with { Service = null })), other.Name == Environment)),
    ];

    private List<Choice> Services =>
    [
        new Choice("All", Href(_search, _view with { Service = LogSearchWords.AnyService }), _view.Service is not null && _search.Service is null),
        .. View!.Services(Place!.Scope).Concat(_search.Service is { } chosen ? [chosen] : []).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .Select(name => new Choice(name, Href(_search, _view with { Service = name }), name == _search.Service)),
    ];

    /// <inheritdoc/>
    protected override Task LookAsync()
    {
        Place = ExplorePlace.Find(View!, Tenant, Environment) is { Links.Logs: true } place ? place : null;
        if (Place is null)
        {
            return Task.CompletedTask;
        }
        _view = ViewState.Parse(Navigation.Uri) with { Variables = NoVariables, Kiosk = false, ViewPanel = null, Refresh = null };
        _search = LogSearchWords.Parse(new Uri(Navigation.Uri).Query);
        (_text, _without, _match) = (_search.Text, _search.Without, _search.Match);
        _trail = [new Crumb(Place.Tenant.Name, PortalUrls.Tenant(Place.Scope.Tenant, Environment)), new Crumb($"Logs of {Environment}")];
        // Where nothing is looked for, services are offered.
        _panel = _view.Service is null && _search is { Text: "", Without: "", Trace: null, Levels.Count: 0, Conditions.Count: 0 } ? null : Panel();
        return Task.CompletedTask;
    }

    // Wrapping and JSON are the browser's own: they are kept in the address and need no other panel.
    private PanelModel Panel()
    {
        var display = _search.Display;
        var shown = _panel?.Display.Logs;
        return shown is not null && shown with { Wrap = display.Wrap, PrettifyJson = display.PrettifyJson, Highlight = display.Highlight } == display && shown.Highlight.SequenceEqual(display.Highlight) ? _panel!
            : PanelModel.From(new Panel { Id = LogSearch.PanelId, Kind = PanelKind.Logs, Title = "Lines", Grid = new GridPosition(0, 0, 24, 20), Display = new PanelDisplay { Logs = display } });
    }

    private string Href(LogSearch search, ViewState view) => QueryHelpers.AddQueryString(Path + view.Reduce(Usual).ToQuery(), Words(search, view with { Service = null }));

    private void Choose(LogSearch search, ViewState view) => Navigation.NavigateTo(Href(search, view));

    private Task ChooseRangeAsync(DashboardTime range)
    {
        Choose(_search, _view.WithRange(range.From, range.To));
        return RememberAsync(range);
    }

    private void Zoom(TimeZoom zoom)
    {
        var range = TimeText.Between(zoom.FromMs, zoom.ToMs);
        Choose(_search, _view.WithRange(range.From, range.To));
    }

    private void Submit()
    {
        // The same search again asks again.
        _asked++;
        Choose(_search with { Text = _text?.Trim() ?? "", Without = _without?.Trim() ?? "", Match = _match }, _view with { Service = _view.Service ?? LogSearchWords.AnyService });
    }

    private LogSearch WithLevel(string level) => _search with { Levels = _search.Levels.Contains(level) ? [.. _search.Levels.Where(other => other != level)] : [.. _search.Levels, level] };

    private LogSearch Turned(LineCondition condition) => _search with { Conditions = [.. _search.Conditions.Select(c => c == condition ? c with { Negated = !c.Negated } : c)] };

    private static IEnumerable<KeyValuePair<string, string?>> Words(LogSearch search, ViewState view) =>
        [.. view.Service is { } service ? new KeyValuePair<string, string?>[] { new("service", service) } : [], .. LogSearchWords.Of(search).Select(word => KeyValuePair.Create(word.Key, (string?)word.Value))];

    private sealed record SearchSettings(string Api, string Query, string From, string To, string TimeZone, int Asked);
}
