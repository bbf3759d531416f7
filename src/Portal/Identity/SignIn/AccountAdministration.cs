using System.Security.Claims;
using Portal.Audit;
using Portal.Core.Tenancy;
using Portal.Data;

namespace Portal.Identity.SignIn;

/// <summary>What whoever administers the portal does with local accounts. Asked here, recorded here.</summary>
/// <param name="mode">Whether there are any.</param>
/// <param name="access">Who may.</param>
/// <param name="accounts">The accounts.</param>
/// <param name="sessions">Ends what an account has open.</param>
/// <param name="people">Forgets people.</param>
/// <param name="audit">Hears of it.</param>
internal sealed class AccountAdministration(SignInMode mode, IAccess access, LocalAccounts accounts, Sessions sessions, PeopleStore people, AuditLog audit)
{
    /// <summary>Whether the person may administer accounts, and there are any.</summary>
    public bool May(ClaimsPrincipal person) => mode.Accounts && access.May(person, Right.Administer);

    /// <summary>All accounts; none to whoever may not administer them.</summary>
    public async Task<IReadOnlyList<LocalAccount>> AllAsync(ClaimsPrincipal person, CancellationToken cancellation) => May(person) ? await accounts.AllAsync(cancellation) : [];

    /// <summary>Makes an account and answers its one-time password, or what is wrong.</summary>
    public async Task<(string? Password, string? Problem)> MakeAsync(ClaimsPrincipal person, string name)
    {
        if (!May(person))
        {
            return (null, "You may not make accounts.");
        }
        var (account, password, problems) = await accounts.MakeAsync(name);
        if (account is null)
        {
            return (null, string.Join(' ', problems));
        }
        audit.Add(AuditEvent.By(person, AuditActions.AccountMade) with { What = account.Name });
        return (password, null);
    }

    /// <summary>Gives an account a one-time password, which ends all that it has open; null where that cannot be.</summary>
    public async Task<string?> ResetAsync(ClaimsPrincipal person, string id, CancellationToken cancellation)
    {
        if (!May(person) || await accounts.ResetAsync(id) is not { } reset)
        {
            return null;
        }
        await sessions.EndAllAsync(id, cancellation);
        audit.Add(AuditEvent.By(person, AuditActions.PasswordReset) with { What = reset.Account.Name });
        return reset.Password;
    }

    /// <summary>Removes an account with its sessions and tokens; false where that cannot be. Nobody removes the own one.</summary>
    public async Task<bool> RemoveAsync(ClaimsPrincipal person, string id, CancellationToken cancellation)
    {
        if (!May(person) || id == PersonId.Of(person) || await accounts.RemoveAsync(id) is not { } removed)
        {
            return false;
        }
        await people.ForgetAsync(id, cancellation);
        await sessions.EndAllAsync(id, cancellation);
        audit.Add(AuditEvent.By(person, AuditActions.AccountRemoved) with { What = removed.Name });
        return true;
    }
}
