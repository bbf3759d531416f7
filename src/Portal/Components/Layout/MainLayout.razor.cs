using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.AspNetCore.WebUtilities;
using MudBlazor;

namespace Portal.Components.Layout;

/// <summary>What surrounds every page. With <c>kiosk</c> in the address there is nothing but the page.</summary>
public sealed partial class MainLayout
{
    // Colours are the tokens of css/portal.css, which css/mud.css hands to MudBlazor; here is only what no token says.
    private static readonly MudTheme Theme = new()
    {
        LayoutProperties = new LayoutProperties { DefaultBorderRadius = "6px", AppbarHeight = "48px" },
        Typography = new Typography { Default = new DefaultTypography { FontFamily = ["var(--pt-font)"], FontSize = "13px", LineHeight = "1.45", LetterSpacing = "normal" } },
    };

    private ErrorBoundary? _boundary;
    private bool _kiosk;

    /// <inheritdoc/>
    protected override void OnInitialized()
    {
        _kiosk = IsKiosk(Navigation.Uri);
        Navigation.LocationChanged += Follow;
    }

    /// <inheritdoc/>
    public void Dispose() => Navigation.LocationChanged -= Follow;

    /// <summary>Whether an address asks for the page alone.</summary>
    internal static bool IsKiosk(string uri) =>
        QueryHelpers.ParseQuery(new Uri(uri).Query).TryGetValue("kiosk", out var kiosk) && kiosk.ToString() is not ("0" or "false");

    private void Follow(object? sender, LocationChangedEventArgs e) => InvokeAsync(() =>
    {
        _kiosk = IsKiosk(e.Location);
        // Another page may well work.
        _boundary?.Recover();
        StateHasChanged();
    });
}
