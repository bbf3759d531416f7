using Portal.Core.Dashboards;

namespace Portal.Core.Queries.Variables;

/// <summary>What a variable stands for in one question. The values are checked against the model.</summary>
/// <param name="Chosen">What is chosen; for 'All' without a value of its own, all options.</param>
internal sealed record VariableValue(IReadOnlyList<VariableOption> Chosen)
{
    /// <summary>The regular expression that the template's author gave for 'All', where that is chosen; else null.</summary>
    public string? AllRegex { get; init; }

    /// <summary>Whether 'All' is chosen.</summary>
    public bool IsAll { get; init; }

    /// <summary>Whether a viewer may have typed it. Then it stands for a number at most, never for a name, where a query allows both.</summary>
    public bool IsTyped { get; init; }

    /// <summary>Whether it is whatever fits where it stands: a query is tried without anyone's choice.</summary>
    public bool IsSample { get; init; }

    /// <summary>A value that fits everywhere.</summary>
    public static VariableValue Sample { get; } = Of("sample") with { IsSample = true };

    /// <summary>Why there is no value, or null.</summary>
    public QueryError? Error { get; init; }

    /// <summary>One value.</summary>
    public static VariableValue Of(string value) => new([new VariableOption(value, value)]);
}
