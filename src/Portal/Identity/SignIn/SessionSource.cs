using System.Globalization;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace Portal.Identity.SignIn;

/// <summary>What the source of a stay says now.</summary>
internal abstract record SourceAnswer
{
    /// <summary>The person stays as it was.</summary>
    public sealed record Same : SourceAnswer;

    /// <summary>The person as it is now; it may be another in nothing.</summary>
    public sealed record Told(Person Person) : SourceAnswer;

    /// <summary>The stay has ended.</summary>
    public sealed record Gone(string Reason) : SourceAnswer;
}

/// <summary>Asks where a person came from whether it is still there: the account, the persona, or, every <see cref="SignInOptions.RefreshInterval"/>, the provider.</summary>
/// <param name="mode">The ways to sign in.</param>
/// <param name="accounts">Local accounts.</param>
/// <param name="personas">Demo personas.</param>
/// <param name="refresh">Asks providers.</param>
/// <param name="options">How often.</param>
/// <param name="time">What now is.</param>
internal sealed class SessionSource(SignInMode mode, LocalAccounts accounts, DemoPersonas personas, OpenIdRefresh refresh, IOptions<SignInOptions> options, TimeProvider time)
{
    private const string RefreshedItem = ".refreshed";
    private static readonly SourceAnswer Same = new SourceAnswer.Same();

    /// <summary>Notes in a ticket that its source was asked.</summary>
    public static void Refreshed(AuthenticationProperties ticket, DateTimeOffset now) => ticket.Items[RefreshedItem] = now.ToString("O", CultureInfo.InvariantCulture);

    /// <summary>Asks, where it is due.</summary>
    /// <param name="person">Who.</param>
    /// <param name="ticket">With the provider's tokens, which may be exchanged.</param>
    /// <param name="checkedAt">When the provider was last asked.</param>
    /// <param name="claim">Takes the question on; false where someone else asks.</param>
    /// <param name="cancellation">Stops the work.</param>
    public async Task<SourceAnswer> AskAsync(Person person, AuthenticationProperties ticket, DateTimeOffset checkedAt, Func<Task<bool>> claim, CancellationToken cancellation)
    {
        if (person.Provider + "/" == PersonPrefixes.Local)
        {
            return mode.Accounts && await accounts.IsGoodAsync(person.Id, ticket.Items.TryGetValue(LocalAccounts.StampItem, out var stamp) ? stamp : null) ? Same : new SourceAnswer.Gone("The account was changed, locked or removed.");
        }
        if (person.Provider + "/" == PersonPrefixes.Demo)
        {
            return personas.Find(person.User) is not null ? Same : new SourceAnswer.Gone("There is no such persona.");
        }
        if (!mode.Providers.TryGetValue(person.Provider, out var provider))
        {
            return new SourceAnswer.Gone("The provider is no longer configured.");
        }
        if (time.GetUtcNow() - checkedAt < options.Value.RefreshInterval)
        {
            return Same;
        }
        if (!await claim())
        {
            return Same;
        }
        var answer = await refresh.AskAsync(provider, person, ticket, cancellation);
        if (answer is SourceAnswer.Told)
        {
            Refreshed(ticket, time.GetUtcNow());
        }
        return answer is null ? Unreachable(ticket) : answer;
    }

    private SourceAnswer Unreachable(AuthenticationProperties ticket)
    {
        var known = ticket.Items.TryGetValue(RefreshedItem, out var text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var refreshed) ? refreshed : DateTimeOffset.MinValue;
        return time.GetUtcNow() - known > options.Value.RefreshInterval + options.Value.OutageGrace ? new SourceAnswer.Gone("The provider could not be reached for too long.") : Same;
    }
}
