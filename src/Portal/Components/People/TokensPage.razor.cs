using Microsoft.AspNetCore.Components;
using Portal.Core.Tenancy;
using Portal.Identity;
using Portal.Identity.Tokens;

namespace Portal.Components.People;

/// <summary>A person's tokens for scripts.</summary>
public sealed partial class TokensPage
{
    private IReadOnlyList<ApiToken> _tokens = [];
    private bool _may;
    private string _name = "";
    private string _tenant = "";
    private string _right = nameof(Right.View);
    private int _days = 30;
    private string? _made;
    private string? _madeName;
    private string? _problem;

    [Inject]
    private ApiTokens Tokens { get; set; } = null!;

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    /// <inheritdoc/>
    protected override async Task LookAsync()
    {
        _may = View!.Person.Identity?.IsAuthenticated == true && !View.Person.HasClaim(c => c.Type == PersonClaims.Token);
        _tokens = _may ? await Tokens.OfAsync(View.Person, Gone) : [];
    }

    private async Task MakeAsync()
    {
        (_made, _problem) = (null, null);
        var name = _name.Trim();
        if (!_may || name.Length is 0 or > ApiTokens.MaxName || name.Any(char.IsControl))
        {
            _problem = "Give the token a name, such as the script that it is for.";
            return;
        }
        if (!Enum.TryParse<Right>(_right, out var right) || (_tenant.Length > 0 && View!.Tenant(_tenant) is null))
        {
            return;
        }
        _made = await Tokens.MakeAsync(View!.Person, name, _tenant.Length == 0 ? null : new TenantId(_tenant), right, TimeSpan.FromDays(Math.Clamp(_days, 1, 365)), Gone);
        (_madeName, _name) = (name, "");
        _problem = _made is null ? "You have 100 tokens, which is the most. Revoked ones go away after 30 days." : null;
        await LookAsync();
    }

    private async Task RevokeAsync(ApiToken token)
    {
        await Tokens.RevokeAsync(View!.Person, token.Id, Gone);
        await LookAsync();
    }

    private string? State(ApiToken token) => token.RevokedAt is not null ? "revoked" : token.ExpiresAt <= Time.GetUtcNow() ? "ended" : null;
}
