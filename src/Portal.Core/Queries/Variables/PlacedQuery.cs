using System.Text;
using Portal.Core.PromQL;

namespace Portal.Core.Queries.Variables;

/// <summary>An author's query whose variables are checked and replaced by placeholders, ready to be parsed.</summary>
internal sealed class PlacedQuery
{
    private readonly string _text;
    private readonly List<(int Output, int Text)> _starts = [];

    private PlacedQuery(string text, IReadOnlyList<QueryReference> references)
    {
        _text = text;
        References = references;
        Query = text;
    }

    /// <summary>The query with placeholders.</summary>
    public string Query { get; private set; }

    /// <summary>Its variables, in the text's order.</summary>
    public IReadOnlyList<QueryReference> References { get; }

    /// <summary>Puts placeholders in.</summary>
    /// <param name="text">The author's query.</param>
    /// <param name="variables">The variables that there are, with the portal's own.</param>
    /// <param name="samples">What samples are where a number and a name may stand.</param>
    /// <param name="isLogQL">Whether it is LogQL; else PromQL.</param>
    public static (PlacedQuery? Placed, InterpolationProblem? Problem) Read(
        string text, IReadOnlyDictionary<string, VariableValue> variables, VariablePlace samples, bool isLogQL = false)
    {
        var placed = new PlacedQuery(text, QueryTemplate.Read(text, isLogQL));
        return placed.References.Count == 0 ? (placed, null)
            : Placeholders.Clash(text) ? Fail("The query holds text that the portal keeps for itself.", 0)
            : placed.References.Count > QueryTemplate.MaxReferences ? Fail($"The query names more than {QueryTemplate.MaxReferences} variables.", placed.References[^1].Variable.Start)
            : placed.Place(variables, samples, isLogQL ? Placeholders.DurationUnit : "") is { } problem ? (null, problem)
            : (placed, null);
    }

    /// <summary>The problem that a parser has found, in the author's words and at its place in the author's text.</summary>
    public InterpolationProblem Problem(PromQLError error, string language)
    {
        var place = Origin(Math.Max(0, error.Span.Start));
        var moved = new PromQLError(new Span(place, place), Placeholders.Restore(error.Message, _text, References));
        return new InterpolationProblem(new QueryError(QueryErrorKind.BadData, $"The query is not valid {language}.", Detail: moved.Format(_text)), place);
    }

    private InterpolationProblem? Place(IReadOnlyDictionary<string, VariableValue> variables, VariablePlace samples, string durationUnit)
    {
        var output = new StringBuilder(_text.Length + (32 * References.Count));
        var position = 0;
        for (var i = 0; i < References.Count; i++)
        {
            var (reference, place) = References[i];
            if (Check(References[i], variables) is { } problem)
            {
                return problem;
            }
            output.Append(_text, position, reference.Start - position);
            _starts.Add((output.Length, reference.Start));
            output.Append(Placeholders.Of(i, place == VariablePlace.Either ? Choose(variables[reference.Name], samples) : place));
            output.Append(place == VariablePlace.Number ? durationUnit : "");
            position = reference.End;
            _starts.Add((output.Length, reference.End));
        }
        Query = output.Append(_text, position, _text.Length - position).ToString();
        return null;
    }

    private InterpolationProblem? Check(QueryReference reference, IReadOnlyDictionary<string, VariableValue> variables)
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
        if (reference.Place == VariablePlace.Number && (IsWord(start - 1) || IsWord(end)))
        {
            return new(new QueryError(QueryErrorKind.BadData, $"The variable '{name}' must be the whole of a number or a duration here.", "Let its values have their units."), start);
        }
        return reference.Place != VariablePlace.Quoted && _text.AsSpan(end).TrimStart().StartsWith("(")
            ? new(new QueryError(QueryErrorKind.BadData, $"The variable '{name}' cannot stand for a function.", "Write the function's name in the query."), start)
            : null;
    }

    private bool IsWord(int position) => position >= 0 && position < _text.Length && Lexer.IsWordCharacter(_text[position]);

    // What is typed is never a name where it could be a number; what is chosen from a list is what it looks like.
    private static VariablePlace Choose(VariableValue value, VariablePlace samples) =>
        value.IsSample ? samples
        : value.IsTyped || value.Chosen is not [var only] || ValueSyntax.IsQuantity(only.Value) ? VariablePlace.Number : VariablePlace.Name;

    private int Origin(int position)
    {
        var last = _starts.FindLastIndex(start => start.Output <= position);
        // Inside of a placeholder means at its beginning.
        return last < 0 ? position : last % 2 == 0 ? _starts[last].Text : _starts[last].Text + position - _starts[last].Output;
    }

    private static (PlacedQuery?, InterpolationProblem?) Fail(string message, int position) =>
        (null, new InterpolationProblem(new QueryError(QueryErrorKind.BadData, message), position));
}
