using System.Security.Cryptography;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Identity;
using Portal.Data;
using Portal.Limits;

namespace Portal.Identity.SignIn;

/// <summary>How an attempt to sign in went.</summary>
internal enum PasswordOutcome
{
    /// <summary>Wrong name or password, or the account is locked: nobody is told which.</summary>
    Wrong,
    /// <summary>The attempt has locked the account for a while.</summary>
    LockedNow,
    /// <summary>Right, but the password was given by someone else and has to be changed first.</summary>
    MustChange,
    /// <summary>Right.</summary>
    Right,
    /// <summary>Nobody looked: too many passwords wait to be looked at.</summary>
    Busy,
}

/// <summary>A local account, without what its password is checked by.</summary>
/// <param name="Id">The person's id.</param>
/// <param name="Name">The name to sign in with.</param>
/// <param name="IsLocked">Whether it is locked for a while.</param>
/// <param name="MustChangePassword">Whether the password was given by someone else.</param>
internal sealed record LocalAccount(string Id, string Name, bool IsLocked, bool MustChangePassword)
{
    /// <summary>The person behind it.</summary>
    public Person Person => new() { Id = Id, User = PersonPrefixes.Local + Name, Name = Name };
}

/// <summary>Accounts that the portal keeps itself, for installations without a provider.</summary>
/// <param name="scopes">Opens the database for one piece of work.</param>
internal sealed class LocalAccounts(IServiceScopeFactory scopes) : IDisposable
{
    private const int MostTries = 8;

    // So many passwords are looked at together, those of one account one after the other, and so many wait for their turn.
    private readonly PartitionedRateLimiter<string?> _turns = RateWindows.AtOnce(1, waiting: 32, places: 16);

    /// <summary>The item of a ticket that holds the account's stamp: it changes with the password.</summary>
    public const string StampItem = ".stamp";

    /// <summary>What keeps passwords from being read or guessed.</summary>
    public static void Configure(IServiceCollection services)
    {
        services.AddIdentityCore<AccountRow>(identity =>
        {
            identity.User.AllowedUserNameCharacters = "abcdefghijklmnopqrstuvwxyz0123456789._@-";
            identity.Password.RequiredLength = 12;
            identity.Password.RequiredUniqueChars = 5;
            identity.Password.RequireDigit = identity.Password.RequireLowercase = identity.Password.RequireUppercase = identity.Password.RequireNonAlphanumeric = false;
            identity.Lockout.MaxFailedAccessAttempts = 5;
            identity.Lockout.DefaultLockoutTimeSpan = TimeSpan.FromMinutes(15);
            identity.Lockout.AllowedForNewUsers = true;
        });
        // PBKDF2 with HMAC-SHA512.
        services.Configure<PasswordHasherOptions>(hasher => hasher.IterationCount = 210_000);
        services.AddScoped(AccountStore.Open);
    }

    /// <summary>Checks a name and a password. Takes as long for a name that there is not. Each wrong guess counts, however many come at once, at whichever replica.</summary>
    public async Task<(PasswordOutcome Outcome, LocalAccount? Account, string? Stamp)> CheckAsync(string name, string password, CancellationToken cancellation = default)
    {
        name = Clean(name);
        using var turn = await _turns.AcquireAsync(name, 1, cancellation);
        if (!turn.IsAcquired)
        {
            return (PasswordOutcome.Busy, null, null);
        }
        for (var tries = 0; tries < MostTries; tries++)
        {
            if (await TryAsync(name, password) is { } outcome)
            {
                return outcome;
            }
        }
        return (PasswordOutcome.Wrong, null, null);
    }

    /// <inheritdoc/>
    public void Dispose() => _turns.Dispose();

    /// <summary>Null where the account was changed meanwhile: then nothing was counted, and nobody may be let in by what was.</summary>
    private async Task<(PasswordOutcome Outcome, LocalAccount? Account, string? Stamp)?> TryAsync(string name, string password)
    {
        await using var scope = scopes.CreateAsyncScope();
        var users = Users(scope);
        if (await users.FindByNameAsync(name) is not { } row)
        {
            users.PasswordHasher.HashPassword(new AccountRow(), password);
            return (PasswordOutcome.Wrong, null, null);
        }
        var right = await users.CheckPasswordAsync(row, password);
        if (await users.IsLockedOutAsync(row))
        {
            return (PasswordOutcome.Wrong, null, null);
        }
        if (!right)
        {
            return (await users.AccessFailedAsync(row)).Succeeded ? (await users.IsLockedOutAsync(row) ? PasswordOutcome.LockedNow : PasswordOutcome.Wrong, Read(row), null) : null;
        }
        if (!(await users.ResetAccessFailedCountAsync(row)).Succeeded)
        {
            return null;
        }
        return (row.MustChangePassword ? PasswordOutcome.MustChange : PasswordOutcome.Right, Read(row), row.SecurityStamp);
    }

    /// <summary>Changes a password whose owner knows the present one. With the outcome of that, what is wrong with the new one: nothing where it was changed.</summary>
    public async Task<(PasswordOutcome Outcome, LocalAccount? Account, IReadOnlyList<string> Problems)> ChangeAsync(string name, string password, string fresh, CancellationToken cancellation = default)
    {
        var (outcome, account, _) = await CheckAsync(name, password, cancellation);
        if (account is null || outcome is not (PasswordOutcome.Right or PasswordOutcome.MustChange))
        {
            return (outcome, account, []);
        }
        if (fresh == password)
        {
            return (outcome, account, ["The new password is the present one."]);
        }
        await using var scope = scopes.CreateAsyncScope();
        var users = Users(scope);
        var row = (await users.FindByNameAsync(account.Name))!;
        row.MustChangePassword = false;
        var result = await users.ChangePasswordAsync(row, password, fresh);
        return (outcome, account, [.. result.Errors.Select(e => e.Description)]);
    }

    /// <summary>Makes an account with a one-time password; null with what is wrong where it cannot be made.</summary>
    public async Task<(LocalAccount? Account, string Password, IReadOnlyList<string> Problems)> MakeAsync(string name)
    {
        await using var scope = scopes.CreateAsyncScope();
        var password = OneTimePassword();
        var row = new AccountRow { UserName = Clean(name), MustChangePassword = true };
        var result = await Users(scope).CreateAsync(row, password);
        return result.Succeeded ? (Read(row), password, []) : (null, "", [.. result.Errors.Select(e => e.Description)]);
    }

    /// <summary>Gives an account a one-time password and unlocks it; null where there is none of that id.</summary>
    public async Task<(LocalAccount Account, string Password)?> ResetAsync(string id)
    {
        await using var scope = scopes.CreateAsyncScope();
        var users = Users(scope);
        if (await FindAsync(users, id) is not { } row)
        {
            return null;
        }
        var password = OneTimePassword();
        row.MustChangePassword = true;
        row.PasswordHash = users.PasswordHasher.HashPassword(row, password);
        row.LockoutEnd = null;
        row.AccessFailedCount = 0;
        await users.UpdateSecurityStampAsync(row);
        return (Read(row), password);
    }

    /// <summary>Removes an account; null where there is none of that id.</summary>
    public async Task<LocalAccount?> RemoveAsync(string id)
    {
        await using var scope = scopes.CreateAsyncScope();
        var users = Users(scope);
        if (await FindAsync(users, id) is not { } row)
        {
            return null;
        }
        await users.DeleteAsync(row);
        return Read(row);
    }

    /// <summary>All accounts by name; at most 1,000.</summary>
    public async Task<IReadOnlyList<LocalAccount>> AllAsync(CancellationToken cancellation)
    {
        await using var scope = scopes.CreateAsyncScope();
        return [.. (await AccountStore.AllAsync(scope.ServiceProvider, cancellation)).Select(Read)];
    }

    /// <summary>Whether the account is there, needs no new password, and still has that stamp; a null stamp is any. One that is locked keeps its stays: else wrong guesses of anybody could end them.</summary>
    public async Task<bool> IsGoodAsync(string id, string? stamp)
    {
        await using var scope = scopes.CreateAsyncScope();
        var users = Users(scope);
        return await FindAsync(users, id) is { } row && (stamp is null || row.SecurityStamp == stamp) && !row.MustChangePassword;
    }

    private static UserManager<AccountRow> Users(AsyncServiceScope scope) => scope.ServiceProvider.GetRequiredService<UserManager<AccountRow>>();

    private static async Task<AccountRow?> FindAsync(UserManager<AccountRow> users, string id) =>
        id.StartsWith(PersonPrefixes.Local, StringComparison.Ordinal) ? await users.FindByIdAsync(id[PersonPrefixes.Local.Length..]) : null;

    private static LocalAccount Read(AccountRow row) => new(PersonPrefixes.Local + row.Id, row.UserName!, row.LockoutEnd > TimeProvider.System.GetUtcNow(), row.MustChangePassword);

    private static string Clean(string name) => name.Trim().ToLowerInvariant();

    private static string OneTimePassword() => RandomNumberGenerator.GetString("abcdefghjkmnpqrstuvwxyz23456789", 24);
}
