using Portal.Core.PromQL;

namespace Portal.Core.LogQL;

/// <summary>A stage of a log pipeline.</summary>
public abstract record Stage;

/// <summary>How a line filter looks for its text.</summary>
public enum LineMatch
{
    /// <summary><c>|=</c></summary>
    Contains,
    /// <summary><c>!=</c></summary>
    NotContains,
    /// <summary><c>|~</c></summary>
    Regex,
    /// <summary><c>!~</c></summary>
    NotRegex,
    /// <summary><c>|&gt;</c></summary>
    Pattern,
    /// <summary><c>!&gt;</c></summary>
    NotPattern,
}

/// <summary>Keeps the lines that hold, or do not hold, any of the texts.</summary>
/// <param name="Match">How.</param>
/// <param name="Alternatives">The texts, joined by <c>or</c>; at least one.</param>
public sealed record LineFilter(LineMatch Match, EquatableList<LineFilterText> Alternatives) : Stage;

/// <summary>A text of a line filter.</summary>
/// <param name="Value">Text, regular expression, pattern, or range of IP addresses.</param>
/// <param name="IsIp">Whether it stands in <c>ip("…")</c>.</param>
public sealed record LineFilterText(string Value, bool IsIp = false);

/// <summary><c>json</c>, with what to extract or everything.</summary>
/// <param name="Extractions">What to extract; empty for everything.</param>
public sealed record JsonStage(EquatableList<Extraction> Extractions) : Stage;

/// <summary><c>logfmt</c>, with what to extract or everything.</summary>
/// <param name="Strict"><c>--strict</c>: stop at the first malformed pair.</param>
/// <param name="KeepEmpty"><c>--keep-empty</c>: keep keys without a value.</param>
/// <param name="Extractions">What to extract; empty for everything.</param>
public sealed record LogfmtStage(bool Strict, bool KeepEmpty, EquatableList<Extraction> Extractions) : Stage;

/// <summary>A label and the expression that it is extracted by.</summary>
/// <param name="Label">The label.</param>
/// <param name="Expression">The expression; the label's own name where nothing was written.</param>
public sealed record Extraction(string Label, string Expression);

/// <summary><c>regexp "…"</c></summary>
/// <param name="Regex">A regular expression (RE2) with named groups.</param>
public sealed record RegexpStage(string Regex) : Stage;

/// <summary><c>pattern "…"</c></summary>
/// <param name="Pattern">Text with <c>&lt;captures&gt;</c>.</param>
public sealed record PatternStage(string Pattern) : Stage;

/// <summary><c>unpack</c></summary>
public sealed record UnpackStage : Stage;

/// <summary><c>decolorize</c></summary>
public sealed record DecolorizeStage : Stage;

/// <summary>Keeps the lines whose labels fulfil a condition.</summary>
/// <param name="Filter">The condition.</param>
public sealed record LabelFilterStage(LabelFilter Filter) : Stage;

/// <summary><c>line_format "…"</c></summary>
/// <param name="Template">A Go template.</param>
public sealed record LineFormatStage(string Template) : Stage;

/// <summary><c>label_format a=b, c="…"</c></summary>
/// <param name="Formats">In the author's order.</param>
public sealed record LabelFormatStage(EquatableList<LabelFormat> Formats) : Stage;

/// <summary>A new value of a label.</summary>
/// <param name="Label">The label.</param>
/// <param name="Value">Another label's name, or a Go template.</param>
/// <param name="IsRename">Whether it is a name.</param>
public sealed record LabelFormat(string Label, string Value, bool IsRename);

/// <summary><c>drop a, b="x"</c></summary>
/// <param name="Labels">Which.</param>
public sealed record DropStage(EquatableList<LabelChoice> Labels) : Stage;

/// <summary><c>keep a, b="x"</c></summary>
/// <param name="Labels">Which.</param>
public sealed record KeepStage(EquatableList<LabelChoice> Labels) : Stage;

/// <summary>A label of <c>drop</c> or <c>keep</c>.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Matcher">The condition on its value; null for any.</param>
public sealed record LabelChoice(string Name, LabelMatcher? Matcher);
