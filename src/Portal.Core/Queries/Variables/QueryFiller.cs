using System.Text;
using Portal.Core.PromQL;

namespace Portal.Core.Queries.Variables;

/// <summary>Puts values into a tree where placeholders stand. What has no place of its own is a problem: no placeholder is left over.</summary>
internal sealed partial class QueryFiller(IReadOnlyList<QueryReference> references, IReadOnlyDictionary<string, VariableValue> variables) : PromQLRewriter
{
    private readonly bool[] _filled = new bool[references.Count];
    private InterpolationProblem? _problem;

    /// <summary>The filled tree, or the first problem.</summary>
    public (Expr? Expression, InterpolationProblem? Problem) Fill(Expr tree)
    {
        var filled = Rewrite(tree);
        if (_problem is null && Array.IndexOf(_filled, false) is var left and >= 0)
        {
            Fail(left, "cannot stand here.", "Variables stand in matchers, strings, numbers, durations, and for the names of metrics and labels.");
        }
        return _problem is null ? (filled, null) : (null, _problem);
    }

    /// <inheritdoc/>
    protected override Expr RewriteNumber(NumberLiteral number)
    {
        if (Placeholders.Index(number.Value) is var index && index < 0)
        {
            return number;
        }
        var (value, isDuration) = Number(index, number.Value < 0);
        var literal = new NumberLiteral(value, isDuration && value >= 0) { Position = number.Position };
        // A sign binds weaker than ^.
        return value < 0 ? new ParenExpr(literal) { Position = number.Position } : literal;
    }

    /// <inheritdoc/>
    protected override Expr RewriteString(StringLiteral literal) => literal with { Value = Text(literal.Value, value => value) };

    /// <inheritdoc/>
    protected override VectorSelector RewriteSelector(VectorSelector selector) => selector with
    {
        MetricName = selector.MetricName is null ? null : Name(selector.MetricName),
        Matchers = selector.Matchers.Select(Matcher).ToEquatableList(),
        Offset = Duration(selector.Offset),
        At = At(selector.At),
    };

    /// <inheritdoc/>
    protected override Expr RewriteMatrix(MatrixSelector matrix) => matrix with { Selector = RewriteSelector(matrix.Selector), Range = Duration(matrix.Range)! };

    /// <inheritdoc/>
    protected override Expr RewriteSubquery(SubqueryExpr subquery) => subquery with
    {
        Inner = Rewrite(subquery.Inner),
        Range = Duration(subquery.Range)!,
        Step = Duration(subquery.Step),
        Offset = Duration(subquery.Offset),
        At = At(subquery.At),
    };

    /// <inheritdoc/>
    protected override Expr RewriteCall(CallExpr call)
    {
        if (call.Function.Name != "label_replace" || call.Arguments.Count != 5)
        {
            return base.RewriteCall(call);
        }
        // label_replace(v, target, replacement, source, regex): a dollar in a replacement names a group.
        return call with
        {
            Arguments = [
                Rewrite(call.Arguments[0]), Rewrite(call.Arguments[1]),
                Inner(call.Arguments[2], text => Text(text, value => value.Replace("$", "$$", StringComparison.Ordinal))),
                Rewrite(call.Arguments[3]),
                Inner(call.Arguments[4], Regex),
            ],
        };
    }

    /// <inheritdoc/>
    protected override Expr RewriteAggregate(AggregateExpr aggregate)
    {
        var filled = (AggregateExpr)base.RewriteAggregate(aggregate);
        return filled with { Grouping = Names(filled.Grouping) };
    }

    /// <inheritdoc/>
    protected override Expr RewriteBinary(BinaryExpr binary)
    {
        var filled = (BinaryExpr)base.RewriteBinary(binary);
        return filled.Matching is not { } matching ? filled : filled with
        {
            Matching = matching with
            {
                MatchingLabels = Names(matching.MatchingLabels),
                Include = Names(matching.Include),
                FillLeft = Fill(matching.FillLeft),
                FillRight = Fill(matching.FillRight),
            },
        };
    }

    private static Expr Inner(Expr expression, Func<string, string> change) => expression switch
    {
        StringLiteral literal => literal with { Value = change(literal.Value) },
        ParenExpr paren => paren with { Inner = Inner(paren.Inner, change) },
        _ => expression,
    };

    private LabelMatcher Matcher(LabelMatcher matcher)
    {
        var name = Name(matcher.Name);
        if (Placeholders.Split(matcher.Value) is not { } pieces)
        {
            return name == matcher.Name ? matcher : matcher with { Name = name };
        }
        var isRegex = matcher.Operator is MatchOperator.Regex or MatchOperator.NotRegex;
        if (!isRegex && pieces.All(piece => piece.Text is not null || IsSingle(piece.Index)))
        {
            return matcher with { Name = name, Value = Text(matcher.Value, value => value) };
        }
        // One of several exact texts is an alternative of them.
        var value = isRegex ? Regex(matcher.Value) : Regex(pieces, VariableFormat.Escape);
        return new LabelMatcher(name, matcher.Operator is MatchOperator.Equal or MatchOperator.Regex ? MatchOperator.Regex : MatchOperator.NotRegex, value);
    }

    private string Regex(string text) => Placeholders.Split(text) is { } pieces ? Regex(pieces, literal => literal) : text;

    private string Regex(IReadOnlyList<(string? Text, int Index)> pieces, Func<string, string> literals)
    {
        var output = new StringBuilder();
        foreach (var (literal, index) in pieces)
        {
            if (literal is not null)
            {
                output.Append(literals(literal));
                continue;
            }
            if (!TryTake(index, out var reference, out var value))
            {
                return "";
            }
            var place = RegexPlaces.After(output.ToString());
            if (place == RegexPlace.Nothing)
            {
                Fail(index, "cannot stand after a backslash or in \\Q...\\E of a regular expression.", "Write it outside of that.");
            }
            if (place == RegexPlace.Characters && value.AllRegex is not null)
            {
                Fail(index, "stands for a regular expression ('All' with allValue), which cannot stand in a class [...].", "Leave the brackets or the allValue out.");
            }
            output.Append(place == RegexPlace.Characters ? VariableFormat.Characters(value) : VariableFormat.Regex(reference.Name, reference.Format, value, pieces.Count == 1));
        }
        var regex = output.ToString();
        if (Re2Syntax.Check(regex).Problem is { } problem)
        {
            var at = pieces.First(piece => piece.Text is null).Index;
            _problem ??= new InterpolationProblem(
                new QueryError(QueryErrorKind.BadData, $"With the variable '{references[at].Variable.Name}' the regular expression is not valid.", "Check what stands around it, and its allValue.", problem),
                references[at].Variable.Start);
        }
        return regex;
    }

    private string Text(string text, Func<string, string> escape)
    {
        if (Placeholders.Split(text) is not { } pieces)
        {
            return text;
        }
        var output = new StringBuilder();
        foreach (var (literal, index) in pieces)
        {
            if (literal is not null)
            {
                output.Append(literal);
            }
            else if (TryTake(index, out var reference, out var value))
            {
                if (value.AllRegex is not null)
                {
                    Fail(index, "stands for a regular expression ('All' with allValue), which cannot stand here.", "Use it with =~, or leave allValue out.");
                }
                output.Append(escape(VariableFormat.Text(reference.Name, reference.Format, value)));
            }
        }
        return output.ToString();
    }

    // The model's bounds hold for values that are chosen; a placeholder that the author wrote has none.
    private bool TryTake(int index, out VariableReference reference, out VariableValue value)
    {
        if (index < 0 || index >= _filled.Length)
        {
            (reference, value) = (default, VariableValue.Of(""));
            _problem ??= new InterpolationProblem(new QueryError(QueryErrorKind.BadData, "The query holds text that the portal keeps for itself."), 0);
            return false;
        }
        _filled[index] = true;
        reference = references[index].Variable;
        value = variables[reference.Name];
        return true;
    }

    private bool IsSingle(int index) =>
        index < 0 || index >= references.Count
        || (variables[references[index].Variable.Name] is { AllRegex: null } value && (value.Chosen.Count == 1 || references[index].Variable.Format == "csv"));

    private void Fail(int index, string problem, string remedy)
    {
        var reference = references[index].Variable;
        _problem ??= new InterpolationProblem(new QueryError(QueryErrorKind.BadData, $"The variable '{reference.Name}' {problem}", remedy), reference.Start);
    }
}
