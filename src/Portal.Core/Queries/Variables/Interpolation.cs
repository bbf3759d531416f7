using Portal.Core.LogQL;
using Portal.Core.PromQL;

namespace Portal.Core.Queries.Variables;

/// <summary>Why variables cannot be filled in, or why the query is none.</summary>
/// <param name="Error">What to tell; the detail is for editors.</param>
/// <param name="Position">Where in the author's text, from 0.</param>
/// <param name="UnknownVariable">The name that no variable has, or null.</param>
internal sealed record InterpolationProblem(QueryError Error, int Position, string? UnknownVariable = null);

/// <summary>
/// Fills variables into a query. The author's text is parsed with placeholders, and values go into the tree: a value is text in a matcher, a number or a name,
/// and can never be a matcher, a stage, a selector or an operator of its own.
/// </summary>
internal static class Interpolation
{
    /// <summary>Fills the variables of a PromQL query in.</summary>
    /// <param name="text">The author's query.</param>
    /// <param name="variables">The variables that there are, with the portal's own.</param>
    /// <param name="options">The dialect; null for everything on.</param>
    /// <param name="samples">What samples are where a number and a name may stand.</param>
    /// <returns>Either the tree or the first problem.</returns>
    public static (Expr? Expression, InterpolationProblem? Problem) Fill(
        string text, IReadOnlyDictionary<string, VariableValue> variables, PromQLOptions? options = null, VariablePlace samples = VariablePlace.Number)
    {
        var (placed, problem) = PlacedQuery.Read(text, variables, samples);
        if (placed is null)
        {
            return (null, problem);
        }
        var result = PromQLParser.Parse(placed.Query, options);
        return result.Expression is not { } tree ? (null, placed.Problem(result.Errors[0], "PromQL"))
            : placed.References.Count == 0 ? (tree, null)
            : new QueryFiller(new FilledValues(placed.References, variables)).Fill(tree);
    }

    /// <summary>Fills the variables of a LogQL query in; arguments and result as for PromQL.</summary>
    public static (LogQLExpr? Expression, InterpolationProblem? Problem) FillLogQL(
        string text, IReadOnlyDictionary<string, VariableValue> variables, VariablePlace samples = VariablePlace.Number)
    {
        var (placed, problem) = PlacedQuery.Read(text, variables, samples, isLogQL: true);
        if (placed is null)
        {
            return (null, problem);
        }
        var result = LogQLParser.Parse(placed.Query);
        return result.Expression is not { } tree ? (null, placed.Problem(result.Errors[0], "LogQL"))
            : placed.References.Count == 0 ? (tree, null)
            : new LogQLFiller(new FilledValues(placed.References, variables)).Fill(tree);
    }
}
