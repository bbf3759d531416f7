using System.Text;
using Portal.Core.Queries;

namespace Portal.Cli;

/// <summary>Why a query was refused, with the place in the query.</summary>
internal static class QueryErrorText
{
    // More of a line than this on either side of the error hides it.
    private const int Around = 60;

    /// <summary>The error in one line: the language's own words where it has any, else the portal's with what to do.</summary>
    public static string OneLine(ScopeResult result)
    {
        var error = result.Error!;
        return error.Detail ?? (error.Remedy is { } remedy ? $"{error.Message} {remedy}" : error.Message);
    }

    /// <summary>The error, the line of the query that holds it, and a caret below its place.</summary>
    public static string WithCaret(ScopeResult result, string query)
    {
        var error = result.Error!;
        var text = new StringBuilder().Append(Printable.Text(error.Detail ?? error.Message)).Append('\n');
        if (result.Position >= 0)
        {
            var position = Math.Min(result.Position, query.Length);
            var start = position == 0 ? 0 : query.LastIndexOf('\n', position - 1) + 1;
            var end = query.IndexOf('\n', position) is var next and >= 0 ? next : query.Length;
            var from = Math.Max(start, position - Around);
            var before = Printable.Text(query[from..position].Replace('\t', ' '));
            var after = Printable.Text(query[position..Math.Min(end, position + Around)].Replace('\t', ' '));
            var cut = from > start ? "…" : "";
            text.Append($"  {cut}{before}{after}{(position + Around < end ? "…" : "")}\n  {new string(' ', cut.Length + before.Length)}^\n");
        }
        if (error.Remedy is { } remedy)
        {
            text.Append($"remedy: {Printable.Text(remedy)}\n");
        }
        return text.ToString();
    }
}
