using System.Security.Claims;
using Portal.Core.Queries;

namespace Portal.Identity;

/// <summary>
/// A seam: what the portal remembers for a person. It tells what was there then: whoever shows it leaves out what no longer exists or may no longer be seen.
/// </summary>
internal interface IPersonalState
{
    /// <summary>The person's favourites, the newest first; at most 200.</summary>
    Task<IReadOnlyList<BindingKey>> FavouritesAsync(ClaimsPrincipal person, CancellationToken cancellation);

    /// <summary>Marks a dashboard as a favourite, or no longer; false where there are too many favourites already.</summary>
    Task<bool> SetFavouriteAsync(ClaimsPrincipal person, BindingKey dashboard, bool favourite, CancellationToken cancellation);

    /// <summary>The dashboards that the person has opened, the last one first; <paramref name="count"/> is 1 to 50.</summary>
    Task<IReadOnlyList<BindingKey>> RecentAsync(ClaimsPrincipal person, int count, CancellationToken cancellation);

    /// <summary>Remembers that the person has opened a dashboard.</summary>
    Task OpenedAsync(ClaimsPrincipal person, BindingKey dashboard, CancellationToken cancellation);
}
