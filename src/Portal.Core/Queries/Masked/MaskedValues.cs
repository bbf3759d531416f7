using Portal.Core.Dashboards;
using Portal.Core.Masking;
using Portal.Core.Queries.Variables;

namespace Portal.Core.Queries.Masked;

/// <summary>What may be shown of a variable's values where no backend is asked, such as those that an embed's token binds.</summary>
public static class MaskedValues
{
    /// <summary>The value as it may be shown: that of a label as labels are, that of a query which tells no label blank. What an author has listed stays.</summary>
    public static string Of(Masker? masker, Variable variable, string value)
    {
        ArgumentNullException.ThrowIfNull(variable);
        ArgumentNullException.ThrowIfNull(value);
        return masker is null || value == VariableChoice.All || variable.Kind is VariableKind.Custom or VariableKind.Interval ? value
            : variable.Kind == VariableKind.Text ? masker.Text(value)
            : VariableQuery.Read(variable.Query ?? "") is { Label: { } label } && !label.Contains('$', StringComparison.Ordinal) ? masker.Value(label, value)
            : MaskText.Apply(MaskEffect.Blank, value);
    }
}
