using Portal.Core.LogQL;
using Portal.Core.PromQL;
using Portal.Core.Tenancy;

namespace Portal.Core.Queries;

/// <summary>
/// A query that carries its tenant's isolation. Only <see cref="QueryScoper"/> makes one, and backend clients take nothing else, so that an unscoped call does not compile.
/// </summary>
public sealed class ScopedQuery
{
    internal ScopedQuery(Scope scope, Datasource datasource, string text, Isolation isolation, IReadOnlySet<string> written)
    {
        Scope = scope;
        Datasource = datasource;
        Text = text;
        Headers = isolation.Headers;
        Labels = isolation.Labels;
        Proven = written.Count == 0 ? isolation.Labels : isolation.Labels.Where(label => !written.Contains(label.Key) && !written.Contains(WrittenLabels.Any)).ToDictionary();
    }

    private ScopedQuery(ScopedQuery query, bool asksCost)
    {
        (Scope, Datasource, Text, Headers, Labels, Proven) = (query.Scope, query.Datasource, query.Text, query.Headers, query.Labels, query.Proven);
        AsksCost = asksCost;
    }

    /// <summary>Whose it is.</summary>
    public Scope Scope { get; }

    /// <summary>Where it goes.</summary>
    public Datasource Datasource { get; }

    /// <summary>The query in the backend's language, with the tenant's matchers in every selector.</summary>
    public string Text { get; }

    /// <summary>The isolation's headers. They win over the datasource's own ones.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; }

    /// <summary>The isolation's labels. Series of an answer that carry other ones are not the tenant's.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; }

    /// <summary>Those of <see cref="Labels"/> that the query itself cannot write: where an answer carries one with another value, it is not the tenant's.</summary>
    public IReadOnlyDictionary<string, string> Proven { get; }

    /// <summary>Whether the backend is asked as well what it reads to answer, which costs a little itself.</summary>
    public bool AsksCost { get; }

    /// <summary>The same query that asks for its cost.</summary>
    internal ScopedQuery WithCost() => new(this, asksCost: true);
}

/// <summary>The outcome of scoping: a query, or the reason why there is none.</summary>
/// <param name="Query">The scoped query; null where it was refused.</param>
/// <param name="Error">Why it was refused; null where it was not.</param>
/// <param name="Position">Where in the query's text, from 0; -1 where unknown.</param>
public sealed record ScopeResult(ScopedQuery? Query, QueryError? Error, int Position = -1)
{
    /// <summary>The scoped query.</summary>
    /// <exception cref="QueryException">It was refused.</exception>
    internal ScopedQuery OrThrow() => Query ?? throw new QueryException(Error!);
}

/// <summary>Turns query text into a <see cref="ScopedQuery"/>. Works on the syntax tree and fails closed: what does not parse or is not known is refused.</summary>
public static class QueryScoper
{
    private static readonly PromQLOptions Stable = new()
    {
        ExperimentalFunctions = false,
        DurationExpressions = false,
        ExtendedRangeSelectors = false,
        FillModifiers = false,
    };

    // Scoping makes a query longer, never higher.
    private static readonly PromQLOptions Proof = new() { MaxLength = int.MaxValue };

    /// <summary>Scopes a PromQL expression to one environment of a tenant.</summary>
    public static ScopeResult PromQL(Scope scope, TenantEnvironment environment, Datasource datasource, string query)
    {
        ArgumentNullException.ThrowIfNull(datasource);
        return Parse(query, datasource, out var refusal) is { } expression ? Seal(scope, environment, datasource, expression) : refusal!;
    }

    /// <summary>Scopes a LogQL expression to one environment of a tenant.</summary>
    public static ScopeResult LogQL(Scope scope, TenantEnvironment environment, Datasource datasource, string query)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(datasource);
        var result = LogQLParser.Parse(query);
        if (result.Expression is null)
        {
            var error = result.Errors[0];
            return new ScopeResult(null, new QueryError(QueryErrorKind.BadData, "The query is not valid LogQL.", Detail: error.Format(query)), error.Span.Start);
        }
        return LogQL(scope, environment, datasource, result.Expression);
    }

    /// <summary>Scopes a LogQL tree. Its selectors need not be selective before the tenant's matchers are in them.</summary>
    internal static ScopeResult LogQL(Scope scope, TenantEnvironment environment, Datasource datasource, LogQLExpr expression)
    {
        if (Unprotected(environment.Isolation) is { } refusal)
        {
            return refusal;
        }
        var matchers = Matchers(environment);
        var (scoped, problem) = LogQLScoper.Scope(expression, matchers);
        if (scoped is null)
        {
            return Refuse(QueryErrorKind.Forbidden, problem!.Message, problem.Remedy, problem.Position);
        }
        var text = LogQLPrinter.Print(scoped);
        var proof = LogQLParser.Parse(text, int.MaxValue);
        if (proof.Expression is null && matchers.Count == 0)
        {
            return new ScopeResult(null, new QueryError(QueryErrorKind.BadData, "The query is not valid LogQL.", Detail: proof.Errors[0].Format(text)));
        }
        return proof.Expression is not null && LogQLScoper.IsScoped(proof.Expression, matchers)
            ? new ScopeResult(new ScopedQuery(scope, datasource, text, environment.Isolation, WrittenLabels.Of(proof.Expression)), null)
            : Unproven();
    }

    /// <summary>Scopes one stream selector, as Loki's label, series, stats and volume endpoints take; null or empty for all of the tenant's streams.</summary>
    public static ScopeResult Streams(Scope scope, TenantEnvironment environment, Datasource datasource, string? selector)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(datasource);
        if (string.IsNullOrWhiteSpace(selector))
        {
            // A backend that keeps tenants apart by itself needs no selector, and its language has none for all streams.
            return environment.Isolation.Labels.Count > 0 ? LogQL(scope, environment, datasource, new LogPipeline(new StreamSelector([]), []))
                : Unprotected(environment.Isolation) ?? new ScopeResult(new ScopedQuery(scope, datasource, "", environment.Isolation, WrittenLabels.None), null);
        }
        var result = LogQLParser.Parse(selector);
        return result.Expression switch
        {
            null => LogQL(scope, environment, datasource, selector),
            LogPipeline { Stages.Count: 0 } => LogQL(scope, environment, datasource, result.Expression),
            var other => Refuse(QueryErrorKind.BadData, "This is not a stream selector.", "Give matchers in braces only, such as {app=\"api\"}.", other.Position.Span.Start),
        };
    }

    /// <summary>Scopes one series selector, as <c>match[]</c> of the series and label endpoints takes; null or empty for all of the tenant's series.</summary>
    public static ScopeResult Selector(Scope scope, TenantEnvironment environment, Datasource datasource, string? selector)
    {
        ArgumentNullException.ThrowIfNull(datasource);
        if (string.IsNullOrWhiteSpace(selector))
        {
            // Backends refuse a selector that only matches what is empty, and every series has a name.
            return Seal(scope, environment, datasource, new VectorSelector(null, [new LabelMatcher("__name__", MatchOperator.NotEqual, "")]));
        }
        if (Parse(selector, datasource, out var refusal) is not { } expression)
        {
            return refusal!;
        }
        return expression is VectorSelector { Offset: null, At: null, Mode: RangeMode.Default }
            ? Seal(scope, environment, datasource, expression)
            : Refuse(QueryErrorKind.BadData, "This is not a series selector.", "Give a metric's name and matchers only, such as up{job=\"api\"}.", expression.Position.Span.Start);
    }

    /// <summary>The dialect that a datasource takes.</summary>
    internal static PromQLOptions Dialect(Datasource datasource) => datasource.ExperimentalSyntax ? PromQLOptions.Default : Stable;

    /// <summary>What goes into every selector of an environment's queries.</summary>
    internal static IReadOnlyList<LabelMatcher> Matchers(TenantEnvironment environment) =>
        [.. environment.Isolation.Labels.Select(label => new LabelMatcher(label.Key, MatchOperator.Equal, label.Value))];

    private static Expr? Parse(string query, Datasource datasource, out ScopeResult? refusal)
    {
        var result = PromQLParser.Parse(query, Dialect(datasource));
        refusal = null;
        if (result.Expression is null)
        {
            var error = result.Errors[0];
            refusal = new ScopeResult(null, new QueryError(QueryErrorKind.BadData, "The query is not valid PromQL.", Detail: error.Format(query)), error.Span.Start);
        }
        return result.Expression;
    }

    private static ScopeResult Seal(Scope scope, TenantEnvironment environment, Datasource datasource, Expr expression)
    {
        ArgumentNullException.ThrowIfNull(environment);
        if (Unprotected(environment.Isolation) is { } refusal)
        {
            return refusal;
        }
        var matchers = Matchers(environment);
        var (scoped, error) = PromQLScoper.Scope(expression, matchers);
        if (scoped is null)
        {
            return Refuse(QueryErrorKind.Forbidden, error!.Message, error.Remedy, error.Position);
        }
        var text = PromQLPrinter.Print(scoped);
        // The text is what the backend sees, so the text is what must prove to be scoped.
        return PromQLParser.Parse(text, Proof).Expression is { } proof && PromQLScoper.IsScoped(proof, matchers)
            ? new ScopeResult(new ScopedQuery(scope, datasource, text, environment.Isolation, WrittenLabels.Of(proof)), null)
            : Unproven();
    }

    internal static ScopeResult? Unprotected(Isolation isolation) =>
        isolation is { Dedicated: false, Labels.Count: 0, Headers.Count: 0 } || isolation.Labels.Any(label => label.Value.Length == 0)
            ? Refuse(QueryErrorKind.Forbidden, "Nothing keeps this environment's telemetry apart from others'.", "Give its isolation labels, headers or a dedicated backend.")
            : null;

    private static ScopeResult Unproven() =>
        Refuse(QueryErrorKind.Forbidden, "The query cannot be kept to one tenant.", "Check the labels of the environment's isolation for names and characters that the backend's language does not take.");

    private static ScopeResult Refuse(QueryErrorKind kind, string message, string? remedy, int position = -1) =>
        new(null, new QueryError(kind, message, remedy), position);
}
