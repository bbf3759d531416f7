using System.Text;

namespace Portal.Core.Queries.Variables;

/// <summary>Fills variables into texts that people read, such as titles. What is no variable stays as it is.</summary>
internal static class VariableText
{
    /// <summary>The text with the variables' texts; several are joined by <c> + </c>, and 'All' is called so.</summary>
    /// <param name="text">The author's text.</param>
    /// <param name="variables">The variables.</param>
    /// <param name="escape">Applied to each value; null for none.</param>
    public static string Fill(string text, IReadOnlyDictionary<string, VariableValue> variables, Func<string, string>? escape = null)
    {
        var output = new StringBuilder();
        var position = 0;
        foreach (var reference in VariableReference.In(text))
        {
            if (!variables.TryGetValue(reference.Name, out var value) || value.Error is not null)
            {
                continue;
            }
            var shown = Shown(reference, value);
            output.Append(text, position, reference.Start - position).Append(escape is null ? shown : escape(shown));
            position = reference.End;
        }
        return position == 0 ? text : output.Append(text, position, text.Length - position).ToString();
    }

    private static string Shown(VariableReference reference, VariableValue value) =>
        value.IsAll ? "All"
        : reference.Format is not null ? VariableFormat.Text(reference.Name, reference.Format, value)
        : string.Join(" + ", value.Chosen.Select(option => option.Text));
}
