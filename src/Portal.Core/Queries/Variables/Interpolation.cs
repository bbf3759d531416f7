using System.Text;
using Portal.Core.PromQL;

namespace Portal.Core.Queries.Variables;

/// <summary>Why variables cannot be filled in, or why the query is none.</summary>
/// <param name="Error">What to tell; the detail is for editors.</param>
/// <param name="Position">Where in the author's text, from 0.</param>
/// <param name="UnknownVariable">The name that no variable has, or null.</param>
internal sealed record InterpolationProblem(QueryError Error, int Position, string? UnknownVariable = null);

/// <summary>
/// Fills variables into a PromQL query. The author's text is parsed with placeholders, and values go into the tree: a value is text in a matcher, a number or a name,
/// and can never be a matcher, a selector or an operator of its own.
/// </summary>
internal static class Interpolation
{
    /// <summary>Fills the variables in.</summary>
    /// <param name="text">The author's query.</param>
    /// <param name="variables">The variables that there are, with the portal's own.</param>
    /// <param name="options">The dialect; null for everything on.</param>
    /// <param name="samples">What samples are where a number and a name may stand.</param>
    /// <returns>Either the tree or the first problem.</returns>
    public static (Expr? Expression, InterpolationProblem? Problem) Fill(
        string text, IReadOnlyDictionary<string, VariableValue> variables, PromQLOptions? options = null, VariablePlace samples = VariablePlace.Number)
    {
        var references = QueryTemplate.Read(text);
        if (references.Count == 0)
        {
            return Parse(text, text, references, [], options);
        }
        if (Placeholders.Clash(text))
        {
            return Fail("The query holds text that the portal keeps for itself.", null, 0);
        }
        if (references.Count > QueryTemplate.MaxReferences)
        {
            return Fail($"The query names more than {QueryTemplate.MaxReferences} variables.", null, references[^1].Variable.Start);
        }
        var places = new VariablePlace[references.Count];
        var output = new StringBuilder(text.Length + (32 * references.Count));
        var starts = new List<(int Output, int Text)>();
        var position = 0;
        for (var i = 0; i < places.Length; i++)
        {
            var reference = references[i].Variable;
            if (Check(text, references[i], variables) is { } problem)
            {
                return (null, problem);
            }
            places[i] = references[i].Place == VariablePlace.Either ? Choose(variables[reference.Name], samples) : references[i].Place;
            output.Append(text, position, reference.Start - position);
            starts.Add((output.Length, reference.Start));
            output.Append(Placeholders.Of(i, places[i]));
            position = reference.End;
            starts.Add((output.Length, reference.End));
        }
        output.Append(text, position, text.Length - position);
        var (tree, wrong) = Parse(output.ToString(), text, references, starts, options);
        return tree is null ? (null, wrong) : new QueryFiller(references, variables).Fill(tree);
    }

    private static InterpolationProblem? Check(string text, QueryReference reference, IReadOnlyDictionary<string, VariableValue> variables)
    {
        var (name, format, start, end) = reference.Variable;
        if (!variables.TryGetValue(name, out var value))
        {
            return new(new QueryError(QueryErrorKind.BadData, $"There is no variable '{name}'.", "Declare it under variables."), start, name);
        }
        if (value.Error is { } error)
        {
            return new(error with { Message = $"The variable '{name}' has no value: {error.Message}" }, start);
        }
        if (!VariableFormat.IsKnown(name, format) || (reference.Place != VariablePlace.Quoted && format is "regex" or "pipe"))
        {
            return new(new QueryError(QueryErrorKind.BadData, $"The format '{format}' of the variable '{name}' is not allowed here.", VariableFormat.Remedy), start);
        }
        if (reference.Place == VariablePlace.Number && (IsWord(text, start - 1) || IsWord(text, end)))
        {
            return new(new QueryError(QueryErrorKind.BadData, $"The variable '{name}' must be the whole of a number or a duration here.", "Let its values have their units."), start);
        }
        return reference.Place != VariablePlace.Quoted && text.AsSpan(end).TrimStart().StartsWith("(")
            ? new(new QueryError(QueryErrorKind.BadData, $"The variable '{name}' cannot stand for a function.", "Write the function's name in the query."), start)
            : null;
    }

    private static bool IsWord(string text, int position) => position >= 0 && position < text.Length && Lexer.IsWordCharacter(text[position]);

    // What is typed is never a name where it could be a number; what is chosen from a list is what it looks like.
    private static VariablePlace Choose(VariableValue value, VariablePlace samples) =>
        value.IsSample ? samples
        : value.IsTyped || value.Chosen is not [var only] || ValueSyntax.Number(only.Value) is not null ? VariablePlace.Number : VariablePlace.Name;

    private static (Expr?, InterpolationProblem?) Parse(
        string query, string text, IReadOnlyList<QueryReference> references, List<(int Output, int Text)> starts, PromQLOptions? options)
    {
        var result = PromQLParser.Parse(query, options);
        if (result.Expression is { } tree)
        {
            return (tree, null);
        }
        var error = result.Errors[0];
        var place = Origin(Math.Max(0, error.Span.Start), starts);
        var moved = new PromQLError(new Span(place, place), Placeholders.Restore(error.Message, text, references));
        return (null, new InterpolationProblem(new QueryError(QueryErrorKind.BadData, "The query is not valid PromQL.", Detail: moved.Format(text)), place));
    }

    private static int Origin(int position, List<(int Output, int Text)> starts)
    {
        var last = starts.FindLastIndex(start => start.Output <= position);
        // Inside of a placeholder means at its beginning.
        return last < 0 ? position : last % 2 == 0 ? starts[last].Text : starts[last].Text + position - starts[last].Output;
    }

    private static (Expr?, InterpolationProblem?) Fail(string message, string? remedy, int position) =>
        (null, new InterpolationProblem(new QueryError(QueryErrorKind.BadData, message, remedy), position));
}
