using System.Collections.Concurrent;
using Portal.Core.Metrics;
using Portal.Core.Tenancy;

namespace Portal.Core.Queries.Canaries;

/// <summary>Others' data in an answer; it has been dropped.</summary>
/// <param name="Scope">Who had asked.</param>
/// <param name="Datasource">The name of the datasource that answered.</param>
/// <param name="Count">How many.</param>
/// <param name="What"><c>series</c>, <c>streams</c>, <c>values</c>, <c>traces</c> or <c>spans</c>.</param>
public readonly record struct ForeignData(Scope Scope, string Datasource, int Count, string What);

/// <summary>
/// What is known of how well backends keep tenants apart: the last findings of the canary by environment, and word of others' data in answers.
/// Every question to a backend is admitted here first, so that an environment whose isolation was found violated gets no answer at all, whoever asks. One for the process.
/// </summary>
public sealed class IsolationLedger
{
    private readonly ConcurrentDictionary<Scope, IReadOnlyList<CanaryFinding>> _findings = new();

    /// <summary>Raised, on any thread, after an environment's findings have changed.</summary>
    public event Action<Scope>? Changed;

    /// <summary>Raised, on any thread, when others' data were in an answer.</summary>
    public event Action<ForeignData>? Dropped;

    /// <summary>The last findings of an environment, by datasource; empty before its first run, and where nothing has to be proven.</summary>
    public IReadOnlyList<CanaryFinding> Find(Scope scope) => _findings.GetValueOrDefault(scope, []);

    /// <summary>The last findings of all environments.</summary>
    public IReadOnlyDictionary<Scope, IReadOnlyList<CanaryFinding>> All => _findings.ToDictionary();

    /// <summary>
    /// Takes what a run has found in place of what was known. A violation stays until it is proven to be over: a backend that has become silent has not become safe.
    /// </summary>
    public void Record(Scope scope, IReadOnlyList<CanaryFinding> findings)
    {
        ArgumentNullException.ThrowIfNull(findings);
        var known = Find(scope);
        IReadOnlyList<CanaryFinding> next = [.. findings.Select(found =>
            found.Result == CanaryResult.Unknown && known.FirstOrDefault(k => k.Datasource == found.Datasource) is { Result: CanaryResult.Violated } violated ? violated : found)];
        Replace(scope, known, next);
    }

    /// <summary>Forgets an environment that is no more.</summary>
    public void Forget(Scope scope) => Replace(scope, Find(scope), []);

    /// <summary>Lets a question through, unless its environment's isolation was found violated.</summary>
    /// <exception cref="QueryException">It was: <see cref="QueryErrorKind.Unavailable"/>.</exception>
    internal void Admit(ScopedQuery query)
    {
        if (_findings.TryGetValue(query.Scope, out var findings) && findings.FirstOrDefault(f => f.Result == CanaryResult.Violated) is { } violated)
        {
            throw new QueryException(new QueryError(QueryErrorKind.Unavailable, $"This environment is closed. {violated.Message}", violated.Remedy));
        }
    }

    /// <summary>Counts and tells of others' data that were dropped.</summary>
    internal void Drop(ScopedQuery query, int count, string what)
    {
        PortalMeter.Dropped(query.Scope.Tenant, what, count);
        Dropped?.Invoke(new ForeignData(query.Scope, query.Datasource.Name, count, what));
    }

    private void Replace(Scope scope, IReadOnlyList<CanaryFinding> known, IReadOnlyList<CanaryFinding> next)
    {
        foreach (var finding in known)
        {
            PortalMeter.CanaryIs(scope, finding, -1);
        }
        foreach (var finding in next)
        {
            PortalMeter.CanaryIs(scope, finding, 1);
        }
        if (next.Count == 0)
        {
            _findings.TryRemove(scope, out _);
        }
        else
        {
            _findings[scope] = next;
        }
        Changed?.Invoke(scope);
    }
}
