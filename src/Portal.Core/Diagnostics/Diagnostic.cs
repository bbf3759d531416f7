namespace Portal.Core.Diagnostics;

/// <summary>How bad a <see cref="Diagnostic"/> is.</summary>
public enum Severity
{
    /// <summary>Good to know.</summary>
    Info,
    /// <summary>Works, but is likely not what the author wants.</summary>
    Warning,
    /// <summary>The revision is refused.</summary>
    Error,
}

/// <summary>A place in a file of the catalog.</summary>
/// <param name="File">Path from the content's root, with <c>/</c>.</param>
/// <param name="Line">From 1; 0 where the file as a whole is meant.</param>
/// <param name="Column">From 1; 0 where the line as a whole is meant.</param>
public readonly record struct SourceLocation(string File, int Line = 0, int Column = 0) : IComparable<SourceLocation>
{
    /// <inheritdoc/>
    public int CompareTo(SourceLocation other)
    {
        var byFile = string.CompareOrdinal(File, other.File);
        return byFile != 0 ? byFile : Line != other.Line ? Line.CompareTo(other.Line) : Column.CompareTo(other.Column);
    }

    /// <summary><c>file:line:column</c>, without the parts that are 0.</summary>
    public override string ToString() => Line == 0 ? File : Column == 0 ? $"{File}:{Line}" : $"{File}:{Line}:{Column}";
}

/// <summary>An author's mistake, or a hint, with its place in a file. Never thrown: everything that reads content collects these.</summary>
/// <param name="Code">Stable code such as <c>PT101</c>; listed in docs/diagnostics.md.</param>
/// <param name="Severity">How bad it is.</param>
/// <param name="Message">What is wrong, in one sentence, without the place.</param>
/// <param name="Location">Where.</param>
public sealed record Diagnostic(string Code, Severity Severity, string Message, SourceLocation Location)
{
    /// <summary>What to do about it; null where the message says it all.</summary>
    public string? Remedy { get; init; }

    /// <summary>For editors only, in the portal and at a terminal: a backend's own words, which may quote telemetry. Never told to a forge.</summary>
    public string? Detail { get; init; }

    /// <summary>The line of rendered YAML that is wrong, where the mistake shows only after rendering; else null.</summary>
    public string? RenderedLine { get; init; }

    /// <summary>Where the mistake appears in the rendered YAML (line from 1), else 0.</summary>
    public int RenderedLineNumber { get; init; }

    /// <summary>The first binding that shows the mistake (<c>tenant/environment/service template</c>), null where it does not depend on one.</summary>
    public string? Binding { get; init; }

    /// <summary>How many bindings show the same mistake at the same place; 1 or more.</summary>
    public int Occurrences { get; init; } = 1;
}

/// <summary>Diagnostics of one piece of work, in the order in which they were found.</summary>
public static class DiagnosticExtensions
{
    /// <summary>Whether any of them is an error.</summary>
    public static bool HasErrors(this IEnumerable<Diagnostic> diagnostics) => diagnostics.Any(d => d.Severity == Severity.Error);

    /// <summary>One diagnostic for each code, place and message, with the number of its occurrences, ordered by place.</summary>
    public static IReadOnlyList<Diagnostic> Deduplicate(this IEnumerable<Diagnostic> diagnostics) =>
        [.. diagnostics
            .GroupBy(d => (d.Code, d.Location, d.Message))
            .Select(group => group.First() with { Occurrences = group.Sum(d => d.Occurrences) })
            .OrderBy(d => d.Location)
            .ThenByDescending(d => d.Severity)];
}
