using System.CommandLine;
using Portal.Core.Diagnostics;

namespace Portal.Cli;

/// <summary><c>portal validate</c>: every binding of the content, every diagnostic.</summary>
internal static class ValidateCommand
{
    /// <summary>Makes the verb.</summary>
    public static Command Create(CliConsole console, IReadOnlyDictionary<string, string?> settings)
    {
        var format = new Option<string>("--format") { Description = "How to print what was found.", DefaultValueFactory = _ => ReportFormat.Names[0], HelpName = string.Join('|', ReportFormat.Names) };
        format.AcceptOnlyFromAmong([.. ReportFormat.Names]);
        var assume = new Option<bool>("--assume-grants") { Description = "Take secrets and hosts as granted. For machines that do not have the server's configuration." };
        var command = new Command("validate", "Validates all tenants and all templates, for every dashboard that a tenant is given. Exits 1 if the server would refuse the content.") { format, assume };
        var content = new ContentArguments(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            using var host = content.Open(parsed, settings);
            var assumed = parsed.GetValue(assume) ? new AssumedGrants(host.Grants) : null;
            var tree = host.Read(cancellation);
            var result = await host.LoadAsync(tree, assumed ?? host.Grants, cancellation);
            await ReportFormat.WriteAsync(console.Out, parsed.GetRequiredValue(format), new Report(tree.Revision, host.Prefix, result.Bindings, result.Diagnostics));
            await TellAsync(console.Error, assumed, result.Diagnostics);
            return result.Diagnostics.HasErrors() ? 1 : 0;
        });
        return command;
    }

    private static async Task TellAsync(TextWriter error, AssumedGrants? assumed, IReadOnlyList<Diagnostic> diagnostics)
    {
        if (assumed is { Assumed: { Count: > 0 } grants })
        {
            await error.WriteLineAsync("Taken as granted, but not by this machine's configuration:");
            foreach (var grant in grants)
            {
                await error.WriteLineAsync($"  {Printable.Text(grant)}");
            }
        }
        else if (diagnostics.Any(d => d.Code is DiagnosticCodes.SecretNotGranted or DiagnosticCodes.HostNotGranted))
        {
            await error.WriteLineAsync("Secrets and hosts are granted by the server's configuration. Where this machine does not have it, leave them to the server with --assume-grants.");
        }
    }
}
