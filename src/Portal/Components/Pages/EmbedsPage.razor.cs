using System.Globalization;
using Microsoft.AspNetCore.Components;
using Portal.Core.Tenancy;
using Portal.Embedding;

namespace Portal.Components.Pages;

/// <summary>What a tenant shows in other sites' pages, for those who may issue it, and the keys that sign it, for its administrators.</summary>
public sealed partial class EmbedsPage
{
    private const string Title = "Embeds";

    private Tenant? _tenant;
    private IReadOnlyList<IssuedEmbed>? _embeds;
    private IReadOnlyList<ListedEmbedKey>? _keys;
    private string? _asked;
    private bool _looked;

    /// <summary>The tenant's id.</summary>
    [Parameter]
    public required string Tenant { get; set; }

    [CascadingParameter]
    private HttpContext? Context { get; set; }

    [Inject]
    private EmbedIssuer Issuer { get; set; } = null!;

    [Inject]
    private TimeProvider Clock { get; set; } = null!;

    /// <inheritdoc/>
    protected override async Task LookAsync()
    {
        _tenant = View?.Tenant(Tenant);
        if (View is { } view && _tenant is { } tenant)
        {
            _embeds = await Issuer.ListAsync(view.Person, tenant, Gone);
            _keys = await Issuer.KeysAsync(view.Person, tenant, Gone);
        }
        _looked = true;
        if (_embeds is null)
        {
            PageStatus.Set(Context, StatusCodes.Status404NotFound);
        }
    }

    private static string Time(DateTimeOffset time) => time.ToUniversalTime().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    private static string Where(IssuedEmbed embed) => string.Join(" · ", new[]
    {
        embed.Claims.Environment, embed.Claims.Service, embed.Claims.Snapshot is null ? null : "snapshot", embed.Claims.Role == "viewer" ? "as for a viewer" : null,
    }.OfType<string>());

    private string State(IssuedEmbed embed) => embed.RevokedAt is not null ? "revoked" : embed.ExpiresAt <= Clock.GetUtcNow() ? "ended" : "good";

    private void Ask(string key) => _asked = key;

    private async Task RevokeAsync(string id)
    {
        await Issuer.RevokeAsync(View!.Person, _tenant!.Id, id, Gone);
        await LookAsync();
    }

    private async Task RevokeKeyAsync()
    {
        if (_asked is { } key)
        {
            _asked = null;
            await Issuer.RevokeKeyAsync(View!.Person, _tenant!, key, Gone);
            await LookAsync();
        }
    }

    private async Task RotateAsync()
    {
        await Issuer.RotateAsync(View!.Person, _tenant!.Id, Gone);
        await LookAsync();
    }
}
