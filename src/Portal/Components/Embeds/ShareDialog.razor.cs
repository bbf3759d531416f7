using System.Security.Claims;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Portal.Browsing;
using Portal.Components.Dashboards;
using Portal.Core.Queries;
using Portal.Embedding;

namespace Portal.Components.Embeds;

/// <summary>Makes a link, a frame or an element of what is shown, for people who are not in the portal.</summary>
public sealed partial class ShareDialog : ComponentBase, IAsyncDisposable
{
    private static readonly (string Value, string Text)[] Lifetimes = [("1h", "an hour"), ("1d", "a day"), ("7d", "a week"), ("30d", "30 days"), ("90d", "90 days"), ("365d", "a year")];
    private static readonly (string Value, string Text)[] Windows = [("now-1d", "the last day"), ("now-7d", "the last week"), ("now-30d", "the last 30 days")];

    private readonly CancellationTokenSource _gone = new();
    private readonly HashSet<string> _free = new(StringComparer.Ordinal);
    private ElementReference _root;
    private DotNetObjectReference<ShareDialog>? _self;
    private IJSObjectReference? _module;
    private bool _snapshot;
    private bool _masked = true;
    private string _origins = "";
    private string _lifetime = "30d";
    private string _window = "";
    private string? _problem;
    private bool _busy;
    private IssuedEmbed? _issued;
    private string _token = "";

    /// <summary>What is shown.</summary>
    [Parameter, EditorRequired]
    public required Opening.Opened Opened { get; set; }

    /// <summary>How it is shown.</summary>
    [Parameter, EditorRequired]
    public required ViewState View { get; set; }

    /// <summary>Who shares.</summary>
    [Parameter, EditorRequired]
    public required ClaimsPrincipal Person { get; set; }

    /// <summary>The resolved variables; null while they are not known.</summary>
    [Parameter]
    public IReadOnlyList<ResolvedVariable>? Variables { get; set; }

    /// <summary>The panel; null for the whole dashboard.</summary>
    [Parameter]
    public string? Panel { get; set; }

    /// <summary>It was closed.</summary>
    [Parameter]
    public EventCallback OnClosed { get; set; }

    [Inject]
    private EmbedIssuer Issuer { get; set; } = null!;

    [Inject]
    private TimeProvider Clock { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [Inject]
    private IJSRuntime Js { get; set; } = null!;

    private string Title => Panel is not null && Opened.Dashboard.Panel(Panel) is { Title.Length: > 0 } panel ? panel.Title : Opened.Dashboard.Title;

    private string RangeText => new TimeText(TimeZoneInfo.Utc, Clock).Describe(View.Range(Opened.Dashboard));

    /// <summary>The variables that have a value, which is what they are held to.</summary>
    private List<BoundVariable> Bound =>
    [
        .. (Variables ?? []).Where(v => v.Selected.Count > 0 && v.Error is null).Select(v => new BoundVariable(
            v.Variable.Name, v.Variable.Label ?? v.Variable.Name, [.. v.Selected.Distinct(StringComparer.Ordinal)],
            string.Join(", ", v.Selected.Take(3).Select(value => v.Options.FirstOrDefault(o => o.Value == value)?.Text ?? value)) + (v.Selected.Count > 3 ? ", …" : ""))),
    ];

    private IEnumerable<(string Name, string Text)> Snippets
    {
        get
        {
            var address = Navigation.ToAbsoluteUri(PortalUrls.Embed(_token)).AbsoluteUri;
            var height = Panel is not null && Opened.Dashboard.Panel(Panel) is { } panel ? (panel.Grid.H * 38) - 8 : 800;
            yield return ("Link", address);
            if (_issued!.Claims.Origins is { Count: > 0 })
            {
                yield return ("Frame", $"<iframe src=\"{address}\" title=\"{System.Net.WebUtility.HtmlEncode(Title)}\" width=\"100%\" height=\"{height}\" loading=\"lazy\" referrerpolicy=\"no-referrer\" style=\"border: 0\"></iframe>");
                yield return ("Element, as high as its content", $"<script type=\"module\" src=\"{Navigation.ToAbsoluteUri(EmbedDoor.Component).AbsoluteUri}\"></script>\n<portal-panel src=\"{address}\" title=\"{System.Net.WebUtility.HtmlEncode(Title)}\"></portal-panel>");
            }
        }
    }

    /// <summary>Called by the module when the browser has closed the drawer.</summary>
    [JSInvokable]
    public Task Closed() => InvokeAsync(OnClosed.InvokeAsync);

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
        {
            return;
        }
        try
        {
            _self = DotNetObjectReference.Create(this);
            _module = await Js.InvokeAsync<IJSObjectReference>("import", _gone.Token, "./Components/Embeds/ShareDialog.razor.js");
            await _module.InvokeVoidAsync("open", _gone.Token, _root, _self);
        }
        catch (Exception e) when (e is JSDisconnectedException or OperationCanceledException)
        {
            // The page is gone, and with it the drawer.
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _gone.CancelAsync();
        await BrowserHandles.ReleaseAsync(null, _module);
        _self?.Dispose();
        _gone.Dispose();
    }

    private void Free(string name, bool free)
    {
        if (free)
        {
            _free.Add(name);
        }
        else
        {
            _free.Remove(name);
        }
    }

    private async Task IssueAsync()
    {
        (_busy, _problem) = (true, null);
        StateHasChanged();
        try
        {
            var outcome = await Issuer.IssueAsync(Person, Wish(), _gone.Token);
            (_issued, _token) = (outcome.Embed, outcome.Token ?? "");
            _problem = outcome.Embed is not null ? null : outcome.Problem ?? "This dashboard, or your right to share it, is no longer there. Load the page again.";
        }
        catch (OperationCanceledException) when (_gone.IsCancellationRequested)
        {
            // Nobody waits any more.
        }
        finally
        {
            _busy = false;
        }
    }

    private EmbedWish Wish()
    {
        var (key, range, zone) = (Opened.Binding.Key, View.Range(Opened.Dashboard), View.Zone(Opened.Dashboard));
        return new EmbedWish
        {
            Tenant = key.Scope.Tenant.Value,
            Environment = key.Scope.Environment,
            Dashboard = Opened.Place.Template.Slug,
            Service = key.Service,
            Panel = Panel,
            Variables = Bound.Where(v => _snapshot || !_free.Contains(v.Name)).ToDictionary(v => v.Name, v => v.Values, StringComparer.Ordinal),
            Free = _snapshot ? [] : [.. _free],
            From = range.From,
            To = range.To,
            TimeZone = zone == "browser" ? null : zone,
            Window = _window.Length == 0 ? null : new EmbedWindow(_window, "now"),
            Origins = _origins.Split((char[])['\n', '\r', ' ', ','], StringSplitOptions.RemoveEmptyEntries),
            Role = _masked ? "support" : "viewer",
            Lifetime = _lifetime,
            Snapshot = _snapshot,
        };
    }

    private sealed record BoundVariable(string Name, string Label, IReadOnlyList<string> Values, string Text);
}
