using System.Text.RegularExpressions;

namespace Portal.Components.Content;

/// <summary>A piece of a line of a template or of YAML.</summary>
/// <param name="Text">The characters.</param>
/// <param name="Kind">A class of css/pages.css, such as <c>key</c>; null for plain text.</param>
public readonly record struct CodePiece(string Text, string? Kind);

/// <summary>Tells keys, comments and the parts between braces apart, line by line; to be read more easily, not to be right about every corner.</summary>
public static partial class CodeLine
{
    /// <summary>The pieces of all lines.</summary>
    public static IReadOnlyList<IReadOnlyList<CodePiece>> Read(string text)
    {
        var lines = new List<IReadOnlyList<CodePiece>>();
        var code = false;
        foreach (var line in text.TrimEnd('\n').Split('\n'))
        {
            lines.Add(Pieces(line.TrimEnd('\r'), ref code));
        }
        return lines;
    }

    private static List<CodePiece> Pieces(string line, ref bool code)
    {
        var pieces = new List<CodePiece>();
        if (!code && line.TrimStart().StartsWith('#'))
        {
            return [new CodePiece(line, "comment")];
        }
        var at = 0;
        if (!code && Key().Match(line) is { Success: true } key)
        {
            pieces.Add(new CodePiece(key.Groups[1].Value, null));
            pieces.Add(new CodePiece(key.Groups[2].Value, "key"));
            at = key.Length;
        }
        while (at < line.Length)
        {
            var mark = line.IndexOf(code ? "}}" : "{{", at, StringComparison.Ordinal);
            var end = mark < 0 ? line.Length : code ? mark + 2 : mark;
            if (end > at)
            {
                pieces.Add(new CodePiece(line[at..end], code ? "code" : null));
            }
            code = mark < 0 ? code : !code;
            at = end;
        }
        return pieces;
    }

    [GeneratedRegex(@"^(\s*(?:- )*)([A-Za-z_][\w.-]*(?=:(?:\s|$)))")]
    private static partial Regex Key();
}
