using Microsoft.AspNetCore.Components;
using Portal.Core.Dashboards;

namespace Portal.Components.Dashboards;

/// <summary>Chooses the range and the zone that it is reckoned in.</summary>
public sealed partial class TimePicker : ComponentBase
{
    private string _from = "";
    private string _to = "";
    private string? _fromError;
    private string? _toError;
    private DashboardTime? _filled;

    /// <summary>Gives what was not chosen.</summary>
    [Parameter, EditorRequired]
    public required Dashboard Dashboard { get; set; }

    /// <summary>The view that is shown.</summary>
    [Parameter, EditorRequired]
    public required ViewState View { get; set; }

    /// <summary>The address of another view.</summary>
    [Parameter, EditorRequired]
    public required Func<ViewState, string> Href { get; set; }

    /// <summary>The IANA zone of the viewer's browser.</summary>
    [Parameter]
    public string BrowserZone { get; set; } = "UTC";

    /// <summary>Absolute ranges that were chosen lately, the last one first.</summary>
    [Parameter]
    public IReadOnlyList<DashboardTime> Recent { get; set; } = [];

    /// <summary>Another range was chosen by other means than a link.</summary>
    [Parameter]
    public EventCallback<DashboardTime> OnRange { get; set; }

    [Inject]
    private TimeProvider Clock { get; set; } = null!;

    private DashboardTime Range => View.Range(Dashboard);

    private TimeZoneInfo Zone => TimeZones.Find(TimeZones.Resolve(View.Zone(Dashboard), BrowserZone));

    private TimeText Text => new(Zone, Clock);

    private string ZoneText => View.Zone(Dashboard) switch { TimeZones.Browser => $"Browser ({BrowserZone})", TimeZones.Utc => "UTC", var zone => zone };

    // The browser's own zone is what people expect; any other is told on the button.
    private string? ZoneMark => View.Zone(Dashboard) is var zone && zone == TimeZones.Browser ? null : TimeZones.Offset(Zone, Clock.GetUtcNow());

    private string Details => $"{Text.Show(Range.From)} to {Text.Show(Range.To)}, {ZoneText}";

    private List<Choice> Zones
    {
        get
        {
            var (chosen, now) = (View.Zone(Dashboard), Clock.GetUtcNow());
            Choice Of(string zone, string text, TimeZoneInfo rules) => new(text, Href(View with { TimeZone = zone }), zone == chosen, TimeZones.Offset(rules, now));
            return
            [
                Of(TimeZones.Browser, $"Browser ({BrowserZone})", TimeZones.Find(BrowserZone)),
                Of(TimeZones.Utc, "UTC", TimeZoneInfo.Utc),
                .. TimeZones.Iana.Select(zone => Of(zone, zone, TimeZones.Find(zone))),
            ];
        }
    }

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        // What is being typed stays, unless another range has come into force.
        if (_filled != Range)
        {
            Fill();
        }
    }

    private void Fill()
    {
        (_filled, _from, _to, _fromError, _toError) = (Range, Text.Show(Range.From), Text.Show(Range.To), null, null);
    }

    private async Task ApplyAsync()
    {
        (var range, _fromError, _toError) = Text.Read(_from, _to);
        if (range is not null)
        {
            await OnRange.InvokeAsync(range);
        }
    }

    private Task ShiftAsync(int direction) => GoAsync(Text.Shift(Range, direction));

    private Task ZoomOutAsync() => GoAsync(Text.ZoomOut(Range));

    private Task GoAsync(DashboardTime? range) => range is null ? Task.CompletedTask : OnRange.InvokeAsync(range);
}
