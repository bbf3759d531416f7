using Portal.Core.Tenancy;

namespace Portal.Core.Queries;

/// <summary>Opens a trace store to one environment of a tenant. Fails closed.</summary>
public static class TraceScoper
{
    /// <summary>Access to the store as that environment; what comes back still has to pass <see cref="SpanGuard"/>.</summary>
    public static ScopeResult Access(Scope scope, TenantEnvironment environment, Datasource datasource)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(datasource);
        return QueryScoper.Unprotected(environment.Isolation)
            ?? new ScopeResult(new ScopedQuery(scope, datasource, "", environment.Isolation, WrittenLabels.None), null);
    }

    /// <summary>A search as that environment. A tag of the author with a tenant's label and another value finds nothing, and is refused.</summary>
    public static (ScopedTraceSearch? Search, QueryError? Error) Search(Scope scope, TenantEnvironment environment, Datasource datasource, TraceSearch search)
    {
        ArgumentNullException.ThrowIfNull(search);
        var access = Access(scope, environment, datasource);
        if (access.Query is null)
        {
            return (null, access.Error);
        }
        var tags = new Dictionary<string, string>(search.Tags, StringComparer.Ordinal);
        foreach (var (label, value) in environment.Isolation.Labels)
        {
            if (tags.TryGetValue(label, out var other) && other != value)
            {
                return (null, new QueryError(QueryErrorKind.BadData, $"The tag '{label}' is the environment's own and has another value there.", "Leave the tag out: the portal adds it."));
            }
            tags[label] = value;
        }
        return (new ScopedTraceSearch(access.Query, search, tags), null);
    }
}
