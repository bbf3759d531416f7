using System.Runtime.CompilerServices;
using System.Security.Claims;
using Microsoft.Extensions.Options;
using Portal.Core.Catalog;
using Portal.Core.Tenancy;

namespace Portal.Identity.Rights;

/// <summary>
/// Decides by what the live revision, the database and the configuration grant at the moment of the question. Whoever they do not name may do nothing; while the database cannot be
/// read, nobody may do anything.
/// </summary>
/// <param name="catalog">What is live.</param>
/// <param name="stored">What administrators have given in the portal.</param>
/// <param name="options">Who runs the portal.</param>
internal sealed class GrantedAccess(ICatalog catalog, StoredGrants stored, IOptions<AccessOptions> options) : IAccess
{
    private readonly ConditionalWeakTable<ClaimsPrincipal, PersonRights> _people = [];
    private GrantBook? _book;

    /// <inheritdoc/>
    public bool May(ClaimsPrincipal person, Right right, TenantId tenant, string? environment = null) => RoleIn(person, tenant, environment) is { } role && role.Allows(right);

    /// <inheritdoc/>
    public bool May(ClaimsPrincipal person, Right right) => Rights(person)?.InPortal is { } role && role.Allows(right);

    /// <inheritdoc/>
    public Role? RoleIn(ClaimsPrincipal person, TenantId tenant, string? environment = null) => Rights(person)?.In(tenant, environment);

    /// <inheritdoc/>
    public IReadOnlyList<RoleReason> Explain(ClaimsPrincipal person) => Rights(person)?.Reasons ?? [];

    /// <summary>All grants of this moment; null while they cannot be known.</summary>
    public GrantBook? Book()
    {
        if (stored.Current is not { } grants)
        {
            return null;
        }
        var (book, live) = (Volatile.Read(ref _book), catalog.Live);
        if (book is null || !ReferenceEquals(book.Live, live) || !ReferenceEquals(book.Stored, grants))
        {
            book = new GrantBook(live, grants, options.Value.Platform);
            Volatile.Write(ref _book, book);
        }
        return book;
    }

    private PersonRights? Rights(ClaimsPrincipal person)
    {
        if (Book() is not { } book)
        {
            return null;
        }
        if (!_people.TryGetValue(person, out var rights) || !ReferenceEquals(rights.Book, book))
        {
            rights = new PersonRights(book, person);
            _people.AddOrUpdate(person, rights);
        }
        return rights;
    }
}
