using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Portal.Core.Diagnostics;

namespace Portal.Forges;

/// <summary>Puts diagnostics into words for forges. What comes from authors stands in code spans: no markup, no mention, no link.</summary>
internal static class ReportText
{
    /// <summary>The most lines of a commit that are marked: GitHub takes no more at a time.</summary>
    public const int MostAnnotations = 50;

    /// <summary>The most characters of a comment. GitHub takes 65,536, Bitbucket 32,768.</summary>
    public const int MostComment = 30_000;

    /// <summary>The most characters of a summary. GitHub takes 140.</summary>
    public const int MostSummary = 140;

    private const int MostRows = 40;
    private const int LongestCell = 200;

    /// <summary>Such as <c>3 errors in 2 files</c>.</summary>
    public static string Errors(IReadOnlyList<Diagnostic> diagnostics)
    {
        var errors = diagnostics.Where(d => d.Severity == Severity.Error).ToList();
        return $"{Number(errors.Count, "error")} in {Number(errors.Select(d => d.Location.File).Distinct().Count(), "file")}";
    }

    /// <summary>The errors first, then the warnings, by place; no more than <paramref name="most"/>.</summary>
    public static IReadOnlyList<Diagnostic> Worst(IEnumerable<Diagnostic> diagnostics, int most) =>
        [.. diagnostics.Where(d => d.Severity != Severity.Info).OrderByDescending(d => d.Severity).ThenBy(d => d.Location).Take(most)];

    /// <summary>A table of diagnostics; empty where there are none.</summary>
    public static string Table(IReadOnlyList<Diagnostic> diagnostics)
    {
        var rows = Worst(diagnostics, MostRows);
        if (rows.Count == 0)
        {
            return "";
        }
        var text = new StringBuilder("| | File | Line | What | Dashboard |\n|---|---|---|---|---|\n");
        foreach (var row in rows)
        {
            var dashboard = row.Binding is null ? "" : Cell(row.Binding) + (row.Occurrences > 1 ? string.Create(CultureInfo.InvariantCulture, $" and {row.Occurrences - 1} more") : "");
            var line = row.Location.Line > 0 ? row.Location.Line.ToString(CultureInfo.InvariantCulture) : "";
            text.Append(CultureInfo.InvariantCulture, $"| {row.Severity} | {Cell(row.Location.File)} | {line} | {Cell($"{row.Code} {row.Message}{(row.Remedy is null ? "" : " " + row.Remedy)}")} | {dashboard} |\n");
        }
        var more = diagnostics.Count(d => d.Severity != Severity.Info) - rows.Count;
        return more > 0 ? text.Append(CultureInfo.InvariantCulture, $"\n… and {more} more.\n").ToString() : text.ToString();
    }

    /// <summary>A text as a code span in a cell of a table.</summary>
    // Not every forge keeps a bar within a span from ending the cell; another character that looks like it does everywhere.
    public static string Cell(string? text) => Code(text).Replace('|', '¦');

    /// <summary>A text as a code span: on one line, without what turns text around, shortened, within more backticks than it holds.</summary>
    public static string Code(string? text)
    {
        var line = new StringBuilder();
        foreach (var rune in (text ?? "").EnumerateRunes())
        {
            if (line.Length >= LongestCell)
            {
                line.Append('…');
                break;
            }
            line.Append(Rune.IsControl(rune) ? " " : Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator ? "" : rune.ToString());
        }
        var inner = line.ToString();
        var (longest, run) = (0, 0);
        foreach (var character in inner)
        {
            run = character == '`' ? run + 1 : 0;
            longest = Math.Max(longest, run);
        }
        var fence = new string('`', longest + 1);
        return string.IsNullOrWhiteSpace(inner) ? "" : longest > 0 ? $"{fence} {inner} {fence}" : $"{fence}{inner}{fence}";
    }

    /// <summary>A text of at most so many characters, cut at the end of a line where it is longer, so that no span or table is left open.</summary>
    public static string Bound(string markdown, int most)
    {
        if (markdown.Length <= most)
        {
            return markdown;
        }
        var end = markdown.LastIndexOf('\n', most - 3);
        return (end > 0 ? markdown[..end] : "") + "\n…";
    }

    /// <summary>A line of at most so many characters.</summary>
    public static string Shorten(string line, int most) => line.Length <= most ? line : line[..(char.IsHighSurrogate(line[most - 2]) ? most - 2 : most - 1)] + "…";

    /// <summary>A number with its noun, such as <c>1 error</c>.</summary>
    public static string Number(int count, string noun) => string.Create(CultureInfo.InvariantCulture, $"{count:N0} {noun}{(count == 1 ? "" : "s")}");

    /// <summary>Tells apart what is told.</summary>
    public static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
