using System.Text;
using Portal.Core.LogQL;
using Portal.Core.PromQL;
using Portal.Core.Queries.Variables;

namespace Portal.Core.Changes;

/// <summary>Compares queries by their trees: spaces, comments, quotes, the order of matchers and ways to write a duration are no difference.</summary>
internal static class QueryComparison
{
    /// <summary>Whether two queries ask the same. What cannot be parsed is the same only as a text.</summary>
    public static bool Same(string before, string after, QueryLanguage language)
    {
        if (before == after)
        {
            return true;
        }
        // A variable has the same number in both, wherever it stands.
        var numbers = new Dictionary<(string Name, string? Format), int>();
        return Canonical(before, language, numbers) is { } one && Canonical(after, language, numbers) is { } other && one == other;
    }

    private static string? Canonical(string text, QueryLanguage language, Dictionary<(string, string?), int> numbers)
    {
        var isLogQL = language == QueryLanguage.LogQL;
        var references = QueryTemplate.Read(text, isLogQL);
        if (references.Count + numbers.Count > QueryTemplate.MaxReferences || Placeholders.Clash(text))
        {
            return null;
        }
        return Print(Place(text, references, numbers, VariablePlace.Number, isLogQL), isLogQL) ?? Print(Place(text, references, numbers, VariablePlace.Name, isLogQL), isLogQL);
    }

    private static string? Print(string text, bool isLogQL) => isLogQL
        ? LogQLParser.Parse(text).Expression is { } logs ? LogQLPrinter.Print(logs) : null
        : PromQLParser.Parse(text).Expression is { } metrics ? PromQLPrinter.Print(metrics) : null;

    private static string Place(string text, IReadOnlyList<QueryReference> references, Dictionary<(string, string?), int> numbers, VariablePlace either, bool isLogQL)
    {
        var output = new StringBuilder(text.Length + (32 * references.Count));
        var position = 0;
        foreach (var (variable, place) in references)
        {
            var key = (variable.Name, variable.Format);
            if (!numbers.TryGetValue(key, out var number))
            {
                numbers[key] = number = numbers.Count;
            }
            output.Append(text, position, variable.Start - position)
                .Append(Placeholders.Of(number, place == VariablePlace.Either ? either : place))
                .Append(isLogQL && place == VariablePlace.Number ? Placeholders.DurationUnit : "");
            position = variable.End;
        }
        return output.Append(text, position, text.Length - position).ToString();
    }
}
