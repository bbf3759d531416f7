using System.Text;
using Portal.Core.PromQL;

namespace Portal.Core.Queries.Variables;

/// <summary>Turns placeholders in texts, regular expressions, matchers and numbers into values, in whatever language. Keeps the first problem.</summary>
internal sealed class FilledValues(IReadOnlyList<QueryReference> references, IReadOnlyDictionary<string, VariableValue> variables)
{
    private readonly bool[] _filled = new bool[references.Count];

    /// <summary>The first problem, or null.</summary>
    public InterpolationProblem? Problem { get; private set; }

    /// <summary>Reports the first placeholder that has not been filled in.</summary>
    public void RefuseLeft()
    {
        if (Problem is null && Array.IndexOf(_filled, false) is var left and >= 0)
        {
            Fail(left, "cannot stand here.", "Variables stand in matchers, strings, numbers, durations, and for the names of metrics and labels.");
        }
    }

    /// <summary>Reports a problem of the variable.</summary>
    public void Fail(int index, string problem, string remedy)
    {
        var reference = references[index].Variable;
        Problem ??= new InterpolationProblem(new QueryError(QueryErrorKind.BadData, $"The variable '{reference.Name}' {problem}", remedy), reference.Start);
    }

    /// <summary>The variable that a placeholder stands for. The model's bounds hold for values that are chosen; a placeholder that the author wrote has none.</summary>
    public bool TryTake(int index, out VariableReference reference, out VariableValue value)
    {
        if (index < 0 || index >= _filled.Length)
        {
            (reference, value) = (default, VariableValue.Of(""));
            Problem ??= new InterpolationProblem(new QueryError(QueryErrorKind.BadData, "The query holds text that the portal keeps for itself."), 0);
            return false;
        }
        _filled[index] = true;
        reference = references[index].Variable;
        value = variables[reference.Name];
        return true;
    }

    /// <summary>The text of a value that stands for one number, duration or size; null with a problem where it cannot.</summary>
    public string? Single(int index)
    {
        if (!TryTake(index, out var reference, out var value))
        {
            return null;
        }
        if (value.AllRegex is null)
        {
            return value.IsSample ? "5m" : VariableFormat.Text(reference.Name, reference.Format, value);
        }
        Fail(index, "must be a number or a duration here.", "Choose one value such as 5 or 10m.");
        return null;
    }

    /// <summary>Whether the value is a sample: whatever fits.</summary>
    public bool IsSample(int index) => index >= 0 && index < references.Count && variables[references[index].Variable.Name].IsSample;

    /// <summary>The number that the variable stands for.</summary>
    public (double Value, bool IsDuration) Number(int index, bool negative)
    {
        if (Single(index) is not { } text)
        {
            return (0, false);
        }
        if (ValueSyntax.Number(text) is not { } number)
        {
            Fail(index, "must be a number or a duration here.", "Choose one value such as 5 or 10m.");
            return (0, false);
        }
        return negative ? (-number.Value, number.IsDuration) : number;
    }

    /// <summary>A text with its values, each escaped.</summary>
    public string Text(string text, Func<string, string> escape)
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

    /// <summary>A matcher with its values; one of several exact texts becomes an alternative of them.</summary>
    /// <param name="matcher">The author's.</param>
    /// <param name="name">Its name, filled in.</param>
    public LabelMatcher Matcher(LabelMatcher matcher, string name)
    {
        if (Placeholders.Split(matcher.Value) is not { } pieces)
        {
            return name == matcher.Name ? matcher : matcher with { Name = name };
        }
        var isRegex = matcher.Operator is MatchOperator.Regex or MatchOperator.NotRegex;
        if (!isRegex && pieces.All(piece => piece.Text is not null || IsSingle(piece.Index)))
        {
            return matcher with { Name = name, Value = Text(matcher.Value, value => value) };
        }
        var value = isRegex ? Regex(matcher.Value) : Regex(pieces, VariableFormat.Escape, isChecked: true);
        return new LabelMatcher(name, matcher.Operator is MatchOperator.Equal or MatchOperator.Regex ? MatchOperator.Regex : MatchOperator.NotRegex, value);
    }

    /// <summary>A regular expression with its values, each escaped.</summary>
    /// <param name="text">The author's.</param>
    /// <param name="isChecked">Whether what comes out must be valid.</param>
    public string Regex(string text, bool isChecked = true) => Placeholders.Split(text) is { } pieces ? Regex(pieces, literal => literal, isChecked) : text;

    private string Regex(IReadOnlyList<(string? Text, int Index)> pieces, Func<string, string> literals, bool isChecked)
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
        if (isChecked && Re2Syntax.Check(regex).Problem is { } problem)
        {
            var at = pieces.First(piece => piece.Text is null).Index;
            Problem ??= new InterpolationProblem(
                new QueryError(QueryErrorKind.BadData, $"With the variable '{references[at].Variable.Name}' the regular expression is not valid.", "Check what stands around it, and its allValue.", problem),
                references[at].Variable.Start);
        }
        return regex;
    }

    /// <summary>Whether the variable is one text here.</summary>
    public bool IsSingle(int index) =>
        index < 0 || index >= references.Count
        || (variables[references[index].Variable.Name] is { AllRegex: null } value && (value.Chosen.Count == 1 || references[index].Variable.Format == "csv"));
}
