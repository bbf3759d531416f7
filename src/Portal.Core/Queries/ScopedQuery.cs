using Portal.Core.Tenancy;

namespace Portal.Core.Queries;

/// <summary>
/// A query that carries its tenant's isolation. Only <see cref="QueryScoper"/> makes one, and backend clients take nothing else, so that an unscoped call does not compile.
/// </summary>
public sealed class ScopedQuery
{
    internal ScopedQuery(Scope scope, Datasource datasource, string text, IReadOnlyDictionary<string, string> headers)
    {
        Scope = scope;
        Datasource = datasource;
        Text = text;
        Headers = headers;
    }

    /// <summary>Whose it is.</summary>
    public Scope Scope { get; }

    /// <summary>Where it goes.</summary>
    public Datasource Datasource { get; }

    /// <summary>The query in the backend's language, with the tenant's matchers in every selector.</summary>
    public string Text { get; }

    /// <summary>The isolation's headers. They win over the datasource's own ones.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; }
}

/// <summary>The outcome of scoping: a query, or the reason why there is none.</summary>
/// <param name="Query">The scoped query; null where it was refused.</param>
/// <param name="Error">Why it was refused; null where it was not.</param>
/// <param name="Position">Where in the query's text, from 0; -1 where unknown.</param>
public sealed record ScopeResult(ScopedQuery? Query, QueryError? Error, int Position = -1);

/// <summary>Turns query text into a <see cref="ScopedQuery"/>. Works on the syntax tree and fails closed: what does not parse or is not known is refused.</summary>
public static class QueryScoper
{
    /// <summary>Scopes a PromQL expression to one environment of a tenant.</summary>
    public static ScopeResult PromQL(Scope scope, TenantEnvironment environment, Datasource datasource, string query) =>
        throw new NotImplementedException();

    /// <summary>Scopes one series selector, as <c>match[]</c> of the series and label endpoints takes; null or empty for all of the tenant's series.</summary>
    public static ScopeResult Selector(Scope scope, TenantEnvironment environment, Datasource datasource, string? selector) =>
        throw new NotImplementedException();
}
