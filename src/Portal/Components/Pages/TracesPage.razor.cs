using Portal.Browsing;
using Portal.Components.Explore;
using Portal.Components.Layout;
using Portal.Core.Dashboards;

namespace Portal.Components.Pages;

/// <summary>Looks for traces of an environment.</summary>
public sealed partial class TracesPage
{
    private TraceSearchState _search = new();
    private IReadOnlyList<Crumb> _trail = [];
    private string? _service;
    private string? _operation;
    private string? _tags;
    private string? _min;
    private string? _max;
    private int _limit;
    private int _asked;

    private protected override string Path => PortalUrls.Traces(Place!.Scope);

    private SearchSettings Settings => new(
        PortalUrls.TracesApi(Place!.Scope), PortalUrls.Environment(Place.Scope), _search.View.Service ?? "", _search.Operation, string.Join('\n', _search.TagList()), _search.Min, _search.Max, _search.Limit,
        _search.View.Range(Usual).From, _search.View.Range(Usual).To, _search.View.Zone(Usual), _search.Show, Place.Links.Logs, _asked);

    /// <inheritdoc/>
    protected override Task LookAsync()
    {
        Place = ExplorePlace.Find(View!, Tenant, Environment) is { Links.Traces: true } place ? place : null;
        if (Place is not null)
        {
            _search = TraceSearchState.Parse(Navigation.Uri);
            (_service, _operation, _tags, _min, _max, _limit) = (_search.View.Service, _search.Operation, _search.Tags, _search.Min, _search.Max, _search.Limit);
            _trail = [new Crumb(Place.Tenant.Name, PortalUrls.Tenant(Place.Scope.Tenant, Environment)), new Crumb($"Traces of {Environment}")];
        }
        return Task.CompletedTask;
    }

    private string Href(TraceSearchState search) => Path + search.ToQuery(Usual);

    private void Choose(TraceSearchState search) => Navigation.NavigateTo(Href(search));

    private Task ChooseRangeAsync(DashboardTime range)
    {
        Choose(_search with { View = _search.View.WithRange(range.From, range.To) });
        return RememberAsync(range);
    }

    private void Submit()
    {
        // The same search again asks again.
        _asked++;
        Choose(_search with
        {
            View = _search.View with { Service = string.IsNullOrWhiteSpace(_service) ? null : _service.Trim() },
            Operation = _operation?.Trim() ?? "",
            Tags = _tags?.Trim() ?? "",
            Min = _min?.Trim() ?? "",
            Max = _max?.Trim() ?? "",
            Limit = Math.Clamp(_limit, 1, PanelSearch.MostTraces),
        });
    }

    private sealed record SearchSettings(
        string Api, string Place, string Service, string Operation, string Tags, string Min, string Max, int Limit, string From, string To, string TimeZone, string View, bool Logs, int Asked);
}
