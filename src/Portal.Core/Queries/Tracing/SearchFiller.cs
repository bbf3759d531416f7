using System.Text;
using Portal.Core.Dashboards;
using Portal.Core.Queries.Variables;

namespace Portal.Core.Queries.Tracing;

/// <summary>Fills variables into a search for traces. They are values and stay so: nothing in them has a meaning to the store.</summary>
internal static class SearchFiller
{
    /// <summary>The search with its variables filled in; tags whose value becomes empty, or 'All', are left out.</summary>
    /// <exception cref="QueryException">A variable has several values, or none that can be had.</exception>
    public static PanelSearch Fill(PanelSearch search, IReadOnlyDictionary<string, VariableValue> variables) => search with
    {
        Trace = Fill(search.Trace, variables),
        Service = Fill(search.Service, variables),
        Operation = search.Operation is null ? null : Fill(search.Operation, variables),
        Tags = search.Tags.Select(tag => (tag.Key, Value: Fill(tag.Value, variables))).Where(tag => tag.Value.Length > 0).ToDictionary(tag => tag.Key, tag => tag.Value, StringComparer.Ordinal),
        MinDuration = search.MinDuration is null ? null : Fill(search.MinDuration, variables),
        MaxDuration = search.MaxDuration is null ? null : Fill(search.MaxDuration, variables),
    };

    private static string Fill(string text, IReadOnlyDictionary<string, VariableValue> variables)
    {
        var output = new StringBuilder();
        var position = 0;
        foreach (var reference in VariableReference.In(text))
        {
            if (variables.TryGetValue(reference.Name, out var value))
            {
                output.Append(text, position, reference.Start - position).Append(One(reference.Name, value));
                position = reference.End;
            }
        }
        return output.Append(text, position, text.Length - position).ToString();
    }

    private static string One(string name, VariableValue value) =>
        value.Error is { } error ? throw new QueryException(error)
        : value.IsAll || value.Chosen.Count == 0 ? ""
        : value.Chosen.Count == 1 ? value.Chosen[0].Value
        : throw new QueryException(new QueryError(QueryErrorKind.BadData, $"A search for traces takes one value of '{name}'.", "Choose one."));
}
