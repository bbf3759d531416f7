using System.CommandLine;
using System.Text.Json;
using Portal.Api;
using Portal.Configuration;
using Portal.Core.Changes;
using Portal.Core.Diagnostics;
using Portal.Previews;

namespace Portal.Cli;

/// <summary><c>portal diff</c>: how one revision differs from another, dashboard by dashboard.</summary>
internal static class DiffCommand
{
    private static readonly string[] Formats = ["text", "markdown", "json"];

    /// <summary>Makes the verb.</summary>
    public static Command Create(CliConsole console, IReadOnlyDictionary<string, string?> settings)
    {
        var range = new Argument<string>("range") { Description = "Two branches, tags or commits: <base>..<head>. With one only, the files as they are saved are the newer ones." };
        var format = new Option<string>("--format") { Description = "How to print the difference.", DefaultValueFactory = _ => Formats[0], HelpName = string.Join('|', Formats) };
        format.AcceptOnlyFromAmong(Formats);
        var command = new Command("diff", "Tells what changes for which dashboards from one revision to another. Exits 0 if nothing does, 1 if anything does, 2 if a revision cannot be read or the newer one has errors.") { range, format };
        var content = new ContentArguments(command, withRevision: false);
        command.SetAction(async (parsed, cancellation) =>
        {
            var (before, after) = Ends(parsed.GetRequiredValue(range));
            using var older = content.Open(parsed, settings, before);
            using var newer = content.Open(parsed, settings, after);
            var trees = new[] { older.Read(cancellation), newer.Read(cancellation) };
            if (trees.SelectMany(tree => tree.Notices).Where(notice => notice.Severity == Severity.Error).ToList() is { Count: > 0 } unreadable)
            {
                await console.Error.WriteAsync(DiagnosticText.Format(unreadable));
                return 2;
            }
            // What the server grants is no matter of what changes: validate tells it.
            var (_, _, difference) = await RevisionComparison.CompareAsync(trees[0], trees[1], new AssumedGrants(newer.Grants), _ => [], cancellation);
            await WriteAsync(console.Out, parsed.GetRequiredValue(format), difference);
            return difference.Diagnostics.HasErrors() ? 2 : difference.IsEmpty ? 0 : 1;
        });
        return command;
    }

    private static (string Before, string After) Ends(string range)
    {
        var ends = range.Split("..", 2);
        return ends is [{ Length: > 0 } before, .. var rest] && rest is [] or [{ Length: > 0 }] && !range.Contains("...", StringComparison.Ordinal)
            ? (before, rest is [var after] ? after : ContentOptions.WorkingTree)
            : throw new StartupRefusal([$"'{range}' is no range: write <base>..<head>, such as main..my-branch."]);
    }

    private static Task WriteAsync(TextWriter output, string format, RevisionDifference difference) => output.WriteAsync(format switch
    {
        "json" => JsonSerializer.Serialize(DifferenceAnswer.From(difference), ReportFormat.Indented) + "\n",
        "markdown" => DifferenceMarkdown.Of(difference),
        _ => DifferenceText.Format(difference),
    });
}
