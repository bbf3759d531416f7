using Portal.Core.Tenancy;

namespace Portal.Core.Queries.Canaries;

/// <summary>How much an answer showed.</summary>
/// <param name="Own">How many series, streams, names or spans of the environment.</param>
/// <param name="Foreign">How many of others.</param>
internal readonly record struct Sighting(int Own, int Foreign)
{
    /// <summary>Counts the label sets of an answer that was grouped by the isolation's labels: one without them, or with other values, is another's.</summary>
    public static Sighting Of(Isolation isolation, IEnumerable<IReadOnlyDictionary<string, string>> grouped) =>
        Of(grouped, labels => isolation.Labels.All(label => labels.GetValueOrDefault(label.Key) == label.Value));

    /// <summary>Counts the values of one of the isolation's labels.</summary>
    public static Sighting Of(string own, IEnumerable<string> values) => Of(values, value => value == own);

    /// <summary>Counts what is the environment's own, and what is not.</summary>
    public static Sighting Of<T>(IEnumerable<T> all, Func<T, bool> isOwn)
    {
        var (own, foreign) = (0, 0);
        foreach (var one in all)
        {
            _ = isOwn(one) ? own++ : foreign++;
        }
        return new Sighting(own, foreign);
    }

    /// <summary>Both together.</summary>
    public Sighting Plus(Sighting other) => new(Own + other.Own, Foreign + other.Foreign);
}

/// <summary>Where a probe looks.</summary>
/// <param name="Scope">As whom.</param>
/// <param name="Environment">The isolation.</param>
/// <param name="Datasource">The datasource.</param>
/// <param name="Services">Services that the environment is known to have.</param>
internal sealed record ProbedPlace(Scope Scope, TenantEnvironment Environment, Datasource Datasource, IReadOnlyList<string> Services)
{
    /// <summary>The isolation.</summary>
    public Isolation Isolation => Environment.Isolation;

    /// <summary>The same place under the name of a tenant that does not exist: every header of the isolation has a value that nobody has.</summary>
    public ProbedPlace AsStranger()
    {
        var name = $"portal-canary-{Guid.NewGuid():N}";
        return this with { Environment = Environment with { Isolation = Isolation with { Headers = Isolation.Headers.ToDictionary(header => header.Key, _ => name) } } };
    }
}
